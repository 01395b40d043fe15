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
from models.mail import BreaksOff, Mail, MailBlock
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

_BREAKS = 2
"""At so many mails one after the other a server breaks off only if it is the server's fault."""
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
    if post is None:
        return _count(store, Counter(), NO_SERVER, now)
    with closing(post):
        sending = _Round(store, post, settings, now)
        problem = sending.run(limit)
    return _count(store, sending.outcomes, problem, now)


class _Round:
    """One round of sending. Where a server breaks off at a mail, the next one shows why.

    If it takes the next, the mail before has a fault of its own. If it breaks off there as well, it
    is the server: all wait, and none has cost an attempt.
    """

    def __init__(self, store: Store, post: MailPost, settings: MailSettings, now: datetime) -> None:
        self.outcomes: Counter[MailState] = Counter()
        self._store, self._post, self._settings, self._now = store, post, settings, now
        self._broken_off: list[tuple[Mail, Delivery]] = []

    def run(self, limit: int) -> str | None:
        """Send; return in a sentence why the rest waits, if it does."""
        for _ in range(limit):
            with self._store.write() as session:
                mail = claim_next(session, self._now)
            if mail is None:
                break
            try:
                delivery = _deliver(self._store, self._post, self._settings, mail, self._now)
            except TemporaryError as fault:
                with self._store.write() as session:
                    release(session, mail, str(fault), None)
                return self._stop(str(fault))
            if not delivery.may_be_server:
                self._note(mail, delivery)
                continue
            self._broken_off.append((mail, delivery))
            if self._count_unclear() == _BREAKS:
                break
        return self._end()

    def _note(self, mail: Mail, delivery: Delivery) -> None:
        self.outcomes[_note(self._store, mail, delivery, self._now)] += 1
        if delivery.outcome is Outcome.accepted:
            self._blame_mails()

    def _count_unclear(self) -> int:
        """Count the mails that have not shown before, or in this round, that others pass."""
        passed = self.outcomes[MailState.sent] > 0
        known = {BreaksOff.alone, BreaksOff.unclear} if passed else {BreaksOff.alone}
        return sum(mail.breaks_off not in known for mail, _ in self._broken_off)

    def _blame_mails(self) -> None:
        while self._broken_off:
            mail, delivery = self._broken_off.pop(0)
            self.outcomes[_note(self._store, mail, delivery, self._now)] += 1

    def _end(self) -> str | None:
        if self._count_unclear():
            return self._stop(f"{self._broken_off[-1][1].reason}: mails wait until it takes them.")
        self._blame_mails()
        return None

    def _stop(self, problem: str) -> str:
        with self._store.write() as session:
            for mail, delivery in self._broken_off:
                release(session, mail, delivery.reason, self._now)
        return problem


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
        return Delivery(outcome=Outcome.refused, reason=str(fault), is_of_address=True)
    except NotFoundError as fault:
        return Delivery(outcome=Outcome.refused, reason=str(fault))
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
