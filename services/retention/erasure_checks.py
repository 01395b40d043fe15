"""Erasure checks: who may erase a person, and what keeps a person from being erased."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.acting import Actor, StaffMember
from models.errors import NotAllowedError, NotFoundError, WrongStateError
from models.handover import Handover, Person
from services.acts.rights import RIGHTS, Action, list_knowing, list_own_roles
from services.handovers.people import say_unknown
from services.handovers.reception import list_items


def check_reach(
    session: Session, actor: Actor, email: str, person: Person, handovers: Sequence[Handover]
) -> None:
    """Check that the actor's offices reach everything that the person has to do with.

    Raises:
        NotFoundError: the person has to do with other offices alone: it is as if nobody were there.
        NotAllowedError: the person has to do with other offices as well.
    """
    reach = actor.list_offices(RIGHTS[Action.erase])
    roles = session.exec(select(StaffMember).where(StaffMember.person_id == person.id))
    offices = {one.office_id for one in (*handovers, *roles)}
    if not reach & {person.office_id, *offices}:
        raise NotFoundError(f"{say_unknown(email)}.")
    if offices - reach:
        raise NotAllowedError(
            "this person has a part in a case outside your office: let records or admin of an "
            "office above both do it."
        )


def check_none_is_own(
    session: Session, actor: Actor, person: Person, handovers: Sequence[Handover]
) -> None:
    """Check that the actor erases nothing of their own cases.

    Raises:
        NotAllowedError: the actor has a part there, or is the person.
    """
    is_own = any(list_own_roles(session, actor.person_id, one) for one in handovers)
    if is_own or person.id == actor.person_id:
        raise NotAllowedError(
            "you have a part in what would be erased: let somebody else of records or admin do it."
        )


def check_held(session: Session, actor: Actor, references: Sequence[str]) -> None:
    """Check that no hold lies on what names the person.

    Raises:
        WrongStateError: one does.
    """
    query = select(Handover).where(col(Handover.reference).in_(references))
    _refuse(
        session,
        actor,
        [one for one in session.exec(query) if one.legal_hold],
        "a legal hold lies on {}: nobody named there is erased before it is lifted.",
    )


def check_free(
    session: Session, actor: Actor, handovers: Sequence[Handover], person: Person
) -> None:
    """Check that nothing keeps the person from being erased.

    Raises:
        WrongStateError: something does.
    """
    check_held(session, actor, [one.reference for one in handovers])
    _check_needed(session, actor, handovers, person)
    _check_owns_nothing(session, handovers, person)


def _check_needed(
    session: Session, actor: Actor, handovers: Sequence[Handover], person: Person
) -> None:
    running = [
        one
        for one in handovers
        if one.has_people
        and one.is_running
        and person.id in (one.leaver_id, one.manager_id, one.receiver_id, one.hr_id)
    ]
    _refuse(
        session,
        actor,
        running,
        "{} still need this person: let somebody else take the part, or close or cancel them "
        "first.",
    )


def _check_owns_nothing(session: Session, handovers: Sequence[Handover], person: Person) -> None:
    """Check that nothing which still runs would be left without an owner."""
    owned = {
        one.reference
        for one in handovers
        if one.has_people and one.is_running
        for record in list_items(session, one)
        if record.owner_id == person.id
    }
    if owned:
        raise WrongStateError(
            f"items of {', '.join(sorted(owned))} are this person's to look after: let the manager "
            "give them to somebody else first, with baton act give-items."
        )


def _refuse(session: Session, actor: Actor, handovers: Sequence[Handover], why: str) -> None:
    """Refuse where there are handovers, and say why to those who may know of a hold.

    The others get one sentence for all reasons: a different one would tell of a hold.
    """
    if not handovers:
        return
    if {one.row_id for one in handovers} <= list_knowing(session, actor, handovers):
        raise WrongStateError(why.format(", ".join(sorted(one.reference for one in handovers))))
    raise WrongStateError(
        "this person cannot be erased now: ask records, who see which handover is in the way."
    )
