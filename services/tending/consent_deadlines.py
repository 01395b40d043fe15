"""Consent deadlines: reminders of a yes or a no, sources that stay out, a look that nobody took.

A file of its own: these deadlines follow the policy of the office, the others their gate's.
"""

from datetime import datetime

from sqlmodel import Session

from models.audit import AuditAction
from models.handover import Handover
from models.plan import Gate, StepAct
from models.states import StepState
from services.acts.permitting import keep_silent_out
from services.acts.traces import leave_trace
from services.handovers.gates import Wait
from services.handovers.look_steps import find_look_deadline
from services.handovers.plans import end_steps, list_open_steps
from services.letters.consent_letters import is_silence_over, remind_of_sources
from services.letters.mail_settings import MailSettings


def keep_consent(
    session: Session, handover: Handover, wait: Wait, now: datetime, settings: MailSettings
) -> int:
    """Remind of what waits for a yes or a no, or go on without it when its time is over.

    Returns:
        How many sources or looks the handover goes on without.
    """
    if wait.gate is Gate.sources:
        if is_silence_over(session, handover, now):
            return keep_silent_out(session, handover, now)
        remind_of_sources(session, handover, now, settings)
    if wait.gate is Gate.found:
        return _go_on_unlooked(session, handover, wait, now)
    return 0


def _go_on_unlooked(session: Session, handover: Handover, wait: Wait, now: datetime) -> int:
    """Go on with less: others see of it what the policy shows of things nobody looked at."""
    if find_look_deadline(session, handover, wait.due_on) >= now.date():
        return 0
    steps = list_open_steps(session, handover, StepAct.look)
    end_steps(session, steps, now, StepState.passed_over)
    gate, count = Gate.found, len(steps)
    leave_trace(session, handover, None, AuditAction.went_on, now, count=count, gate=gate)
    return count
