"""Source lines: what would be read of a post, and what was said of each source, as one may see it.

A yes to a part is shown with the paths and labels of it by which nothing was read: of what is
misspelled nobody could know before the yes, as nothing is listed before it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models.acting import Actor, Role
from models.handover import Handover, Source
from models.permission import Narrowing, SourcePermission
from models.plan import StepAct
from models.states import SourceState
from models.values import Value
from models.words import Language, SourceKind
from services.acts.rights import Action, get_handover_for
from services.handovers.clearing import list_sources
from services.handovers.consent import Groups, list_groups, say_notice
from services.handovers.loading import get_handover
from services.handovers.nested_sources import list_inside, list_same
from services.handovers.people import get_entry
from services.handovers.permissions import is_cleared, list_in_force, list_permissions
from services.handovers.unfitting import list_unfitting


class PermissionLine(Value):
    """One yes or no: in which role, by whom and when; without a name nobody answered in time."""

    state: SourceState
    role: Role | None
    name: str | None
    at: datetime


class SourceLine(Value):
    """A source as those see it who may allow it; `narrowings` are the leaver's own business.

    `is_read_unasked`: by a version that did not ask. `waits_for`: the roles of which one has still
    to say yes. `fits_nothing`: paths and labels of the narrowings by which nothing was read.
    `without_sources`: numbers of sources that lie in it, each of which goes by its own answer.
    `same_place_as`: numbers of sources of the same place; where one is refused, none is read.
    """

    number: int
    kind: SourceKind
    path: str
    state: SourceState
    is_read_unasked: bool
    waits_for: tuple[Role, ...]
    narrowings: tuple[Narrowing, ...]
    fits_nothing: tuple[str, ...] = ()
    without_sources: tuple[int, ...] = ()
    same_place_as: tuple[int, ...] = ()
    history: tuple[PermissionLine, ...] = ()


class SourcesView(Value):
    """What would be read, after the notice that comes before it, which speaks to the leaver."""

    notice: tuple[str, ...]
    is_notice_read: bool
    is_hold_checked: bool
    sources: tuple[SourceLine, ...]


def list_source_lines(session: Session, actor: Actor, reference: str) -> SourcesView:
    """Return the notice to the leaver, and what would be read and who said what, in order."""
    handover = get_handover_for(session, actor, reference, Action.see_sources)
    rows, groups = list_permissions(session, handover), list_groups(session, handover)
    is_asked = Role.leaver in {role for group in groups for role in group}
    whose = frozenset() if is_asked else frozenset(Role) - {Role.leaver}
    is_leaver = handover.leaver_id == actor.person_id
    if is_leaver:
        whose = frozenset(Role)
    sources = list_sources(session, handover)
    return SourcesView(
        notice=say_notice(Language(handover.language)) if is_leaver else (),
        is_notice_read=is_cleared(session, handover, StepAct.notice),
        is_hold_checked=is_cleared(session, handover, StepAct.check_hold),
        sources=tuple(
            _describe(source, list_in_force(rows, source), groups, whose).model_copy(
                update={
                    "history": _list_history(session, handover, source, rows),
                    "fits_nothing": list_unfitting(
                        session, source, [one for one in rows if one.role in whose]
                    ),
                    **_list_near(sources, source),
                }
            )
            for source in sources
        ),
    )


def list_own_lines(session: Session, actor: Actor, reference: str) -> tuple[SourceLine, ...]:
    """Return the sources as their leaver sees them; none for anybody else."""
    handover = get_handover(session, reference)
    if handover.leaver_id != actor.person_id:
        return ()
    return list_source_lines(session, actor, reference).sources


def _list_near(sources: Sequence[Source], source: Source) -> dict[str, tuple[int, ...]]:
    near = {
        "without_sources": list_inside(sources, source),
        "same_place_as": list_same(sources, source)[1:],
    }
    return {name: tuple(one.position + 1 for one in found) for name, found in near.items()}


def _list_history(
    session: Session, handover: Handover, source: Source, rows: Sequence[SourcePermission]
) -> tuple[PermissionLine, ...]:
    return tuple(
        PermissionLine(
            state=row.state,
            role=row.role,
            name=get_entry(session, handover, row.person_id).name if row.person_id else None,
            at=row.at,
        )
        for row in rows
        if row.source_id == source.id
    )


def _describe(
    source: Source, in_force: Sequence[SourcePermission], groups: Groups, whose: frozenset[Role]
) -> SourceLine:
    """Describe a source; `whose` are the roles whose narrowings the reader may see."""
    is_waiting = source.state is SourceState.waiting
    left = [g for g in groups if not any(row.role in g for row in in_force)] if is_waiting else []
    return SourceLine(
        number=source.position + 1,
        kind=source.kind,
        path=source.path,
        state=source.state,
        is_read_unasked=source.is_read_unasked,
        waits_for=tuple(role for group in left for role in group),
        narrowings=tuple(row.narrowing for row in in_force if row.role in whose),
    )
