"""Webhooks: signed messages to other systems about a handover, repeated until one is accepted.

Source: the headers and the signature are those of the Standard Webhooks specification.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from typing import NamedTuple

import httpx
from sqlmodel import Session, col, select

from models.outbox import OutboxEntry, Topic
from models.values import Value
from services.letters.notices import send_notices
from services.outside_calls import LIMITS, Caller, CallLimits, OverLimitError
from services.plugins import tell_all
from services.settings import KEY_MARK, Settings
from services.store import Store

GIVE_UP_AFTER = timedelta(days=3)
_DAY = timedelta(days=1)
_NOT_TRIED = "it has not been tried yet"
_PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400)
)
"""Until the next try, as the specification advises; the last one from then on."""


class _Failure(NamedTuple):
    """What went wrong with one event, and whether any other would fare the same."""

    reason: str
    is_of_receiver: bool


class WebhookCounts(Value):
    """How many events were sent, and how many wait."""

    sent: int = 0
    waiting: int = 0


def send_webhooks(
    store: Store, settings: Settings, now: datetime, limits: CallLimits = LIMITS
) -> WebhookCounts:
    """Send what is due to the channels and the webhook; without a webhook nothing waits.

    Channels such as Teams and Slack get each event once; the webhook until it accepts it.
    """
    with store.read() as session:
        query = select(OutboxEntry).where(
            OutboxEntry.topic == Topic.webhook, col(OutboxEntry.sent_at).is_(None)
        )
        due = list(session.exec(query.order_by(col(OutboxEntry.id))))
    _tell_channels(store, settings, [entry for entry in due if entry.failure is None])
    if not settings.webhook_url:
        with store.write() as session:
            for entry in due:
                session.get_one(OutboxEntry, entry.row_id).sent_at = now
        return WebhookCounts()
    sent = 0
    with closing(Caller(limits)) as caller:
        for entry in (one for one in due if one.next_try_at <= now):
            failure = _send(caller, settings, entry, now)
            _settle(store, entry, now, failure)
            sent += failure is None
            if failure and failure.is_of_receiver:
                # It would do no better with the next one.
                break
    return WebhookCounts(sent=sent, waiting=len(due) - sent)


def _tell_channels(store: Store, settings: Settings, new: Sequence[OutboxEntry]) -> None:
    """Tell channels and notifiers what is new, and note it: a receiver that is down waits alone."""
    if not new:
        return
    send_notices(settings.notify_urls, [(entry.handover, entry.event) for entry in new])
    tell_all((entry.event, entry.handover) for entry in new)
    with store.write() as session:
        for entry in new:
            session.get_one(OutboxEntry, entry.row_id).failure = _NOT_TRIED


def sign(secret: str, number: str, timestamp: int, body: bytes) -> str:
    """Return the signature header of a message.

    A secret `whsec_...` is its key in Base64, as the specification and its libraries write one;
    any other secret is used as the key itself.
    """
    signed = f"{number}.{timestamp}.".encode() + body
    is_coded = secret.startswith(KEY_MARK)
    key = base64.b64decode(secret.removeprefix(KEY_MARK)) if is_coded else secret.encode()
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _send(caller: Caller, settings: Settings, entry: OutboxEntry, now: datetime) -> _Failure | None:
    """Send one event; return what went wrong, None if it was accepted."""
    number, timestamp = f"baton-{entry.row_id}", int(now.timestamp())
    body = json.dumps(
        {
            "id": number,
            "event": entry.event,
            "reference": entry.handover,
            "at": entry.created_at.isoformat(),
        }
    ).encode()
    secret = settings.webhook_secret.get_secret_value()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secret, number, timestamp, body),
    }
    try:
        # Only the status counts: however much is said besides, none of it is read.
        answer = caller.call(
            "POST", settings.webhook_url, is_read=False, content=body, headers=headers
        )
    except OverLimitError as error:
        return _Failure(str(error), is_of_receiver=True)
    except httpx.TransportError as error:
        return _Failure(type(error).__name__, is_of_receiver=True)
    if answer.is_success:
        return None
    code = answer.status_code
    is_busy = code == httpx.codes.TOO_MANY_REQUESTS or code >= httpx.codes.INTERNAL_SERVER_ERROR
    return _Failure(f"it answered {code}", is_of_receiver=is_busy)


def _settle(store: Store, entry: OutboxEntry, now: datetime, failure: _Failure | None) -> None:
    with store.write() as session:
        row = session.get_one(OutboxEntry, entry.row_id)
        row.failure = failure.reason if failure else None
        if failure is None or _is_over(session, row, failure, now):
            row.sent_at = now
        else:
            row.attempts += 1
            row.next_try_at = now + _PAUSES[min(row.attempts, len(_PAUSES)) - 1]
        session.add(row)


def _is_over(session: Session, row: OutboxEntry, failure: _Failure, now: datetime) -> bool:
    """Whether an event is given up: for days it was refused, and not because all of them are."""
    if now - row.created_at <= GIVE_UP_AFTER:
        return False
    if not failure.is_of_receiver:
        return True
    # For a day others were accepted: within that day this one was tried as well.
    others = select(OutboxEntry.id).where(
        OutboxEntry.topic == Topic.webhook,
        col(OutboxEntry.failure).is_(None),
        col(OutboxEntry.sent_at).between(now - GIVE_UP_AFTER, now - _DAY),
    )
    return session.exec(others.limit(1)).first() is not None
