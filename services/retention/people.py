"""People: what is left of a person who has been erased, and where persons are named."""

from sqlmodel import Session, col, or_, select

from models.acting import ApiToken, StaffMember
from models.handover import Handover, Person
from models.record import Answer

NOBODY = "a former colleague"


def fade(person: Person, words: str) -> None:
    """Leave of a person's row only its number, and the words that stand for it."""
    person.name = words or NOBODY
    person.email = f"erased-{person.row_id}@invalid"


def list_handovers_of(session: Session, person_id: int) -> list[Handover]:
    """Return the handovers that name a person, by reference; purged ones name nobody."""
    asked = select(Answer.handover_id).where(Answer.person_id == person_id)
    query = select(Handover).where(
        col(Handover.purged_at).is_(None),
        or_(
            Handover.leaver_id == person_id,
            Handover.manager_id == person_id,
            Handover.receiver_id == person_id,
            Handover.hr_id == person_id,
            col(Handover.id).in_(asked),
        ),
    )
    return list(session.exec(query.order_by(col(Handover.reference))))


def is_named_elsewhere(session: Session, person_id: int, but: Handover) -> bool:
    """Whether another handover, an office or a token names the person."""
    others = [one for one in list_handovers_of(session, person_id) if one.id != but.id]
    office = select(StaffMember).where(StaffMember.person_id == person_id)
    token = select(ApiToken).where(ApiToken.person_id == person_id)
    return bool(others or session.exec(office).first() or session.exec(token).first())
