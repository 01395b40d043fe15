"""Actors: the people who act or are asked, and who has which staff role in which office."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.acting import STAFF_ROLES, Actor, Role, StaffMember
from models.audit import AuditAction
from models.case_file import PersonEntry
from models.errors import InvalidInputError, NotFoundError
from models.handover import Handover, Person
from models.office import Office
from models.plan import PlanOwner
from models.record import Answer
from models.states import ENDED_STATES
from models.words import Respondent
from services.handovers.people import keep_person, look_up, say_unknown
from services.offices.office_tree import get_office, list_below, list_upwards, note

_NEEDED = (Role.hr, Role.admin)
"""Without whom nobody opens exits, or looks after the installation."""


def get_actor(session: Session, person_id: int) -> Actor:
    """Return the person as an actor, with the offices in which each staff role holds."""
    held: dict[Role, set[int]] = {}
    query = select(StaffMember).where(StaffMember.person_id == person_id)
    for member in session.exec(query):
        held.setdefault(Role(member.role), set()).add(member.office_id)
    offices = {role: list_below(session, ids) for role, ids in held.items()}
    return Actor(person_id=person_id, offices=offices)


def find_actor(session: Session, email: str) -> Actor:
    """Return the person with this address as an actor.

    Raises:
        NotFoundError: nobody has this address.
        InvalidInputError: it is none.
    """
    person = look_up(session, email)
    if person is None:
        raise NotFoundError(
            f"{say_unknown(email)}. Add HR and other staff with baton staff add; "
            "leavers, managers and receivers come with their case."
        )
    return get_actor(session, person.row_id)


def add_staff(session: Session, entry: PersonEntry, role: Role, office: str = "root") -> Person:
    """Give a person a staff role in an office; a person who has it there keeps it.

    The newest name counts, in no case.

    Raises:
        InvalidInputError: the role belongs to a case and not to the organization.
        NotFoundError: there is no such office.
    """
    if role not in STAFF_ROLES:
        roles = ", ".join(STAFF_ROLES)
        raise InvalidInputError(
            f'"{role}" is not a staff role: it comes with a case. Staff roles are {roles}.'
        )
    place = get_office(session, office).row_id
    person = keep_person(session, entry, place)
    person.name = entry.name
    session.add(person)
    if session.get(StaffMember, (person.row_id, role, place)) is None:
        session.add(StaffMember(person_id=person.row_id, role=role, office_id=place))
        session.flush()
    return person


def give_role(session: Session, entry: PersonEntry, role: Role, office: str, now: datetime) -> None:
    """Give a person a staff role in an office, and note it in the audit chain.

    Raises:
        InvalidInputError: the role belongs to a case and not to the organization.
        NotFoundError: there is no such office.
    """
    person = add_staff(session, entry, role, office)
    note(session, now, AuditAction.gave_role, person=person.row_id, role=role, office=office)


class HeldRole(NamedTuple):
    """A staff role that the person of an address has in an office, by its key."""

    email: str
    role: Role
    office: str


def take_role(
    session: Session, held: HeldRole, now: datetime, *, is_last: bool = False
) -> tuple[str, ...]:
    """Take a staff role away from a person in an office, and note it in the audit chain.

    Returns:
        The running handovers that the person administers and can see no more.

    Raises:
        NotFoundError: there is no such office or person, or they have no such role there.
        InvalidInputError: nobody else would have the role there or above, which `is_last` lets go;
            or the address is none.
    """
    email, role, office = held
    place, person = get_office(session, office).row_id, look_up(session, email)
    member = session.get(StaffMember, (person.row_id, role, place)) if person else None
    if person is None or member is None:
        raise NotFoundError(
            f"{email} has no role {role} in the office {office}: baton staff list shows who has."
        )
    # The one who is asked for is among them.
    if role in _NEEDED and not is_last and len(list_holders(session, place, role)) == 1:
        raise InvalidInputError(
            f"{email} is the last with the role {role} in the office {office} and above it: give "
            "it to somebody else first, or say --last."
        )
    session.delete(member)
    session.flush()
    note(session, now, AuditAction.took_role, person=person.row_id, role=role, office=office)
    return _list_unseen(session, person.row_id) if role is Role.hr else ()


def _list_unseen(session: Session, person_id: int) -> tuple[str, ...]:
    """Return the running handovers that somebody administers without the role for it."""
    reach = get_actor(session, person_id).list_offices([Role.hr])
    query = select(Handover.reference).where(
        Handover.hr_id == person_id,
        col(Handover.state).not_in(ENDED_STATES),
        col(Handover.office_id).not_in(reach),
    )
    return tuple(session.exec(query.order_by(col(Handover.reference))))


def list_staff(session: Session) -> list[tuple[Role, Office, Person]]:
    """Return who has which staff role in which office, by role, office and person."""
    query = (
        select(StaffMember, Office, Person)
        .join(Office, col(Office.id) == col(StaffMember.office_id))
        .join(Person, col(Person.id) == col(StaffMember.person_id))
    )
    order = (col(StaffMember.role), col(Office.key), col(Person.id))
    return [
        (member.role, office, who) for member, office, who in session.exec(query.order_by(*order))
    ]


def find_owner_id(session: Session, handover: Handover, owner: str) -> int | None:
    """Return who does the steps of an owner: HR if nobody has the staff role.

    None if there is nobody yet, such as a receiver who has not been named.
    """
    named = list_named(handover)
    if owner in named:
        return named[PlanOwner(owner)]
    is_role = owner in Role.__members__
    held = list_holders(session, handover.office_id, Role(owner)) if is_role else ()
    return choose_holder(handover, held, list_peers(session, [handover.row_id]))


def choose_holder(
    handover: Handover, held: Sequence[int], peers: Collection[tuple[int, int]]
) -> int | None:
    """Return the first of these who has no part in the case, else HR of the case.

    `peers` are who was asked, by handover and person.
    """
    free = (
        one
        for one in held
        if not handover.list_named_roles(one)
        and one != handover.fallback_id
        and (handover.row_id, one) not in peers
    )
    return next(free, handover.hr_id)


def list_peers(session: Session, handovers: Collection[int]) -> frozenset[tuple[int, int]]:
    """Return which colleagues were asked in these handovers, by handover and person."""
    query = select(Answer.handover_id, Answer.person_id).where(
        col(Answer.handover_id).in_(handovers), Answer.respondent == Respondent.peer
    )
    return frozenset((at, who) for at, who in session.exec(query) if who is not None)


def list_named(handover: Handover) -> Mapping[PlanOwner, int | None]:
    """Return the owners whom the handover names."""
    return {
        PlanOwner.leaver: handover.leaver_id,
        PlanOwner.manager: handover.manager_id,
        PlanOwner.receiver: handover.receiver_id,
        PlanOwner.hr: handover.hr_id,
    }


def list_holders(session: Session, office_id: int, role: Role) -> tuple[int, ...]:
    """Return who has a staff role in an office or above it: nearest first, then longest known."""
    query = select(StaffMember.office_id, StaffMember.person_id).where(StaffMember.role == role)
    held = session.exec(query.order_by(col(StaffMember.person_id))).all()
    up = list_upwards(session, office_id)
    return tuple(person_id for at in up for place, person_id in held if place == at)


def choose_office(session: Session, actor: Actor, roles: frozenset[Role], key: str | None) -> int:
    """Return the office in which the actor opens a case; without a key the actor's own.

    Raises:
        NotFoundError: there is no such office, or no role of the actor holds there.
        InvalidInputError: no key is given, and the actor has such roles in several offices.
    """
    if key is not None:
        office = session.exec(select(Office).where(Office.key == key)).one_or_none()
        if office is None or office.row_id not in actor.list_offices(roles):
            raise NotFoundError(
                f'there is no office "{key}" in which you open cases. Leave office out, or give '
                "one of your own."
            )
        return office.row_id
    query = select(StaffMember.office_id).where(
        StaffMember.person_id == actor.person_id, col(StaffMember.role).in_(roles)
    )
    own = set(session.exec(query))
    home = session.get_one(Person, actor.person_id).office_id
    if len(own) > 1 and home not in own:
        keys = session.exec(select(Office.key).where(col(Office.id).in_(own)).order_by(Office.key))
        raise InvalidInputError(
            f"you open cases in several offices. Add office to the case: {', '.join(keys)}."
        )
    return home if home in own else own.pop()
