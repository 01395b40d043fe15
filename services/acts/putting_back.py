"""Putting back: what was passed over as private and the leaver allows is read by the next run.

A file of its own: it is a yes to a place, said where one looks at what was found.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models.acting import Actor, Role
from models.audit import AuditAction
from models.handover import Handover
from models.permission import Narrowing, SourcePermission
from models.states import SourceState
from services.acts.traces import leave_trace
from services.handovers.clearing import list_sources
from services.handovers.permissions import check_reads_more, list_in_force, list_permissions
from services.handovers.taking_back import make_again
from services.harvest.walk import is_of_source, label_source


def put_back(
    session: Session, handover: Handover, actor: Actor, names: Sequence[str], now: datetime
) -> None:
    """Let the harvest open these places, named as findings name them.

    Raises:
        WrongStateError: the entries are reviewed: nothing more is read.
    """
    check_reads_more(handover)
    rows = list_permissions(session, handover)
    for source in list_sources(session, handover):
        label = label_source(source.path)
        mine = [name for name in names if is_of_source(name, label)]
        if not mine or source.state is not SourceState.allowed:
            continue
        said = [row for row in list_in_force(rows, source) if row.person_id == actor.person_id]
        narrowing = said[-1].narrowing if said else Narrowing()
        known = {*narrowing.put_back, *mine}
        session.add(
            SourcePermission(
                handover_id=handover.row_id,
                source_id=source.row_id,
                state=SourceState.allowed,
                role=Role.leaver,
                person_id=actor.person_id,
                narrowing=narrowing.model_copy(update={"put_back": tuple(sorted(known))}),
                at=now,
            )
        )
        # What was found stays to be looked at until the run has read the rest.
        source.listed_for = ""
        session.add(source)
    make_again(session, handover)
    leave_trace(session, handover, actor, AuditAction.put_back, now, count=len(names))
