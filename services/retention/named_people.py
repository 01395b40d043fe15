"""Named people: where persons are named, and what is left of one who has been erased.

A file of its own: purging and erasing share it, and neither is the other's.
"""

from sqlmodel import Session, col, delete, or_, select

from models.acting import ApiToken, IdempotencyKey, StaffMember
from models.handover import Handover, Person
from models.mail import Invitation, Mail, MailBlock
from services.handovers.identities import OF_A_CASE, OF_ITS_PARTS

_OF_ITS_PARTS = (*OF_ITS_PARTS, (Invitation.handover_id, Invitation.person_id))
"""Every column of a handover's parts that names a person."""


def fade(session: Session, person: Person, words: str) -> None:
    """Leave of a person only a number and the words that stand for it; nothing opens to it."""
    tokens = select(ApiToken.id).where(ApiToken.person_id == person.id)
    session.exec(delete(IdempotencyKey).where(col(IdempotencyKey.token_id).in_(tokens)))
    for table in (ApiToken, StaffMember, Mail, MailBlock, Invitation):
        session.exec(delete(table).where(col(table.person_id) == person.id))
    person.name, person.email = words, f"erased-{person.row_id}@invalid"
    session.add(person)


def list_handovers_of(session: Session, person_id: int) -> list[Handover]:
    """Return the handovers that name a person, by reference; purged ones name nobody."""
    query = select(Handover).where(
        col(Handover.purged_at).is_(None),
        or_(
            *(getattr(Handover, name) == person_id for name in OF_A_CASE),
            *(
                col(Handover.id).in_(select(handover_id).where(column == person_id))
                for handover_id, column in _OF_ITS_PARTS
            ),
        ),
    )
    return list(session.exec(query.order_by(col(Handover.reference))))


def list_people_of(session: Session, handover: Handover) -> set[int]:
    """Return the ids of everybody whom a handover names."""
    people = {getattr(handover, name) for name in OF_A_CASE}
    for handover_id, column in _OF_ITS_PARTS:
        people |= set(session.exec(select(column).where(handover_id == handover.id)))
    return {person for person in people if person is not None}


def is_named(session: Session, person_id: int) -> bool:
    """Whether a handover that is not purged, a staff role or a valid token names the person."""
    role = select(StaffMember).where(StaffMember.person_id == person_id)
    token = select(ApiToken).where(
        ApiToken.person_id == person_id, col(ApiToken.revoked_at).is_(None)
    )
    return bool(
        list_handovers_of(session, person_id)
        or session.exec(role).first()
        or session.exec(token).first()
    )
