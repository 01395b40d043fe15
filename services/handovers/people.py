"""People: who signs in with an address, and what each handover calls whom."""

from sqlmodel import Session, col, select

from models.addresses import check_email, fold_address
from models.case_file import PersonEntry, is_same_name
from models.errors import InvalidInputError
from models.handover import Handover, Person
from models.office import ROOT_OFFICE_ID
from models.participant import Participant
from services.cases.fault_words import end, quote


def keep_person(session: Session, entry: PersonEntry, office_id: int = ROOT_OFFICE_ID) -> Person:
    """Return the person with this address, added if new; one who is known keeps their name.

    A new person belongs to the office, by id.
    """
    person = find_person(session, entry.email)
    if person is None:
        email = fold_address(entry.email)
        person = Person(email=email, name=entry.name, office_id=office_id)
        session.add(person)
        session.flush()
    return person


def say_unknown(email: str) -> str:
    """Return that nobody has this address; the end is left open."""
    return f"nobody here has the address {quote(email)}"


def look_up(session: Session, typed: str) -> Person | None:
    """Return the person of an address that somebody typed; None where nobody has it.

    Raises:
        InvalidInputError: it is no address, whomever it looks like.
    """
    person = find_person(session, typed)
    if person is not None and person.email == typed.lower():
        # What an older version took for an address still reaches whoever has it.
        return person
    try:
        check_email(typed)
    except ValueError as fault:
        raise InvalidInputError(end(f"the address {quote(typed)} is none: {fault}")) from fault
    return person


def find_person(session: Session, email: str) -> Person | None:
    """Return the person with this address, however it is spelled; None where nobody has it."""
    return session.exec(select(Person).where(Person.email == fold_address(email))).one_or_none()


def bring_in(session: Session, handover: Handover, entry: PersonEntry, role: str) -> Person:
    """Return the person, with a copy of name and address of the handover's own.

    Who has one already keeps it.

    Raises:
        InvalidInputError: the address is somebody else's in this handover.
    """
    person = keep_person(session, entry, handover.office_id)
    known = find_participant(session, handover, person.row_id)
    if known is None:
        session.add(
            Participant(
                handover_id=handover.row_id,
                person_id=person.row_id,
                name=entry.name,
                email=entry.email.lower(),
                role=role,
            )
        )
        session.flush()
    elif not is_same_name(known.name, entry.name):
        raise InvalidInputError(
            f'{entry.email} is the address of "{known.name}" in {handover.reference}: give '
            f'"{entry.name}" another one, or correct the name there with baton act correct-person.'
        )
    return person


def find_participant(session: Session, handover: Handover, person_id: int) -> Participant | None:
    """Return a person as this handover knows them; None who has no part in it."""
    query = select(Participant).where(
        Participant.handover_id == handover.id, Participant.person_id == person_id
    )
    return session.exec(query).one_or_none()


def list_participants(session: Session, handover: Handover) -> list[Participant]:
    """Return the people of a handover as it knows them, in the order in which they came."""
    query = select(Participant).where(Participant.handover_id == handover.id)
    return list(session.exec(query.order_by(col(Participant.id))))


def get_entry(session: Session, handover: Handover, person_id: int) -> PersonEntry:
    """Return name and address that the handover has of a person."""
    known = find_participant(session, handover, person_id)
    # A purged handover has no copies any more.
    named = known or session.get_one(Person, person_id)
    # It was checked when it was typed, perhaps by an older version.
    return PersonEntry.model_construct(name=named.name, email=named.email)
