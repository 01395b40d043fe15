"""Exclude checks: a case is not opened with excludes that keep nothing out.

A file of its own, because doors ask it before they open a case, and no harvest does. It looks at
names alone, keeps none, and tells none to the person who asks: the sources are the leaver's.
"""

from pathlib import Path

from models.case_file import CaseFile
from models.errors import InvalidInputError
from services.cases.fault_words import quote
from services.cases.source_names import is_url
from services.harvest.excludes import Excludes
from services.harvest.walk import Reach, label_source, walk_folder
from services.lock_watch import slow

_WAY_OUT = (
    "nothing in the sources fits it, so that it would keep nothing out: correct its spelling, "
    "which begins at the case file or at a source, or remove it"
)


def check_excludes(case: CaseFile, folder: Path, file: str = "") -> None:
    """Check that each exclude of a case keeps something out.

    Args:
        case: the case.
        folder: what the paths of its sources begin at.
        file: the name of the case file, where there is one.

    Raises:
        InvalidInputError: a sentence for each that does not.
    """
    if any(is_url(source.path) for source in case.sources):
        return  # What a connector will bring is not here yet; the harvest says what fits nothing.
    matched = _match(case, folder)
    where = f"{file}: " if file else ""
    faults = [
        f"{where}exclude {number} is {quote(glob)}: {_WAY_OUT}"
        for number, glob in enumerate(case.exclude, start=1)
        if glob not in matched
    ]
    if faults:
        raise InvalidInputError(faults)


@slow
def _match(case: CaseFile, folder: Path) -> set[str]:
    """Return the excludes that keep something out; the walk ends as soon as all do."""
    matched: set[str] = set()
    for source in case.sources:
        root = (folder / source.path).resolve()
        excludes = Excludes(case.exclude, root, label_source(source.path))
        is_closed = excludes.covers_source()
        if is_closed:
            excludes.pass_by_source()
        reach = Reach(excludes=case.exclude)
        for _ in walk_folder(root, "", reach, excludes) if root.is_dir() and not is_closed else ():
            if matched | excludes.matched >= set(case.exclude):
                break
        matched |= excludes.matched
    return matched
