"""Portfolio: every handover under way in one table, for whoever watches all of them."""

from datetime import date

from models.handover import Handover
from models.states import HandoverState
from models.values import Value
from services.handovers.gates import Wait


class PortfolioLine(Value):
    """How far one handover is: references, roles and dates, no name and no title."""

    reference: str
    state: str
    waits_at: str
    for_whom: str
    due_on: date | None
    is_overdue: bool


def list_portfolio(
    handovers: list[Handover], waits: dict[int, Wait | None], today: date
) -> tuple[PortfolioLine, ...]:
    """Return a line for each handover, what is overdue first, then by due date."""
    lines = [_line(handover, waits[handover.row_id], today) for handover in handovers]
    return tuple(sorted(lines, key=lambda line: (not line.is_overdue, line.due_on or date.max)))


def _line(handover: Handover, wait: Wait | None, today: date) -> PortfolioLine:
    # Accepted and still there: items have no owner, or gaps neither answer nor waiver.
    is_to_close = wait is None and handover.state is HandoverState.accepted
    return PortfolioLine(
        reference=handover.reference,
        state=handover.state,
        waits_at=wait.gate.label if wait else "close" if is_to_close else "",
        for_whom=wait.owner if wait else "manager" if is_to_close else "",
        due_on=wait.due_on if wait else None,
        is_overdue=bool(wait and wait.due_on < today),
    )
