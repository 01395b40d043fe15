"""Part changes: who was whose predecessor, and which records a manager who came later may read.

A file of its own, as signatures, acts and letters all ask it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.acting import Role
from models.handover import Handover
from models.participant import PartChange
from models.plan import Gate
from models.record import Record
from models.words import Audience
from services.handovers.gates import find_wait


def list_changes(session: Session, handover: Handover) -> list[PartChange]:
    """Return how parts passed on, the first first."""
    query = select(PartChange).where(PartChange.handover_id == handover.id)
    return list(session.exec(query.order_by(col(PartChange.id))))


class ManagerView:
    """What the manager of a handover may read: asked once for all of its records.

    Who came later reads, of what was written before, what the leaver has agreed to; what was for
    the former manager's eyes alone only where its author shows it.
    """

    def __init__(self, session: Session, handover: Handover) -> None:
        changes = list_changes(session, handover)
        self._changes: Sequence[PartChange] = [
            one for one in changes if one.role is Role.manager and not one.is_same_person
        ]
        self._present_id = handover.manager_id
        self._is_reviewed = not self._changes or find_wait(session, handover, Gate.review) is None

    def came_at(self, person_id: int) -> datetime | None:
        """Return when a person became the manager for the last time; None for the beginning."""
        came = [one.at for one in self._changes if one.new_id == person_id]
        return came[-1] if came else None

    def is_open(self, record: Record, person_id: int) -> bool:
        """Whether a person may read a record as the manager, so far as its audience allows it."""
        if not self._changes or self._find_manager(record.written_at) == person_id:
            return True
        if record.audience is Audience.manager:
            return record.shown_to_id == person_id
        is_agreed = record.leaver_agreed_at is not None or record.state.is_signed
        return is_agreed or self._is_reviewed

    def _find_manager(self, at: datetime | None) -> int:
        """Return who was the manager at an instant; None is the beginning."""
        passed = [one for one in self._changes if at is not None and one.at <= at]
        return passed[-1].new_id if passed else self._changes[0].old_id
