"""Several senders at once, and senders that are killed: no mail is lost, none goes out twice."""

import multiprocessing
import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models.mail import Mail
from models.states import MailState
from services.letters.mail_queue import CLAIM_MINUTES
from services.letters.sending import send_mails
from services.store import Store

# Claims are what each database does in its own way.
pytestmark = [pytest.mark.databases, pytest.mark.processes]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MANY = 60
FORK = multiprocessing.get_context("fork")
"""A process that is forked has loaded what it needs, and opens a store of its own."""


class Sender:
    """A process that sends what is due once it is let go, and may be killed meanwhile."""

    def __init__(self, desk, now=NOON):
        self._may_send, self._sent = FORK.Event(), FORK.SimpleQueue()
        self._process = FORK.Process(target=self._send, args=(desk.store.url, desk.settings, now))
        self._process.start()

    def _send(self, url, settings, now):
        self._may_send.wait()
        with closing(Store(url)) as store:
            self._sent.put(send_mails(store, settings, now).sent)

    def let_go(self):
        self._may_send.set()
        return self

    def kill(self):
        os.kill(self._process.pid, signal.SIGKILL)

    def wait(self):
        self._process.join(600)
        return self._process.exitcode

    def count(self):
        assert self.wait() == 0
        return self._sent.get()


def put_many(desk):
    for number in range(MANY):
        desk.put("pack_ready", key=str(number))


def make_killer(room, number, sender):
    def kill(_message):
        if len(room.ids) > number:
            sender.kill()

    return kill


def list_states(desk):
    with desk.store.read() as session:
        return Counter(session.exec(select(Mail.state)))


def test_threads_share_the_work(desk, room):
    put_many(desk)
    stores = [Store(desk.store.url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda store: send_mails(store, desk.settings, NOON), stores))
    for store in stores:
        store.close()

    assert sum(each.sent for each in counts) == len(room.ids) == len(set(room.ids)) == MANY
    assert list_states(desk) == {MailState.sent: MANY}


def test_processes_share_the_work(desk, room):
    put_many(desk)
    senders = [Sender(desk) for _ in range(3)]
    sent = [sender.count() for sender in [sender.let_go() for sender in senders]]

    assert sum(sent) == len(room.ids) == len(set(room.ids)) == MANY
    assert list_states(desk) == {MailState.sent: MANY}


def test_a_killed_sender_doubles_at_most_the_mail_in_its_hands(desk, room):
    put_many(desk)
    sender = Sender(desk)

    # The server has taken the mail and not yet said so: the worst moment there is.
    def kill_at_the_tenth(_message):
        if len(room.messages) == 10:
            sender.kill()

    room.on_mail = kill_at_the_tenth
    assert sender.let_go().wait() == -signal.SIGKILL
    assert list_states(desk) == {MailState.sent: 9, MailState.claimed: 1, MailState.queued: 50}

    assert desk.send().sent == MANY - 10
    assert desk.send(NOON + timedelta(minutes=CLAIM_MINUTES)).sent == 1
    times = Counter(room.ids)
    assert len(times) == MANY
    assert {key for key, number in times.items() if number > 1} == {room.ids[9]}
    assert times[room.ids[9]] == 2
    assert list_states(desk) == {MailState.sent: MANY}


def test_senders_that_are_killed_again_and_again_come_to_an_end(desk, room):
    put_many(desk)
    now = NOON
    while list_states(desk)[MailState.sent] < MANY:
        arrived = len(room.ids)
        sender = Sender(desk, now)
        room.on_mail = make_killer(room, arrived + 20, sender)
        sender.let_go().wait()
        now += timedelta(minutes=CLAIM_MINUTES)

    assert len(set(room.ids)) == MANY
    assert len(room.ids) - MANY <= 3
