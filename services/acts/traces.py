"""Traces: what every act leaves: an audit event, a request for a run, an event for webhooks."""

from datetime import datetime

from sqlmodel import Session

from models.acting import Actor
from models.audit import AuditAction
from models.handover import Handover
from models.outbox import OutboxEntry, Topic
from models.states import HandoverState
from services.audit import append_event
from services.handovers.editions import withdraw_editions
from services.handovers.gates import find_first_wait

SYSTEM = "system"


def leave_trace(
    session: Session,
    handover: Handover,
    actor: Actor | None,
    action: AuditAction,
    now: datetime,
    **facts: object,
) -> None:
    """Note the act and ask for a run that goes on from it, in the act's own transaction.

    Args:
        session: the transaction of the act.
        handover: what was acted on.
        actor: None where the system itself acted.
        action: what was done.
        now: when.
        facts: what fills the braces of the action.
    """
    note_act(session, handover, actor, action, now, **facts)
    ask_for_run(session, handover, now)


def note_act(
    session: Session,
    handover: Handover,
    actor: Actor | None,
    action: AuditAction,
    now: datetime,
    **facts: object,
) -> None:
    """Note the act alone; nothing follows from it, and nobody sees a run that came of it."""
    session.add(handover)
    session.flush()
    who = f"person:{actor.person_id}" if actor else SYSTEM
    append_event(session, now, who, action.format(**facts), handover.reference)


def ask_for_run(session: Session, handover: Handover, now: datetime) -> None:
    """Ask for a run of the handover's flow, named by where it stands."""
    _put_out(session, handover, Topic.run, find_stage(session, handover), now)


def tell_outsiders(session: Session, handover: Handover, event: str, now: datetime) -> None:
    """Tell the webhook, where one is set, that something happened."""
    _put_out(session, handover, Topic.webhook, event, now)


def withdraw_all(session: Session, handover: Handover, now: datetime) -> None:
    """Withdraw every edition, as something was taken back; the webhook is told if there was one."""
    if withdraw_editions(session, handover, now, lambda _: True):
        tell_outsiders(session, handover, "withdrawn", now)


def find_stage(session: Session, handover: Handover) -> str:
    """Return where the handover stands: the gate it waits at, else its state."""
    if handover.state in (HandoverState.cancelled, HandoverState.closed):
        return str(handover.state)
    wait = find_first_wait(session, handover)
    return str(wait.gate if wait else handover.state)


def _put_out(session: Session, handover: Handover, topic: Topic, event: str, now: datetime) -> None:
    session.add(
        OutboxEntry(
            topic=topic,
            handover=handover.reference,
            event=event,
            created_at=now,
            next_try_at=now,
        )
    )
