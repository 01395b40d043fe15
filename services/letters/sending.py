"""Sending: hands queued mails over, each exactly once, or at least once after a crash.

The one moment in which a crash sends a mail twice lies between the server's answer and our commit;
the second then has the Message-ID of the first. `bench/mail.py` measures how long that moment is.
"""

import logging
from collections import Counter
from contextlib import closing
from datetime import datetime

from jinja2 import TemplateError
from sqlalchemy import func
from sqlmodel import Session, col, select

from models.errors import InvalidInputError, NotFoundError, TemporaryError
from models.mail import Mail, MailBlock
from models.states import MailState
from models.values import Value
from services.letters.letter_messages import write_letter
from services.letters.mail_queue import claim_next, note_delivery, release
from services.letters.mail_servers import Delivery, Outcome
from services.letters.mail_settings import MailSettings
from services.letters.posts import MailPost, open_post
from services.store import Store

logger = logging.getLogger(__name__)

NO_SERVER = "no mail server is set: set BATON_SMTP_URL or BATON_MAIL_FOLDER; mails wait until then."


_MORE_TRIES = 3
"""A mail that is out must not go again because the database was busy: that is waited for."""


class SendCounts(Value):
    """What became of the mails. `problem` says in a sentence why the rest waits, if it does."""

    sent: int = 0
    later: int = 0
    given_up: int = 0
    waiting: int = 0
    """Due and not sent, for want of a server or because there were more than the limit."""
    blocked: int = 0
    """Kept back because their address refuses mail."""
    problem: str | None = None


def send_mails(
    store: Store, settings: MailSettings, now: datetime, limit: int = 1000
) -> SendCounts:
    """Send what is due, at most `limit` mails; any number of processes may do so at once."""
    post = open_post(settings)
    outcomes: Counter[MailState] = Counter()
    problem = NO_SERVER if post is None else None
    if post is not None:
        with closing(post):
            problem = _send_all(store, post, settings, (now, limit), outcomes)
    return _count(store, outcomes, problem, now)


def _send_all(
    store: Store,
    post: MailPost,
    settings: MailSettings,
    bounds: tuple[datetime, int],
    outcomes: Counter[MailState],
) -> str | None:
    now, limit = bounds
    for _ in range(limit):
        with store.write() as session:
            mail = claim_next(session, now)
        if mail is None:
            return None
        try:
            delivery = _deliver(store, post, settings, mail, now)
        except TemporaryError as fault:
            with store.write() as session:
                release(session, mail, str(fault))
            return str(fault)
        outcomes[_note(store, mail, delivery, now)] += 1
    return None


def _note(store: Store, mail: Mail, delivery: Delivery, now: datetime) -> MailState:
    for _ in range(_MORE_TRIES):
        try:
            with store.write() as session:
                return note_delivery(session, mail, delivery, now)
        except TemporaryError:
            # The database was busy for longer than it waits.
            continue
    with store.write() as session:
        return note_delivery(session, mail, delivery, now)


def _deliver(
    store: Store, post: MailPost, settings: MailSettings, mail: Mail, now: datetime
) -> Delivery:
    try:
        with store.read() as session:
            message = write_letter(session, mail, settings, now)
    except InvalidInputError as fault:
        return Delivery(outcome=Outcome.refused_address, reason=str(fault))
    except NotFoundError as fault:
        return Delivery(outcome=Outcome.refused_mail, reason=str(fault))
    except TemplateError as fault:
        # When the template has been corrected, the mail goes out.
        logger.warning("the template of a mail %s cannot be drawn: %s", mail.template, fault)
        return Delivery(outcome=Outcome.later, reason="its template cannot be drawn: see the log")
    return post.deliver(message)


def _count(
    store: Store, outcomes: Counter[MailState], problem: str | None, now: datetime
) -> SendCounts:
    with store.read() as session:
        waiting, blocked = (_count_due(session, now, is_blocked=each) for each in (False, True))
    return SendCounts(
        sent=outcomes[MailState.sent],
        later=outcomes[MailState.queued],
        given_up=outcomes[MailState.given_up],
        waiting=waiting,
        blocked=blocked,
        problem=problem,
    )


def _count_due(session: Session, now: datetime, *, is_blocked: bool) -> int:
    blocked = col(Mail.person_id).in_(select(MailBlock.person_id))
    query = (
        select(func.count())
        .select_from(Mail)
        .where(
            Mail.state == MailState.queued,
            col(Mail.next_try_at) <= now,
            blocked if is_blocked else ~blocked,
        )
    )
    return session.exec(query).one()
