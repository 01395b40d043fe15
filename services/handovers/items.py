"""Items: what of a pack has to be taken over by somebody, one by one."""

from sqlmodel import Session

from models.handover import Handover
from models.record import Record
from models.record_kinds import TAKEN_OVER
from models.states import RecordState
from models.words import Audience
from services.handovers.agreements import list_records

_PUBLISHED = (RecordState.published, RecordState.accepted, RecordState.declined)


def list_items(session: Session, handover: Handover) -> list[Record]:
    """Return the items of the newest edition that the receiver may see."""
    return [
        record
        for record, _ in list_records(session, handover)
        if record.kind in TAKEN_OVER
        and record.state in _PUBLISHED
        and Audience.successor.may_see(record.audience)
    ]


def list_undecided(session: Session, handover: Handover) -> list[Record]:
    """Return the items that the receiver has neither accepted nor declined."""
    return [r for r in list_items(session, handover) if r.state is RecordState.published]


def list_ownerless(session: Session, handover: Handover) -> list[Record]:
    """Return the items that nobody looks after."""
    return [r for r in list_items(session, handover) if r.owner_id is None]
