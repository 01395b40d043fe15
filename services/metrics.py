"""Metrics: how many and how late, in the format of Prometheus; no names, no references."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlmodel import Session, col, func, select, true

from models.audit import AuditEvent
from models.gap import Gap
from models.handover import Handover, PlanStep
from models.mail import Mail, MailBlock
from models.office import ROOT_OFFICE_ID
from models.outbox import OutboxEntry, Topic
from models.states import ENDED_STATES, GapState, HandoverState, MailState, StepState
from services.letters.mail_servers import find_breaks
from services.planning import get_plan_rules
from services.tending.running import BACKUP, TEND, find_mark


def render_metrics(session: Session, now: datetime, offices: frozenset[int] | None = None) -> bytes:
    """Return the metrics of this installation as Prometheus reads them.

    Args:
        session: a transaction that sees one state.
        now: aware instant.
        offices: whose handovers count, by id, or all; what belongs to no handover, such as mails,
            is counted for those who see the root.
    """
    registry = CollectorRegistry()
    mine = true() if offices is None else col(Handover.office_id).in_(offices)
    _add_states(registry, "baton_handovers", "Handovers by state.", _count_handovers(session, mine))
    late, gaps = _count_late(session, now, mine), _count_gaps(session, mine)
    _add(registry, "baton_steps_overdue", "Steps of running plans past their day.", late)
    _add(registry, "baton_gaps_open", "Gaps with neither answer nor waiver.", gaps)
    if offices is None or ROOT_OFFICE_ID in offices:
        _add_whole(registry, session, now)
    return generate_latest(registry)


def _add_whole(registry: CollectorRegistry, session: Session, now: datetime) -> None:
    """Add what is counted over the whole installation."""
    _add_states(registry, "baton_mails", "Mails by state.", _count_mails(session))
    _add_states(registry, "baton_outbox_waiting", "What waits to be sent.", _count_outbox(session))
    blocks, events = _count(session, MailBlock.id), _count(session, AuditEvent.id)
    _add(registry, "baton_mail_blocks", "Addresses that refuse mail.", blocks)
    breaks, _ = find_breaks(session)
    what = "Waiting mails at which the mail server breaks off."
    _add(registry, "baton_mails_broken_off", what, breaks)
    _add(registry, "baton_audit_events", "Events of the audit chain.", events)
    for mark in (TEND, BACKUP):
        at = find_mark(session, mark)
        # What never happened has no age: an alarm for its absence is Prometheus's own.
        if at is not None:
            age = (now - at).total_seconds()
            _add(registry, f"baton_seconds_since_{mark}", f"Age of the last {mark}.", age)


def _add(registry: CollectorRegistry, name: str, what: str, number: float) -> None:
    Gauge(name, what, registry=registry).set(number)


def _add_states(
    registry: CollectorRegistry, name: str, what: str, numbers: Mapping[str, int]
) -> None:
    gauge = Gauge(name, what, ["state"], registry=registry)
    for state, number in numbers.items():
        gauge.labels(state).set(number)


def _count_by(session: Session, column: Any, states: type[StrEnum], *where: Any) -> dict[str, int]:
    """Return how many rows each state has, also where it has none."""
    query = select(column, func.count()).where(*where).group_by(column)
    found = {str(state): number for state, number in session.exec(query)}
    return {str(state): found.get(str(state), 0) for state in states}


def _count_handovers(session: Session, mine: Any) -> dict[str, int]:
    return _count_by(session, col(Handover.state), HandoverState, mine)


def _count_mails(session: Session) -> dict[str, int]:
    return _count_by(session, col(Mail.state), MailState)


def _count_outbox(session: Session) -> dict[str, int]:
    return _count_by(session, col(OutboxEntry.topic), Topic, col(OutboxEntry.sent_at).is_(None))


def _count_late(session: Session, now: datetime, mine: Any) -> int:
    query = (
        select(func.count(col(PlanStep.id)))
        .join(Handover, col(Handover.id) == PlanStep.handover_id)
        .where(
            PlanStep.state == StepState.planned,
            # Steps that tell why somebody leaves would tell it by their number as well.
            col(PlanStep.key).not_in(get_plan_rules().telling),
            col(PlanStep.due_on) < now.date(),
            col(Handover.state).not_in(ENDED_STATES),
            col(Handover.has_people).is_(True),
            mine,
        )
    )
    return session.exec(query).one()


def _count_gaps(session: Session, mine: Any) -> int:
    query = select(func.count(col(Gap.id))).join(Handover, col(Handover.id) == Gap.handover_id)
    return session.exec(query.where(Gap.state == GapState.open, mine)).one()


def _count(session: Session, column: Any) -> int:
    return session.exec(select(func.count(col(column)))).one()
