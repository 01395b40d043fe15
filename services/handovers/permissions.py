"""Permissions: which sources may be read, how much of each, and who said so.

The harvest lists what `list_permitted` returns and nothing else.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import permutations

from sqlmodel import Session, col, select

from models.acting import Role
from models.errors import WrongStateError
from models.handover import Handover, Source
from models.permission import Narrowing, SourcePermission
from models.plan import StepAct
from models.states import SourceState, StepState
from services.handovers.clearing import list_sources
from services.handovers.consent import Groups
from services.handovers.nested_sources import list_same
from services.handovers.plans import end_steps, list_open_steps, list_steps_of

NEVER_ASKED = "once"
"""What a harvest is of that came before permissions were kept, or of no source at all."""


def list_permissions(session: Session, handover: Handover) -> list[SourcePermission]:
    """Return every yes and no to the handover's sources, the oldest first."""
    query = select(SourcePermission).where(SourcePermission.handover_id == handover.id)
    return list(session.exec(query.order_by(col(SourcePermission.id))))


def list_in_force(rows: Iterable[SourcePermission], source: Source) -> list[SourcePermission]:
    """Return what is said of a source since the last no: each person's last word.

    A part that the leaver drew holds for as long as the leaver says nothing else, even where
    others say no and yes again in between.
    """
    said: dict[int | None, SourcePermission] = {}
    for row in rows:
        if row.source_id != source.id:
            continue
        if row.state is SourceState.allowed:
            said[row.person_id] = row
        else:
            is_others = row.role not in (Role.leaver, None)
            said = {key: one for key, one in said.items() if is_others and one.role is Role.leaver}
    return list(said.values())


def is_refused_by_leaver(rows: Iterable[SourcePermission], source: Source) -> bool:
    """Whether the last that the leaver said of a source is no: nobody says yes after that."""
    said = [row for row in rows if row.source_id == source.id and row.role is Role.leaver]
    return bool(said) and said[-1].state is not SourceState.allowed


def is_covered(groups: Groups, rows: Sequence[SourcePermission]) -> bool:
    """Whether somebody of each group has said yes, each another person."""
    return any(
        all(row.role in group for group, row in zip(groups, chosen, strict=True))
        for chosen in permutations(rows, len(groups))
    )


def choose_role(
    groups: Groups, rows: Sequence[SourcePermission], roles: frozenset[Role]
) -> Role | None:
    """Return the role in which somebody says yes: of a group that waits, if that can be."""
    mine = [group for group in groups if roles.intersection(group)]
    waiting = [group for group in mine if not any(row.role in group for row in rows)]
    for group in (*waiting, *mine):
        return next(role for role in group if role in roles)
    return None


def check_reads_more(handover: Handover) -> None:
    """Check that what is read now would still be looked at.

    Raises:
        WrongStateError: the entries are reviewed.
    """
    if not handover.is_before_review:
        raise WrongStateError(
            f"{handover.reference} is {handover.state}: nothing more is read for it. What was "
            "allowed can still be refused."
        )


def describe_permission(
    rows: Sequence[SourcePermission], sources: Sequence[Source], source: Source
) -> str:
    """Return what is the same for as long as the same may be read; empty for nothing."""
    if not _is_allowed(sources, source):
        return ""
    same = list_same(sources, source)
    return ",".join(str(row.id) for one in same for row in list_in_force(rows, one))


def describe_permissions(session: Session, handover: Handover) -> str:
    """Return what is the same for as long as the same of every source may be read."""
    rows = list_permissions(session, handover)
    if not rows:
        return NEVER_ASKED
    sources = list_sources(session, handover)
    return "|".join(
        f"{source.position}:{describe_permission(rows, sources, source)}" for source in sources
    )


def is_cleared(session: Session, handover: Handover, *acts: StepAct) -> bool:
    """Whether these acts, which come before any reading, were done or are not needed."""
    steps = list_steps_of(session, handover, *acts)
    return all(step.state in (StepState.done, StepState.not_needed) for step in steps)


def list_permitted(session: Session, handover: Handover) -> list[Source]:
    """Return the sources that may be listed and opened now.

    The case file of a run without people is the permission for all that it names.
    """
    sources = list_sources(session, handover)
    if not handover.has_people:
        return sources
    if not is_cleared(session, handover, StepAct.notice, StepAct.check_hold):
        return []
    return [source for source in sources if _is_allowed(sources, source)]


def list_narrowings(session: Session, handover: Handover) -> dict[int, tuple[Narrowing, ...]]:
    """Return what may be read of each source, by its id: what every narrowing lets through."""
    rows, sources = list_permissions(session, handover), list_sources(session, handover)
    return {
        source.row_id: tuple(
            row.narrowing for one in list_same(sources, source) for row in list_in_force(rows, one)
        )
        for source in sources
    }


def _is_allowed(sources: Sequence[Source], source: Source) -> bool:
    """Whether somebody allowed the source, and nobody refused the same place as another kind."""
    return all(one.state is SourceState.allowed for one in list_same(sources, source))


def end_asking(session: Session, handover: Handover, now: datetime, *, is_silence: bool) -> bool:
    """End the step of allowing once every source has its answer; return whether it ended now."""
    sources = list_sources(session, handover)
    steps = list_open_steps(session, handover, StepAct.allow)
    if not steps or any(source.state is SourceState.waiting for source in sources):
        return False
    state = StepState.passed_over if is_silence else StepState.done
    end_steps(session, steps, now, state if sources else StepState.not_needed)
    return True
