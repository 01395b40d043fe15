"""Actors: the people who act or are asked, and who holds an office such as HR."""

from sqlmodel import Session, col, select

from models.acting import STAFF_ROLES, Actor, Role, StaffMember
from models.case_file import PersonEntry
from models.errors import InvalidInputError, NotFoundError
from models.handover import Handover, Person
from models.plan import PlanOwner
from services.handovers.people import find_person, keep_person


def get_actor(session: Session, person_id: int) -> Actor:
    """Return the person as an actor, with the offices that the person holds."""
    query = select(StaffMember.role).where(StaffMember.person_id == person_id)
    roles = frozenset(Role(role) for role in session.exec(query))
    return Actor(person_id=person_id, staff_roles=roles)


def find_actor(session: Session, email: str) -> Actor:
    """Return the person with this address as an actor.

    Raises:
        NotFoundError: nobody has this address.
    """
    person = find_person(session, email)
    if person is None:
        raise NotFoundError(
            f'nobody here has the address "{email}". Add HR and offices with baton staff add; '
            "leavers, managers and receivers come with their case."
        )
    return get_actor(session, person.row_id)


def add_staff(session: Session, entry: PersonEntry, role: Role) -> Person:
    """Give a person an office; a person who has it keeps it. The newest name counts, in no case.

    Raises:
        InvalidInputError: the role belongs to a case and not to the organization.
    """
    if role not in STAFF_ROLES:
        offices = ", ".join(STAFF_ROLES)
        raise InvalidInputError(
            f'"{role}" is not an office: it comes with a case. Offices are {offices}.'
        )
    person = keep_person(session, entry)
    person.name = entry.name
    session.add(person)
    if session.get(StaffMember, (person.row_id, role)) is None:
        session.add(StaffMember(person_id=person.row_id, role=role))
        session.flush()
    return person


def list_staff(session: Session, role: Role) -> list[int]:
    """Return the ids of the people who hold an office, the longest known first."""
    query = select(StaffMember.person_id).where(StaffMember.role == role)
    return list(session.exec(query.order_by(col(StaffMember.person_id))))


def list_offices(session: Session) -> list[tuple[Role, Person]]:
    """Return who holds which office, by office."""
    query = select(StaffMember, Person).join(Person).order_by(col(StaffMember.role))
    return [(member.role, person) for member, person in session.exec(query)]


def find_owner_id(session: Session, handover: Handover, owner: str) -> int | None:
    """Return who does the steps of an owner: HR if nobody holds the office.

    None if there is nobody yet, such as a receiver who has not been named.
    """
    named = {
        PlanOwner.leaver: handover.leaver_id,
        PlanOwner.manager: handover.manager_id,
        PlanOwner.receiver: handover.receiver_id,
        PlanOwner.hr: handover.hr_id,
    }
    if owner in named:
        return named[PlanOwner(owner)]
    held = list_staff(session, Role(owner)) if owner in Role.__members__ else []
    return held[0] if held else handover.hr_id
