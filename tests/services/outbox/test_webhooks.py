"""Webhooks: signed, by reference only, repeated until one is accepted, and then no more."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import TODAY
from listener import Heard, listen
from people import ANA, BEN, CARLA
from sqlmodel import col, select

from models.acting import Role
from models.errors import InvalidInputError
from models.outbox import OutboxEntry, Topic
from services.acts.actors import add_staff, find_actor
from services.acts.starting import start_handover
from services.acts.traces import tell_outsiders
from services.handovers.loading import get_handover
from services.handovers.opening import CaseInput
from services.outbox.webhooks import GIVE_UP_AFTER, send_webhooks, sign
from services.ports import find_free_port
from services.settings import Settings
from services.store import Store

SECRET = "between us"


@pytest.fixture
def heard() -> Iterator[Heard]:
    with listen() as listening:
        yield listening


@pytest.fixture
def reference(store: Store, given: CaseInput) -> str:
    with store.write() as session:
        add_staff(session, CARLA, Role.hr)
        with_people = given.model_copy(update={"answers": ()})
        return start_handover(session, find_actor(session, CARLA.email), with_people, TODAY)


@pytest.fixture
def told(heard: Heard, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, webhook_url=heard.address, webhook_secret=SECRET)


def test_an_event_is_signed_and_names_nobody(
    store: Store, told: Settings, heard: Heard, reference: str
):
    assert send_webhooks(store, told, TODAY).sent == 1
    ((headers, body),) = heard.messages
    said = json.loads(body)
    assert (said["event"], said["reference"]) == ("started", reference)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    for person in (ANA, BEN, CARLA):
        assert person.name not in body.decode()
        assert person.email not in body.decode()


def test_a_secret_of_the_specification_is_a_key_in_base64():
    # The example of the specification's own libraries.
    body = b'{"test": 2432232314}'
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signed = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_nobody_is_waited_for_twice_who_cannot_be_reached(
    store: Store, tmp_path: Path, reference: str
):
    with store.write() as session:
        tell_outsiders(session, get_handover(session, reference), "overdue", TODAY)
    nobody = f"http://127.0.0.1:{find_free_port()}/hook"
    silent = Settings(data=tmp_path, webhook_url=nobody, webhook_secret=SECRET)
    assert send_webhooks(store, silent, TODAY).waiting == 2
    with store.read() as session:
        query = select(OutboxEntry.attempts).where(OutboxEntry.topic == Topic.webhook)
        assert sorted(session.exec(query)) == [0, 1]


def test_an_event_is_sent_once(store: Store, told: Settings, heard: Heard, reference: str):
    send_webhooks(store, told, TODAY)
    assert send_webhooks(store, told, TODAY + timedelta(hours=1)).sent == 0
    assert len(heard.messages) == 1


def test_an_event_is_sent_again_until_it_is_accepted(
    store: Store, told: Settings, heard: Heard, reference: str
):
    heard.code = 500
    assert send_webhooks(store, told, TODAY).waiting == 1
    assert send_webhooks(store, told, TODAY).sent == 0
    assert len(heard.messages) == 1, "the pause is not over"
    assert send_webhooks(store, told, TODAY + timedelta(minutes=1)).waiting == 1
    heard.code = 200
    assert send_webhooks(store, told, TODAY + timedelta(minutes=2)).waiting == 1, "pauses grow"
    assert send_webhooks(store, told, TODAY + timedelta(minutes=6)).sent == 1
    numbers = {headers["webhook-id"] for headers, _ in heard.messages}
    assert len(numbers) == 1, "the receiver knows it again"


def test_after_days_an_event_is_given_up(
    store: Store, told: Settings, heard: Heard, reference: str
):
    heard.code = 410
    late = TODAY + GIVE_UP_AFTER + timedelta(minutes=1)
    send_webhooks(store, told, late)
    with store.read() as session:
        query = select(OutboxEntry).where(OutboxEntry.topic == Topic.webhook)
        entry = session.exec(query.order_by(col(OutboxEntry.id))).one()
    assert entry.sent_at is not None
    assert entry.failure == "it answered 410"


def test_where_none_is_set_nothing_waits(store: Store, tmp_path: Path, reference: str):
    counts = send_webhooks(store, Settings(data=tmp_path), TODAY)
    assert (counts.sent, counts.waiting) == (0, 0)


def test_an_address_without_tls_is_refused(tmp_path: Path):
    with pytest.raises(InvalidInputError, match="BATON_WEBHOOK_URL is"):
        Settings(data=tmp_path, webhook_url="http://example.org/hook", webhook_secret=SECRET)


@pytest.fixture
def many(store: Store, reference: str) -> list[str]:
    with store.write() as session:
        for event in ("overdue", "delivered", "accepted"):
            tell_outsiders(session, get_handover(session, reference), event, TODAY)
    return ["started", "overdue", "delivered", "accepted"]


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_receiver_in_trouble_is_left_alone_and_loses_nothing(
    store: Store, told: Settings, heard: Heard, many: list[str], code: int
):
    heard.code = code
    for hours in range(0, 24 * 20, 8):
        before = len(heard.messages)
        assert send_webhooks(store, told, TODAY + timedelta(hours=hours)).waiting == len(many)
        assert len(heard.messages) - before <= 1
    heard.code = 200
    after = TODAY + timedelta(days=21)
    assert send_webhooks(store, told, after).sent == len(many)


def test_an_event_that_a_working_receiver_fails_at_is_given_up(
    store: Store, told: Settings, heard: Heard, reference: str
):
    for hours in range(0, 24 * 5, 6):
        now = TODAY + timedelta(hours=hours)
        with store.write() as session:
            tell_outsiders(session, get_handover(session, reference), "overdue", now)
            first = session.exec(select(OutboxEntry).where(OutboxEntry.event == "started")).one()
            heard.codes = [500] if first.sent_at is None and first.next_try_at <= now else []
        send_webhooks(store, told, now)
        send_webhooks(store, told, now)
    with store.read() as session:
        query = select(OutboxEntry).where(OutboxEntry.topic == Topic.webhook)
        entries = {entry.event: entry for entry in session.exec(query)}
    assert entries["started"].failure == "it answered 500"
    assert all(entry.sent_at for entry in entries.values())


def test_channels_hear_once_although_the_webhook_is_down(
    store: Store, tmp_path: Path, many: list[str]
):
    with listen() as channel:
        nobody = f"http://127.0.0.1:{find_free_port()}/hook"
        url = channel.address.replace("http://", "json://")
        settings = Settings(
            data=tmp_path, webhook_url=nobody, webhook_secret=SECRET, notify_urls=(url,)
        )
        for minutes in range(3):
            send_webhooks(store, settings, TODAY + timedelta(minutes=minutes))
        assert len(channel.messages) == len(many)
