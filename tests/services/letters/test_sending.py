"""Mails reach a real server once, whatever it answers, and nothing is lost while it does not."""

from datetime import UTC, datetime, timedelta

import pytest
from mailroom import find_free_port
from people import ANA

from models.mail import Mail
from models.participant import Participant
from models.states import MailState
from services.letters.mail_queue import CLAIM_MINUTES, PAUSES, claim_next
from services.letters.mail_servers import clear_block
from services.letters.sending import NO_SERVER, SendCounts, send_mails
from services.settings import Settings

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
UNKNOWN = "550 5.1.1 <ana.sow@example.org>: user unknown"


def test_what_is_queued_is_sent_once(desk, room):
    mails = desk.put("invitation", "pack_ready", "digest")

    assert desk.send() == SendCounts(sent=3)
    assert desk.send() == SendCounts()
    assert room.recipients == [ANA.email] * 3
    assert len(set(room.ids)) == 3
    assert desk.read(mails[0]).state is MailState.sent
    assert desk.read(mails[0]).sent_at == NOON


def test_a_limit_leaves_the_rest_waiting(desk, room):
    desk.put("invitation", "pack_ready", "digest")

    assert desk.send(limit=2) == SendCounts(sent=2, waiting=1)
    assert len(room.messages) == 2


def test_a_mail_is_not_sent_before_its_time(desk, room):
    desk.put("invitation")

    assert desk.send(NOON - MINUTE) == SendCounts()
    assert room.messages == []


def test_without_a_server_mails_wait_and_it_is_said(desk):
    desk.put("invitation")

    assert send_mails(desk.store, Settings(), NOON) == SendCounts(waiting=1, problem=NO_SERVER)


def test_a_server_that_is_down_loses_nothing(desk, room, mail_server):
    mails = desk.put("invitation", "pack_ready")
    mail_server.stop()
    for day in range(20):
        counts = desk.send(NOON + timedelta(days=day))
        assert counts.waiting == 2
        assert counts.problem.startswith("the mail server could not be reached (Connection")
    assert desk.read(mails[0]).attempts == 0

    mail_server.start()
    assert desk.send(NOON + timedelta(days=20)).sent == 2
    assert desk.read(mails[0]).failure is None


def test_an_address_that_does_not_exist_is_blocked_and_shown(desk, room):
    first, second = desk.put("invitation", "pack_ready")
    room.answers_to[ANA.email] = [UNKNOWN]

    counts = desk.send()

    assert counts == SendCounts(given_up=1, blocked=1)
    assert desk.read(first).state is MailState.given_up
    assert desk.read(second).state is MailState.queued
    (failing,) = desk.list_failing()
    assert (failing.email, failing.is_blocked, failing.waiting) == (ANA.email, True, 1)
    assert failing.reason == "the mail server says that the address does not exist (550 5.1.1)"
    assert ANA.email not in (desk.read(first).failure or "")


def test_a_corrected_address_gets_what_it_missed(desk, room):
    desk.put("invitation")
    room.answers_to[ANA.email] = [UNKNOWN]
    desk.send()
    desk.put("pack_ready")
    with desk.store.write() as session:
        assert clear_block(session, 1, NOON + MINUTE) == 1

    assert desk.send(NOON + MINUTE).sent == 2
    assert desk.list_failing() == ()


def test_others_get_their_mail_while_one_address_is_refused(desk, room):
    desk.put("invitation")
    desk.put("invitation", key="b", person_id=2)
    room.answers_to[ANA.email] = [UNKNOWN]

    assert desk.send() == SendCounts(sent=1, given_up=1)


@pytest.mark.parametrize(
    "answer",
    [
        "451 4.3.0 try later",
        "452 4.2.2 mailbox full",
        "552 5.2.2 mailbox full",
    ],
)
def test_what_may_pass_is_tried_again_and_blocks_nobody(desk, room, answer):
    (mail,) = desk.put("invitation")
    room.answers_to[ANA.email] = [answer]

    assert desk.send() == SendCounts(later=1)
    assert desk.read(mail).next_try_at == NOON + MINUTE
    assert desk.send() == SendCounts()
    assert desk.send(NOON + MINUTE) == SendCounts(sent=1)
    assert desk.find_block() is None


