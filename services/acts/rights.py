"""Rights: who may do what, in one table. A person without a part in a handover cannot see it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from models.acting import STAFF_ROLES, Actor, Role
from models.errors import NotAllowedError, NotFoundError, WrongStateError
from models.handover import Handover
from models.record import Answer
from models.words import Respondent
from services.handovers.loading import get_handover


class Action(StrEnum):
    """Everything that can be done to a handover."""

    start = "start"
    see_progress = "see_progress"
    see_sources = "see_sources"
    allow_source = "allow_source"
    see_found = "see_found"
    decide_found = "decide_found"
    answer = "answer"
    ask_peer = "ask_peer"
    read_records = "read_records"
    review = "review"
    edit_record = "edit_record"
    strike_out = "strike_out"
    see_changes = "see_changes"
    decide_change = "decide_change"
    name_fallback = "name_fallback"
    show_record = "show_record"
    sign = "sign"
    send_back = "send_back"
    read_pack = "read_pack"
    read_back = "read_back"
    accept = "accept"
    answer_survey = "answer_survey"
    read_gaps = "read_gaps"
    answer_gap = "answer_gap"
    waive_gap = "waive_gap"
    assign_owner = "assign_owner"
    tick_step = "tick_step"
    name_receiver = "name_receiver"
    reschedule = "reschedule"
    reassign = "reassign"
    cancel = "cancel"
    reopen = "reopen"
    hold = "hold"
    agree_return = "agree_return"
    correct_person = "correct_person"
    close = "close"
    erase = "erase"
    purge = "purge"
    verify_audit = "verify_audit"
    read_audit = "read_audit"
    see_metrics = "see_metrics"


_IN_WORDS = {
    Action.see_progress: "see the progress",
    Action.see_sources: "see the sources",
    Action.allow_source: "allow a source",
    Action.see_found: "see what was found",
    Action.decide_found: "decide on what was found",
    Action.ask_peer: "ask a peer",
    Action.read_records: "read the records",
    Action.edit_record: "edit a record",
    Action.strike_out: "strike out a record",
    Action.see_changes: "see changes of records",
    Action.decide_change: "decide on a change",
    Action.name_fallback: "name a fallback",
    Action.show_record: "show a record to the manager",
    Action.read_pack: "read the pack",
    Action.answer_survey: "answer a survey",
    Action.read_gaps: "read the gaps",
    Action.answer_gap: "answer a gap",
    Action.waive_gap: "waive a gap",
    Action.assign_owner: "assign an owner",
    Action.tick_step: "tick a step",
    Action.name_receiver: "name the receiver",
    Action.agree_return: "agree on the return",
    Action.correct_person: "correct a person",
    Action.verify_audit: "verify the audit chain",
    Action.read_audit: "read the audit chain",
    Action.see_metrics: "see the metrics",
}
"""How a refusal says it where the name alone is no sentence."""
_R = Role
_ALLOWING = frozenset({_R.leaver, _R.hr, _R.km_focal_point, _R.records})
"""Whose yes a policy may ask for; which of them it is says the policy of the office."""
RIGHTS: Mapping[Action, frozenset[Role]] = {
    Action.start: frozenset({_R.hr, _R.km_focal_point}),
    Action.see_progress: frozenset(Role),
    Action.see_sources: _ALLOWING,
    Action.allow_source: _ALLOWING,
    Action.see_found: frozenset({_R.leaver, _R.manager}),
    Action.decide_found: frozenset({_R.leaver, _R.manager}),
    Action.answer: frozenset({_R.leaver, _R.manager, _R.peer}),
    Action.ask_peer: frozenset({_R.manager, _R.km_focal_point, _R.hr}),
    Action.read_records: frozenset({_R.leaver, _R.manager, _R.peer, _R.km_focal_point}),
    Action.review: frozenset({_R.leaver}),
    Action.edit_record: frozenset({_R.leaver, _R.manager}),
    Action.strike_out: frozenset({_R.leaver, _R.manager, _R.peer}),
    Action.see_changes: frozenset({_R.leaver, _R.manager, _R.receiver, _R.peer}),
    Action.decide_change: frozenset({_R.leaver, _R.manager, _R.receiver, _R.peer}),
    Action.name_fallback: frozenset({_R.leaver}),
    Action.show_record: frozenset({_R.leaver, _R.peer}),
    Action.sign: frozenset({_R.manager}),
    Action.send_back: frozenset({_R.manager}),
    Action.read_pack: frozenset({_R.receiver, _R.manager, _R.leaver, _R.km_focal_point}),
    Action.read_back: frozenset({_R.receiver}),
    Action.accept: frozenset({_R.receiver}),
    Action.answer_survey: frozenset({_R.receiver}),
    Action.read_gaps: frozenset({_R.manager, _R.leaver, _R.receiver, _R.km_focal_point}),
    Action.answer_gap: frozenset({_R.manager, _R.leaver, _R.receiver, _R.km_focal_point}),
    Action.waive_gap: frozenset({_R.manager}),
    Action.assign_owner: frozenset({_R.manager}),
    Action.tick_step: frozenset(
        {_R.leaver, _R.manager, _R.receiver, _R.hr, _R.km_focal_point, _R.records}
    ),
    Action.name_receiver: frozenset({_R.manager, _R.hr}),
    Action.reschedule: frozenset({_R.manager, _R.hr}),
    Action.reassign: frozenset({_R.hr}),
    Action.cancel: frozenset({_R.hr}),
    Action.reopen: frozenset({_R.hr}),
    Action.hold: frozenset({_R.hr, _R.records}),
    Action.agree_return: frozenset({_R.hr}),
    Action.correct_person: frozenset({_R.hr, _R.leaver, _R.manager, _R.receiver, _R.peer}),
    Action.close: frozenset({_R.hr, _R.km_focal_point}),
    Action.erase: frozenset({_R.records, _R.admin}),
    Action.purge: frozenset({_R.records, _R.admin}),
    Action.verify_audit: frozenset({_R.auditor, _R.admin}),
    Action.read_audit: frozenset({_R.auditor}),
    Action.see_metrics: frozenset(STAFF_ROLES),
}
"""The whole table. HR sees progress and no answers; an admin sees progress and no content."""

KNOW_WHY = frozenset({_R.hr, _R.records, _R.leaver})
"""Who may learn why somebody leaves, and that a legal hold lies on the case: nobody else."""

_AFTER_THE_END = frozenset(
    {
        Action.see_progress,
        Action.see_sources,
        # A yes can be taken back at any time; nothing is allowed any more by then.
        Action.allow_source,
        Action.see_found,
        Action.read_records,
        Action.see_changes,
        Action.read_pack,
        Action.read_gaps,
        Action.reopen,
        Action.hold,
        Action.agree_return,
        Action.erase,
        Action.purge,
        Action.verify_audit,
        Action.read_audit,
    }
)
"""What can still be done to a handover that is closed or cancelled: nothing else changes it."""


def find_roles(session: Session, actor: Actor, handover: Handover) -> frozenset[Role]:
    """Return the actor's roles in this handover; empty for a person without a part in it.

    A staff role counts where it holds in the handover's office, and not in one's own case: who has
    a part in it has that part and no more.
    """
    own = list_own_roles(session, actor.person_id, handover)
    return own or actor.list_roles_in(handover.office_id)


def list_own_roles(session: Session, person_id: int, handover: Handover) -> frozenset[Role]:
    """Return the parts that a person has in this handover, whatever staff role they have."""
    return _list_parts(session, person_id, [handover])[handover.row_id]


def list_knowing(session: Session, actor: Actor, handovers: Sequence[Handover]) -> frozenset[int]:
    """Return those of these handovers, by id, of which the actor may know why somebody leaves."""
    parts = _list_parts(session, actor.person_id, handovers)
    return frozenset(
        one.row_id
        for one in handovers
        if KNOW_WHY & (parts[one.row_id] or actor.list_roles_in(one.office_id))
    )


def can(session: Session, actor: Actor, action: Action, handover: Handover) -> bool:
    """Whether the actor may do this to this handover."""
    return bool(find_roles(session, actor, handover) & RIGHTS[action])


def get_handover_for(session: Session, actor: Actor, reference: str, action: Action) -> Handover:
    """Return the handover for an act of the actor.

    Raises:
        NotFoundError: there is none, or the actor has no part in it: the same answer.
        NotAllowedError: the actor has a part in it, but not this right.
        WrongStateError: it has ended, and this would change it.
    """
    handover = get_handover(session, reference)
    roles = find_roles(session, actor, handover)
    if not handover.has_people or not roles & RIGHTS[Action.see_progress]:
        # The very words of a reference that does not exist.
        raise NotFoundError(
            f'there is no handover "{reference}": baton list shows those there are.'
        )
    if not roles & RIGHTS[action]:
        said = _say_refusal(action, f" in {reference}")
        if actor.list_roles_in(handover.office_id) & RIGHTS[action]:
            said += " You have a part in it, where no staff role of yours holds: ask another."
        raise NotAllowedError(said)
    if handover.purged_at and action in (Action.reopen, Action.agree_return):
        raise WrongStateError(f"{reference} has been purged. Start a new handover.")
    if not handover.is_running and action not in _AFTER_THE_END:
        raise WrongStateError(f"{reference} is {handover.state}. It can no longer be changed.")
    return handover


def check_staff(actor: Actor, action: Action) -> frozenset[int]:
    """Check a right outside any handover, such as starting one; return the offices it holds in.

    Raises:
        NotAllowedError: none of the actor's roles has it.
    """
    offices = actor.list_offices(RIGHTS[action])
    if not offices:
        raise NotAllowedError(_say_refusal(action))
    return offices


def _say_refusal(action: Action, where: str = "") -> str:
    who = " or ".join(say_role(role) for role in sorted(RIGHTS[action]))
    what = _IN_WORDS.get(action, action.replace("_", " "))
    return f"you may not {what}{where}: this is for {who}."


def say_role(role: Role) -> str:
    """Return a role as a sentence names it."""
    names = {Role.hr: "HR", Role.records: "records"}
    return names.get(role, f"the {role.replace('_', ' ')}")


def list_visible(
    session: Session, actor: Actor, start: int = 0, limit: int | None = None
) -> list[Handover]:
    """Return the handovers that the actor has a part in, the next last working day first."""
    in_reach = col(Handover.office_id).in_(actor.list_offices(STAFF_ROLES))
    query = select(Handover).where(
        col(Handover.has_people), or_(_has_part(actor.person_id), in_reach)
    )
    order = (col(Handover.last_working_on), col(Handover.reference))
    return list(session.exec(query.order_by(*order).offset(start).limit(limit)))


def list_own(session: Session, person_id: int) -> list[Handover]:
    """Return every handover in which a person has a part, also those without people."""
    return list(session.exec(select(Handover).where(_has_part(person_id))))


def _has_part(person_id: int) -> ColumnElement[bool]:
    asked = select(Answer.handover_id).where(
        Answer.person_id == person_id, Answer.respondent == Respondent.peer
    )
    return or_(
        col(Handover.leaver_id) == person_id,
        col(Handover.manager_id) == person_id,
        col(Handover.receiver_id) == person_id,
        col(Handover.fallback_id) == person_id,
        col(Handover.id).in_(asked),
    )


def _list_parts(
    session: Session, person_id: int, handovers: Sequence[Handover]
) -> Mapping[int, frozenset[Role]]:
    """Return the parts that a person has in each of these handovers, by id; one query."""
    query = select(Answer.handover_id).where(
        col(Answer.handover_id).in_([one.row_id for one in handovers]),
        Answer.person_id == person_id,
        Answer.respondent == Respondent.peer,
    )
    asked = set(session.exec(query))
    # Who decides for the leaver sees of the case what a colleague sees who was asked.
    asked |= {one.row_id for one in handovers if one.fallback_id == person_id}
    return {
        one.row_id: one.list_named_roles(person_id)
        | (frozenset({Role.peer}) if one.row_id in asked else frozenset())
        for one in handovers
    }
