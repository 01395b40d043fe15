"""People: a person of a case or of the staff as a row, one for each address.

A file of its own: cases and acts both bring people in, and commands that only look load no opening.
"""

from sqlmodel import Session, select

from models.addresses import fold_address
from models.case_file import PersonEntry
from models.handover import Person
from models.office import ROOT_OFFICE_ID


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


def find_person(session: Session, email: str) -> Person | None:
    """Return the person with this address, however it is spelled; None where nobody has it."""
    return session.exec(select(Person).where(Person.email == fold_address(email))).one_or_none()
