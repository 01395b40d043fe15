"""Parts: who may take which part of a case, asked by every act that names somebody."""

from datetime import datetime

from sqlmodel import Session

from models.acting import Actor, Role
from models.case_file import CaseFile, PersonEntry
from models.errors import InvalidInputError, NotAllowedError
from models.handover import Handover, Person
from models.participant import PartChange
from services.acts.rights import list_own_roles
from services.handovers.people import bring_in, find_person


def check_opening(session: Session, actor: Actor, case: CaseFile) -> None:
    """Check that the parts of a new case fit, and that the actor has none of them.

    Raises:
        InvalidInputError: one person would have parts that exclude each other.
        NotAllowedError: it would be the actor's own case.
    """
    clashes = case.list_clashes()
    if clashes:
        raise InvalidInputError([f"{clash}." for clash in clashes])
    named = {Role.leaver: case.leaver, Role.manager: case.manager, Role.receiver: case.receiver}
    for role, entry in named.items():
        person = find_person(session, entry.email) if entry else None
        if person is not None and person.id == actor.person_id:
            raise NotAllowedError(
                f"you are the {role} of this exit and cannot open it as well: "
                "let somebody else of HR do it."
            )


def check_stays(session: Session, handover: Handover, entry: PersonEntry) -> None:
    """Check that somebody who is named is not the leaver, by the address and whatever name.

    Raises:
        InvalidInputError: it is the leaver.
    """
    person = find_person(session, entry.email)
    if person is not None and person.id == handover.leaver_id:
        raise InvalidInputError(f"{entry.email} is the leaver. Name somebody who stays.")


def take_part(
    session: Session, handover: Handover, actor: Actor, role: Role, entry: PersonEntry
) -> Person:
    """Return the person who is to take a part in the case.

    Raises:
        InvalidInputError: the leaver takes no other part, HR of the case none but that, and the
            address is nobody else's here.
        NotAllowedError: who acts by a staff role names themselves.
    """
    check_stays(session, handover, entry)
    person = bring_in(session, handover, entry, role)
    if role is Role.hr:
        own = list_own_roles(session, person.row_id, handover)
        if own:
            raise InvalidInputError(
                f"{entry.email} is {' and '.join(sorted(own))} of {handover.reference} and cannot "
                "administer it. Name somebody else of HR."
            )
        return person
    check_may_be(session, handover, actor, role, person)
    return person


def note_change(
    session: Session,
    handover: Handover,
    role: Role | None,
    people: tuple[int | None, int],
    now: datetime,
) -> None:
    """Note that a part passed from one person to another: both, and the leaver, are told.

    Without a role one person got another address: both addresses are told.
    """
    old_id, new_id = people
    if old_id is not None and old_id != new_id:
        session.add(
            PartChange(
                handover_id=handover.row_id,
                role=role or Role.peer,
                old_id=old_id,
                new_id=new_id,
                at=now,
                is_same_person=role is None,
            )
        )
        session.flush()


def check_may_be(
    session: Session, handover: Handover, actor: Actor, role: Role, person: Person
) -> None:
    """Check that somebody may be manager, receiver or peer of a case.

    Raises:
        InvalidInputError: it is HR of the case.
        NotAllowedError: who acts by a staff role names themselves.
    """
    has_part = bool(list_own_roles(session, actor.person_id, handover))
    if person.id == actor.person_id and not has_part:
        raise NotAllowedError(
            f"you act on {handover.reference} by your staff role and cannot become its {role}: "
            "let somebody else of HR take it over, who then names you."
        )
    if person.id == handover.hr_id:
        raise InvalidInputError(
            f"{person.email} administers {handover.reference} and cannot be its {role} as well. "
            "Let another person of HR take it over first: baton act reassign REF hr."
        )
