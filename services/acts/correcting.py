"""Correcting: a handover's copy of a person's name or address was wrong, or is so no longer."""

from datetime import datetime
from typing import Self

from pydantic import model_validator
from sqlmodel import Session, col, select, update

from models.acting import Actor, Role
from models.addresses import is_same_address
from models.audit import AuditAction, AuditEvent
from models.case_file import EmailText, PersonEntry
from models.errors import InvalidInputError, NotAllowedError, NotFoundError
from models.handover import Handover
from models.participant import Participant
from models.record import Answer, Record
from models.signing import SignOff
from models.states import HandoverState
from models.values import NameText, Value
from services.acts.parts import check_may_be, note_change
from services.acts.rights import Action, find_roles, get_handover_for, list_own_roles
from services.acts.traces import leave_trace
from services.handovers.agreements import void_agreements
from services.handovers.identities import pass_on
from services.handovers.people import find_participant, find_person, keep_person, list_participants


class ParticipantView(Value):
    """A person as the handover knows them."""

    name: str
    email: str
    role: str


class Correction(Value):
    """Whose copy is corrected, by the address that it has, and what it says from now on."""

    person: EmailText
    name: NameText | None = None
    email: EmailText | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.name is None and self.email is None:
            raise ValueError("give the right name, the right email, or both")
        return self


def list_people(session: Session, actor: Actor, reference: str) -> tuple[ParticipantView, ...]:
    """Return the people of a handover as it knows them: HR all, everybody else oneself."""
    handover = get_handover_for(session, actor, reference, Action.correct_person)
    sees_all = Role.hr in find_roles(session, actor, handover)
    return tuple(
        ParticipantView(name=one.name, email=one.email, role=one.role)
        for one in list_participants(session, handover)
        if sees_all or one.person_id == actor.person_id
    )


def correct_person(
    session: Session, actor: Actor, reference: str, correction: Correction, now: datetime
) -> None:
    """Correct name or address in this handover and in no other; a signature over it is void.

    HR corrects everybody. A person who has acted in the handover changes their address themselves:
    else a person who gives a new address would read what the old one wrote.

    Raises:
        NotFoundError: the handover has nobody of this address.
        NotAllowedError: it is somebody else's to correct.
        InvalidInputError: the address is somebody else's here, or of one who may not have the part.
    """
    handover = get_handover_for(session, actor, reference, Action.correct_person)
    copy = _get_copy(session, handover, actor, correction.person)
    name, email = correction.name or copy.name, (correction.email or copy.email).lower()
    if not is_same_address(email, copy.email):
        entry = PersonEntry(name=name, email=email)
        people = _move_to(session, handover, actor, copy, entry)
        note_change(session, handover, None, people, now)
    copy.correct(name, email)
    session.add(copy)
    mine = (col(Answer.handover_id) == handover.id) & (col(Answer.person_id) == copy.person_id)
    session.exec(update(Answer).where(mine).values(name=name))
    _ask_again(session, handover, copy, now)
    leave_trace(session, handover, actor, AuditAction.corrected_person, now)


def _get_copy(session: Session, handover: Handover, actor: Actor, email: str) -> Participant:
    person = find_person(session, email)
    copy = find_participant(session, handover, person.row_id) if person else None
    sees_all = Role.hr in find_roles(session, actor, handover)
    if copy is not None and (sees_all or copy.person_id == actor.person_id):
        return copy
    if not sees_all:
        raise NotAllowedError(
            f"in {handover.reference} you correct your own name and address; HR corrects others."
        )
    raise NotFoundError(f"{handover.reference} has nobody with the address {email}.")


def _move_to(
    session: Session, handover: Handover, actor: Actor, copy: Participant, entry: PersonEntry
) -> tuple[int, int]:
    """Let the new address be the one that opens to this person's part; return both people's ids."""
    if copy.person_id != actor.person_id and _has_acted(session, handover, copy.person_id):
        raise NotAllowedError(
            f"{copy.email} has acted in {handover.reference} already: only that person changes "
            "the address. HR can put another manager in place, or name another receiver."
        )
    new = keep_person(session, entry, handover.office_id)
    known = find_participant(session, handover, new.row_id)
    if known is not None:
        raise InvalidInputError(
            f'{entry.email} is the address of "{known.name}" in {handover.reference}: give '
            f'"{entry.name}" another one.'
        )
    for role in list_own_roles(session, copy.person_id, handover):
        check_may_be(session, handover, actor, role, new)
    old_id = copy.person_id
    pass_on(session, handover, old_id, new.row_id)
    return old_id, new.row_id


def _has_acted(session: Session, handover: Handover, person_id: int) -> bool:
    """Whether a person has done or written something in the handover."""
    acted = select(AuditEvent.id).where(
        AuditEvent.handover == handover.reference, AuditEvent.actor == f"person:{person_id}"
    )
    wrote = (
        select(Record.id)
        .join(Answer, col(Record.answer_id) == col(Answer.id))
        .where(Answer.handover_id == handover.id, Answer.person_id == person_id)
    )
    return any(session.exec(query).first() is not None for query in (acted, wrote))


def _ask_again(session: Session, handover: Handover, copy: Participant, now: datetime) -> None:
    """Void what covered the copy; where nothing did, a new edition says the new name."""
    session.flush()
    holding = select(SignOff).where(
        SignOff.handover_id == handover.id, col(SignOff.voided_at).is_(None)
    )
    if any(copy.id in signature.people for signature in session.exec(holding)):
        void_agreements(session, handover, now)
    else:
        handover.take_back_to(HandoverState.signed)
