"""People: a person of a case or an office as a row, one for each address.

A file of its own: cases and acts both bring people in, and commands that only look load no opening.
"""

from sqlmodel import Session, select

from models.case_file import PersonEntry
from models.handover import Person


def keep_person(session: Session, entry: PersonEntry) -> Person:
    """Return the person with this address, added if new; the newest name counts."""
    email = entry.email.casefold()
    person = session.exec(select(Person).where(Person.email == email)).one_or_none()
    person = person or Person(email=email, name=entry.name)
    person.name = entry.name
    session.add(person)
    session.flush()
    return person
