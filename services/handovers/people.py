"""People: a person of a case or an office as a row, one for each address.

A file of its own: cases and acts both bring people in, and commands that only look load no opening.
"""

from sqlmodel import Session, select

from models.addresses import fold_address
from models.case_file import PersonEntry
from models.handover import Person


def keep_person(session: Session, entry: PersonEntry) -> Person:
    """Return the person with this address, added if new; one who is known keeps their name."""
    person = find_person(session, entry.email)
    if person is None:
        person = Person(email=fold_address(entry.email), name=entry.name)
        session.add(person)
        session.flush()
    return person


def find_person(session: Session, email: str) -> Person | None:
    """Return the person with this address, however it is spelled; None where nobody has it."""
    return session.exec(select(Person).where(Person.email == fold_address(email))).one_or_none()
