"""Permitting: what would be read of a post, and the yes or no to each source.

Nothing is listed or opened before that. A no is final for what was found: it is taken back.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models.acting import Actor, Role
from models.audit import AuditAction
from models.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.handover import Handover, Source
from models.permission import Narrowing, SourcePermission
from models.plan import StepAct
from models.states import HandoverState, SourceState
from models.values import RowId, Value
from services.acts.rights import Action, find_roles, get_handover_for
from services.acts.traces import leave_trace, withdraw_all
from services.handovers.clearing import list_sources
from services.handovers.consent import Groups, list_groups
from services.handovers.nested_sources import list_also_listed
from services.handovers.permissions import (
    check_reads_more,
    choose_role,
    end_asking,
    is_covered,
    is_refused_by_leaver,
    list_in_force,
    list_permissions,
)
from services.handovers.plans import end_steps, list_open_steps
from services.handovers.taking_back import forget_source
from services.harvest.walk import label_source


class Allowance(Value):
    """A yes to a source, or to a part of it."""

    source: RowId
    narrowing: Narrowing = Narrowing()


def allow_source(
    session: Session, actor: Actor, reference: str, allowance: Allowance, now: datetime
) -> SourceState:
    """Say yes to a source, or to a part of it; what another yes found there is read again.

    Returns:
        Where the source stands now: `waiting` where a second person has to say yes as well.

    Raises:
        NotFoundError: the case names no such source.
        NotAllowedError: by the policy of the office others say it, or the leaver said no.
        WrongStateError: the entries are reviewed: what is found now, nobody would look at.
        InvalidInputError: a path fits nothing as it is written, or a source of this kind cannot be
            narrowed so.
    """
    handover = get_handover_for(session, actor, reference, Action.allow_source)
    groups = list_groups(session, handover)
    _choose_role(session, actor, handover, groups)
    source = _get_source(session, handover, allowance.source)
    _check_part(source, allowance.narrowing)
    check_reads_more(handover)
    every = list_permissions(session, handover)
    if actor.person_id != handover.leaver_id:
        _check_leavers_no(every, source, reference)
    rows = list_in_force(every, source)
    others = [row for row in rows if row.person_id != actor.person_id]
    role = _choose_role(session, actor, handover, groups, others)
    said = _make_row(source, SourceState.allowed, now, role, actor.person_id)
    # A place that is marked private is put back where one looks at what was found, by the leaver.
    put_back = next((row.narrowing.put_back for row in rows if row not in others), ())
    said.narrowing = allowance.narrowing.model_copy(update={"put_back": put_back})
    _say(session, source, said)
    if not is_covered(groups, [*others, said]):
        source.state = SourceState.waiting
    _take_back(session, handover, source, now)
    session.flush()
    _note_answer(session, handover, role, now)
    action = AuditAction.allowed if allowance.narrowing.is_whole else AuditAction.narrowed
    leave_trace(session, handover, actor, action, now, number=allowance.source)
    return source.state


def refuse_source(
    session: Session, actor: Actor, reference: str, number: int, now: datetime
) -> SourceState:
    """Say no to a source, or take a yes back: what was found there goes. No hold stands against it.

    Returns:
        `refused`, or `revoked` where it was allowed or read before.

    Raises:
        NotFoundError: the case names no such source.
        NotAllowedError: by the policy of the office others say it.
        WrongStateError: it is refused already.
    """
    handover = get_handover_for(session, actor, reference, Action.allow_source)
    # A leaver may say no where others say yes, such as after a last day that was moved.
    is_leaver = actor.person_id == handover.leaver_id
    groups = list_groups(session, handover)
    role = Role.leaver if is_leaver else _choose_role(session, actor, handover, groups)
    source = _get_source(session, handover, number)
    if source.state in (SourceState.refused, SourceState.revoked):
        raise WrongStateError(f"source {number} of {reference} is {source.state} already.")
    was_allowed = source.state is SourceState.allowed or source.is_read
    state = SourceState.revoked if was_allowed else SourceState.refused
    _say(session, source, _make_row(source, state, now, role, actor.person_id))
    _take_back(session, handover, source, now, is_certain=was_allowed)
    session.flush()
    _note_answer(session, handover, role, now)
    action = AuditAction.revoked if was_allowed else AuditAction.refused
    leave_trace(session, handover, actor, action, now, number=number)
    return state


def keep_silent_out(session: Session, handover: Handover, now: datetime) -> int:
    """Let the sources stay out that nobody answered for in time; return how many."""
    waiting = [one for one in list_sources(session, handover) if one.state is SourceState.waiting]
    for source in waiting:
        _say(session, source, _make_row(source, SourceState.silent, now))
        _take_back(session, handover, source, now)
    session.flush()
    if waiting:
        end_asking(session, handover, now, is_silence=True)
        count = len(waiting)
        leave_trace(session, handover, None, AuditAction.stays_out, now, count=count)
    return len(waiting)


def _check_part(source: Source, part: Narrowing) -> None:
    faults = part.list_kind_faults(source.kind)
    if faults := faults or part.list_path_faults(label_source(source.path)):
        raise InvalidInputError(faults)


def _check_leavers_no(rows: Sequence[SourcePermission], source: Source, reference: str) -> None:
    if is_refused_by_leaver(rows, source):
        raise NotAllowedError(
            f"the leaver said no to source {source.position + 1} of {reference}. That holds, also "
            "where no leaver is there any more."
        )


def _make_row(
    source: Source,
    state: SourceState,
    now: datetime,
    role: Role | None = None,
    person_id: int | None = None,
) -> SourcePermission:
    return SourcePermission(
        handover_id=source.handover_id,
        source_id=source.row_id,
        state=state,
        role=role,
        person_id=person_id,
        at=now,
    )


def _take_back(
    session: Session, handover: Handover, source: Source, now: datetime, *, is_certain: bool = False
) -> None:
    """Forget what was found there; an edition that has it is withdrawn, and one follows without.

    Nothing is done where nothing was read of it, also not with another source, unless `is_certain`.
    """
    others = list_also_listed(session, list_sources(session, handover), source)
    if not (is_certain or source.is_read or others):
        return
    if source.is_read_unasked and handover.is_before_review:
        # The yes to the other sources is waited for as well, before anything is made of them again.
        handover.take_back_to(HandoverState.opened)
    for one in (source, *others):
        forget_source(session, handover, one, now)
    handover.take_back_to(HandoverState.signed)
    withdraw_all(session, handover, now)


def _say(session: Session, source: Source, said: SourcePermission) -> None:
    source.state = said.state
    session.add(said)
    session.add(source)


def _choose_role(
    session: Session,
    actor: Actor,
    handover: Handover,
    groups: Groups,
    others: Sequence[SourcePermission] = (),
) -> Role:
    role = choose_role(groups, others, find_roles(session, actor, handover))
    if role is None:
        who = " and ".join(
            " or ".join(role.replace("_", " ") for role in group) for group in groups
        )
        raise NotAllowedError(f"the sources of {handover.reference} are for the {who} to allow.")
    return role


def _note_answer(session: Session, handover: Handover, role: Role, now: datetime) -> None:
    """End the steps that an answer ends. The notice stands above the sources, so it was read."""
    if role is Role.leaver:
        end_steps(session, list_open_steps(session, handover, StepAct.notice), now)
    end_asking(session, handover, now, is_silence=False)


def _get_source(session: Session, handover: Handover, number: int) -> Source:
    for source in list_sources(session, handover):
        if source.position + 1 == number:
            return source
    raise NotFoundError(
        f"{handover.reference} has no source {number}: baton act sources lists them."
    )
