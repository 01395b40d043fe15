"""Several senders at once, and senders that are killed: no mail is lost, none goes out twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
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
SENDER = """
import sys
from datetime import datetime
from services.letters.sending import send_mails
from services.settings import Settings
from services.store import Store

settings = Settings(smtp_url=sys.argv[2], mail_from="baton@example.org")
print(send_mails(Store(sys.argv[1]), settings, datetime.fromisoformat(sys.argv[3])).sent)
"""


def put_many(desk):
    for number in range(MANY):
        desk.put("pack_ready", key=str(number))


def start_sender(desk, mail_server, now=NOON):
    return subprocess.Popen(
        [sys.executable, "-c", SENDER, desk.store.url, mail_server.url, now.isoformat()],
        stdout=subprocess.PIPE,
        text=True,
    )


def make_killer(room, number, pid):
    def kill(_message):
        if len(room.ids) > number:
            os.kill(pid, signal.SIGKILL)

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


def test_processes_share_the_work(desk, room, mail_server):
    put_many(desk)
    senders = [start_sender(desk, mail_server) for _ in range(3)]
    sent = [int(sender.communicate(timeout=600)[0]) for sender in senders]

    assert sum(sent) == len(room.ids) == len(set(room.ids)) == MANY
    assert list_states(desk) == {MailState.sent: MANY}


def test_a_killed_sender_doubles_at_most_the_mail_in_its_hands(desk, room, mail_server):
    put_many(desk)
    sender = start_sender(desk, mail_server)

    # The server has taken the mail and not yet said so: the worst moment there is.
    def kill_at_the_tenth(_message):
        if len(room.messages) == 10:
            os.kill(sender.pid, signal.SIGKILL)

    room.on_mail = kill_at_the_tenth
    assert sender.wait(timeout=600) == -signal.SIGKILL
    assert list_states(desk) == {MailState.sent: 9, MailState.claimed: 1, MailState.queued: 50}

    assert desk.send().sent == MANY - 10
    assert desk.send(NOON + timedelta(minutes=CLAIM_MINUTES)).sent == 1
    times = Counter(room.ids)
    assert len(times) == MANY
    assert {key for key, number in times.items() if number > 1} == {room.ids[9]}
    assert times[room.ids[9]] == 2
    assert list_states(desk) == {MailState.sent: MANY}


def test_senders_that_are_killed_again_and_again_come_to_an_end(desk, room, mail_server):
    put_many(desk)
    now = NOON
    while list_states(desk)[MailState.sent] < MANY:
        arrived = len(room.ids)
        sender = start_sender(desk, mail_server, now)
        room.on_mail = make_killer(room, arrived + 20, sender.pid)
        sender.wait(timeout=600)
        now += timedelta(minutes=CLAIM_MINUTES)

    assert len(set(room.ids)) == MANY
    assert len(room.ids) - MANY <= 3
