"""Read-backs: what the present receiver has said in own words."""

from sqlmodel import Session, select

from models.handover import Handover
from models.reception import ReadBack

READ_BACK_KEYS = ("S1", "S2", "S3", "S4", "S5")
"""The questions of the read-back form, by the keys that stand in it."""


def list_read_back(session: Session, handover: Handover) -> dict[str, ReadBack]:
    """Return what the present receiver said back, by question."""
    query = select(ReadBack).where(
        ReadBack.handover_id == handover.id, ReadBack.person_id == handover.receiver_id
    )
    return {row.key: row for row in session.exec(query)}


def is_read_back(session: Session, handover: Handover) -> bool:
    """Whether the present receiver has said the whole of it back."""
    return set(list_read_back(session, handover)) == set(READ_BACK_KEYS)
