"""Webhooks: signed messages to other systems about a handover, repeated until one is accepted.

Source: the headers and the signature are those of the Standard Webhooks specification.
"""

import base64
import hashlib
import hmac
import json
from contextlib import closing
from datetime import datetime, timedelta

import httpx
from sqlmodel import col, select

from models.outbox import OutboxEntry, Topic
from models.values import Value
from services.letters.notices import send_notices
from services.outside_calls import LIMITS, Caller, CallLimits, OverLimitError
from services.plugins import tell_all
from services.settings import KEY_MARK, Settings
from services.store import Store

GIVE_UP_AFTER = timedelta(days=3)
_PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400)
)
"""Until the next try, as the specification advises; the last one from then on."""


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
    new = [entry for entry in due if entry.attempts == 0]
    send_notices(settings.notify_urls, [(entry.handover, entry.event) for entry in new])
    tell_all((entry.event, entry.handover) for entry in new)
    if not settings.webhook_url:
        _settle(store, due, now, None)
        return WebhookCounts()
    sent = 0
    with closing(Caller(limits)) as caller:
        for entry in (one for one in due if one.next_try_at <= now):
            try:
                failure = _send(caller, settings, entry, now)
            except (httpx.TransportError, OverLimitError) as error:
                # If the receiver cannot be reached for one, it cannot be for the next.
                said = str(error) if isinstance(error, OverLimitError) else type(error).__name__
                _settle(store, [entry], now, said)
                break
            _settle(store, [entry], now, failure)
            sent += failure is None
    return WebhookCounts(sent=sent, waiting=len(due) - sent)


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


def _send(caller: Caller, settings: Settings, entry: OutboxEntry, now: datetime) -> str | None:
    """Send one event; return what went wrong, None if it was accepted.

    Raises:
        httpx.TransportError: the receiver could not be reached.
        OverLimitError: it took too long to answer.
    """
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
    # Only the status counts: however much is said besides, none of it is read.
    answer = caller.call("POST", settings.webhook_url, is_read=False, content=body, headers=headers)
    return None if answer.is_success else f"it answered {answer.status_code}"


def _settle(store: Store, entries: list[OutboxEntry], now: datetime, failure: str | None) -> None:
    if not entries:
        return
    with store.write() as session:
        for entry in entries:
            row = session.get_one(OutboxEntry, entry.row_id)
            row.failure = failure
            if failure is None or now - row.created_at > GIVE_UP_AFTER:
                row.sent_at = now
            else:
                row.attempts += 1
                row.next_try_at = now + _PAUSES[min(row.attempts, len(_PAUSES)) - 1]
            session.add(row)
