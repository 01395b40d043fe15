"""Holiday faults: a calendar of public holidays that nobody keeps."""

from services.casefiles.tree import Tree
from services.workdays import find_holiday_fault


def check_holidays(tree: Tree) -> None:
    """Note a fault if `holidays` names no country that holidays are known for."""
    given = tree.data.get("holidays") if isinstance(tree.data, dict) else None
    if not isinstance(given, str) or not given.strip():
        return
    problem = find_holiday_fault(given.strip())
    if problem:
        tree.add_fault(tree.get_place(("holidays",)).line, f'holidays is "{given}": {problem}')
