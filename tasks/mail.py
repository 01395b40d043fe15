"""Mail: reminders that are due, and the mails that wait to go out."""

import logging

from services.letters.reminders import queue_digests, queue_escalations
from services.letters.sending import SendCounts
from services.letters.sending import send_mails as send
from tasks.step import system_step
from tasks.workplace import get_settings, get_store, now

logger = logging.getLogger(__name__)


@system_step("remind")
def remind() -> int:
    """Queue digests and escalations, at most one of each a person and working day."""
    at, settings, count = now(), get_settings(), 0
    for queue in (queue_digests, queue_escalations):
        # In two transactions: acts of people wait for neither for long.
        with get_store().write() as session:
            count += queue(session, at, settings)
    return count


@system_step("send mails")
def send_mails() -> SendCounts:
    """Send what is due; what cannot go out waits."""
    counts = send(get_store(), get_settings(), now())
    if counts.problem and counts.waiting:
        logger.warning("%d mails wait: %s", counts.waiting, counts.problem)
    return counts