def test_pauses_grow_until_the_mail_is_given_up(desk, room):
    (mail,) = desk.put("invitation")
    room.answers_to[ANA.email] = ["450 4.2.1 no"] * 20
    now, pauses = NOON, []
    while desk.send(now).later:
        pauses.append(desk.read(mail).next_try_at - now)
        now = desk.read(mail).next_try_at

    assert tuple(pauses) == PAUSES
    assert timedelta(days=5) < now - NOON < timedelta(days=6)
    assert desk.read(mail).state is MailState.given_up
    assert desk.list_failing()[0].is_blocked


@pytest.mark.parametrize(
    ("answer", "counts", "is_blocked"),
    [
        ("554 5.6.0 refused", SendCounts(given_up=1), False),
        ("550 5.1.1 user unknown", SendCounts(given_up=1), True),
        ("451 4.3.0 greylisted", SendCounts(later=1), False),
    ],
)
def test_a_refusal_after_the_content(desk, room, answer, counts, is_blocked):
    desk.put("invitation")
    room.answers_to_content = [answer]

    assert desk.send() == counts
    assert (desk.find_block() is not None) == is_blocked
    assert len(desk.list_failing()) == 1


def test_a_connection_that_breaks_costs_no_mail(desk, room):
    mails = desk.put("invitation", "pack_ready", "digest")
    room.drops = 1

    # The first was taken, but nobody said so: it goes again as the same mail.
    assert desk.send() == SendCounts(sent=2, later=1)
    assert desk.send(NOON + MINUTE) == SendCounts(sent=1)
    assert len(room.ids) == 4
    assert len(set(room.ids)) == 3
    assert all(desk.read(mail).state is MailState.sent for mail in mails)


def test_the_mail_of_a_crashed_sender_is_sent_by_another(desk, room):
    desk.put("invitation")
    with desk.store.write() as session:
        assert claim_next(session, NOON) is not None

    nearly = NOON + timedelta(minutes=CLAIM_MINUTES) - timedelta(seconds=1)
    assert desk.send(nearly).sent == 0
    assert desk.send(nearly + MINUTE).sent == 1


@pytest.mark.parametrize("address", ["josé@example.org", "", "nobody", "a@b@c.org"])
def test_an_address_that_is_none_is_blocked(desk, room, address):
    desk.put("invitation")
    _give_address(desk.store, address)

    assert desk.send() == SendCounts(given_up=1)
    assert desk.find_block().reason == "the address is none that a mail can go to: correct it."


def test_a_mail_of_another_version_does_not_stop_the_queue(desk, room):
    first, _ = desk.put("invitation", "pack_ready")
    with desk.store.write() as session:
        session.get_one(Mail, first.id).template = "no_longer_there"

    assert desk.send() == SendCounts(sent=1, given_up=1)
    assert "cannot be written" in (desk.read(first).failure or "")


def test_a_folder_takes_mails_without_a_server(desk, tmp_path):
    desk.put("invitation", "pack_ready")
    settings = Settings(mail_folder=tmp_path / "mails")

    assert send_mails(desk.store, settings, NOON) == SendCounts(sent=2)
    assert len(list((tmp_path / "mails").glob("*.eml"))) == 2


def test_a_folder_that_cannot_be_written_to_loses_nothing(desk, tmp_path):
    desk.put("invitation")
    (tmp_path / "mails").write_text("a file", encoding="utf-8")

    counts = send_mails(desk.store, Settings(mail_folder=tmp_path / "mails"), NOON)

    assert counts.waiting == 1
    assert counts.problem.startswith("mails cannot be written to the folder")


def test_a_port_nobody_listens_on_is_no_error(desk):
    desk.put("invitation")
    url = f"smtp://user:p4ss@127.0.0.1:{find_free_port()}?tls=none"

    counts = send_mails(desk.store, Settings(smtp_url=url), NOON)

    assert counts.waiting == 1
    assert "p4ss" not in counts.problem


def _give_address(store, address):
    with store.write() as session:
        session.get_one(Participant, 1).email = address
