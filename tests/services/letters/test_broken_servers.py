"""A mail server in trouble costs no attempt; a mail that breaks a server holds up no other."""

from datetime import UTC, datetime, timedelta

import pytest
from mailroom import find_free_port, serve_stubbornly
from people import ANA

from models.states import MailState
from services.doctor.record_checks import check_records
from services.letters.mail_queue import PAUSES
from services.metrics import render_metrics
from services.settings import Settings

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROUND = timedelta(minutes=5)
BUSY = "421 4.3.2 closing"
BEFORE_MAILS = ("greeting", "EHLO")
WITHIN_MAILS = ("MAIL", "RCPT", "DATA", "content")


@pytest.fixture
def stubborn():
    """Give a mail server that breaks off where a test asks it to."""
    with serve_stubbornly() as server:
        yield server


@pytest.fixture
def desk(desk, stubborn):
    """Give the desk of a test, with that server."""
    desk.settings = Settings(smtp_url=stubborn.url, mail_from="baton@example.org")
    return desk


def put_all(desk, number=2):
    """Queue mails to Ana, Ben and Carla, who are persons 1 to 3, in turn."""
    return [
        desk.put("pack_ready", key=str(each), person_id=1 + each % 3)[0] for each in range(number)
    ]


def break_at(server, stage, says="", only=""):
    server.stage, server.says, server.only = stage, says, only


def list_rows(desk, mails):
    return [desk.read(mail) for mail in mails]


@pytest.mark.parametrize("says", ["", BUSY, "nonsense"])
@pytest.mark.parametrize("stage", BEFORE_MAILS + WITHIN_MAILS)
def test_a_server_that_breaks_off_costs_no_attempt(desk, stubborn, stage, says):
    mails = put_all(desk, 6)
    break_at(stubborn, stage, says)
    for days in range(3):
        before = stubborn.connections
        counts = desk.send(NOON + timedelta(days=days))
        assert (counts.later, counts.given_up, counts.waiting) == (0, 0, 6)
        assert "mails wait" in counts.problem
        assert stubborn.connections - before <= 2
    assert {row.attempts for row in list_rows(desk, mails)} == {0}
    assert {desk.find_block(person) for person in (1, 2, 3)} == {None}

    break_at(stubborn, "")
    taken = len(stubborn.taken)
    assert desk.send(NOON + timedelta(days=3)).sent == len(stubborn.taken) - taken == 6


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        ("greeting", "554 not you"),
        ("EHLO", "450 later"),
        ("EHLO", "550 not you"),
        ("MAIL", "451 4.3.0 later"),
        ("MAIL", "452 4.3.1 no room"),
        ("MAIL", "530 5.7.0 authentication required"),
        ("MAIL", "535 5.7.8 authentication failed"),
        ("MAIL", "550 5.1.0 sender rejected"),
        ("MAIL", "550 no such user"),
        ("RCPT", "530 5.7.0 authentication required"),
        ("RCPT", "550 5.1.8 sender's domain not found"),
        ("RCPT", "450 4.1.8 sender's domain not found"),
        ("RCPT", "550 sender rejected"),
        ("RCPT", "554 5.7.1 relay access denied"),
        ("RCPT", "550 relay not permitted"),
        ("DATA", "554 5.7.1 not you"),
        ("content", "550 5.7.26 sender is not who it says"),
        ("content", "554 the sender's address is not verified"),
    ],
)
def test_what_is_said_of_the_sender_or_the_server_stops_the_round(desk, stubborn, stage, says):
    mails = put_all(desk, 5)
    break_at(stubborn, stage, says)
    for days in range(3):
        counts = desk.send(NOON + timedelta(days=days))
        assert counts.waiting == 5
        assert says[:3] in counts.problem
    assert {row.attempts for row in list_rows(desk, mails)} == {0}
    assert {desk.find_block(person) for person in (1, 2, 3)} == {None}


@pytest.mark.parametrize(
    "says", ["450 4.7.1 later", "451 4.3.0 later", "452 4.3.1 no room", "552 5.2.2 full"]
)
def test_what_is_said_of_one_mail_for_now_costs_it_an_attempt(desk, stubborn, says):
    mails = put_all(desk, 3)
    break_at(stubborn, "RCPT", says, only=ANA.email)
    now = NOON
    assert desk.send(now).sent == 2
    for pause in PAUSES:
        assert desk.read(mails[0]).next_try_at == now + pause
        now += pause
        desk.send(now)
    assert desk.read(mails[0]).state is MailState.given_up
    assert desk.find_block() is None
    (failing,) = desk.list_failing()
    assert (failing.email, failing.is_blocked, failing.is_tried) == (ANA.email, False, False)


@pytest.mark.parametrize("stage", ["RCPT", "DATA", "content"])
@pytest.mark.parametrize("says", ["", BUSY])
def test_a_mail_that_breaks_a_server_that_works_is_given_up_alone(desk, stubborn, stage, says):
    poison, *others = put_all(desk, 6)[::3] + put_all(desk, 6)[1:3]
    break_at(stubborn, stage, says, only=ANA.email)
    assert desk.send(NOON).sent == 4
    assert {row.state for row in list_rows(desk, others[1:])} == {MailState.sent}
    now = NOON
    for _ in range(2 * len(PAUSES)):
        now = max(desk.read(poison).next_try_at, now + ROUND)
        desk.send(now)
    row = desk.read(poison)
    assert (row.state, row.attempts) == (MailState.given_up, len(PAUSES) + 1)
    assert desk.find_block() is None


def test_many_that_break_it_hold_up_no_other_for_long(desk, stubborn):
    poison = [desk.put("pack_ready", key=f"p{number}")[0] for number in range(7)]
    good = desk.put("pack_ready", key="good", person_id=2)[0]
    break_at(stubborn, "content", only=ANA.email)
    for number in range(4):
        desk.send(NOON + number * ROUND)
    assert desk.read(good).state is MailState.sent
    later = desk.put("pack_ready", key="later", person_id=3)[0]
    assert desk.send(NOON + 5 * ROUND).sent == 1
    assert desk.read(later).state is MailState.sent
    assert all(row.attempts for row in list_rows(desk, poison))


def test_a_server_that_ends_each_connection_after_a_mail_is_no_trouble(desk, stubborn, monkeypatch):
    put_all(desk, 4)
    answer = stubborn._answer

    def end_after_one(stage, usual, recipient):
        is_second = stage == "MAIL" and recipient
        return BUSY if is_second else answer(stage, usual, recipient)

    monkeypatch.setattr(stubborn, "_answer", end_after_one)
    assert desk.send().sent == 4
    assert stubborn.connections == 4


def test_what_was_taken_without_an_answer_goes_again_as_the_same_mail(desk, room, mail_server):
    desk.settings = Settings(smtp_url=mail_server.url, mail_from="baton@example.org")
    desk.put("pack_ready")
    room.drops = 1
    assert desk.send().waiting == 1
    assert desk.send(NOON + ROUND).sent == 1
    assert len(room.ids) == 2
    assert len(set(room.ids)) == 1


def test_it_is_told_as_long_as_mails_wait(desk, stubborn, tmp_path):
    put_all(desk, 2)
    settings = Settings(data=tmp_path, database_url=desk.store.url)
    for stage, number in (("DATA", 2), ("", 0)):
        break_at(stubborn, stage)
        desk.send()
        (check,) = [one for one in check_records(settings, NOON, is_up=True) if one.name == "mails"]
        assert check.is_ok == (number == 0)
        assert number == 0 or "2 wait, as the mail server broke off" in check.hint
        with desk.store.read() as session:
            assert f"baton_mails_broken_off {number}.0".encode() in render_metrics(session, NOON)


@pytest.mark.parametrize("says", ["", BUSY, "454 4.7.0 later", "535 5.7.8 no"])
@pytest.mark.parametrize("stage", ["STAR", "AUTH"])
def test_no_way_in_costs_no_attempt(desk, stubborn, stage, says):
    mails = put_all(desk, 4)
    where = f"127.0.0.1:{stubborn.port}"
    urls = {"STAR": f"smtp://{where}", "AUTH": f"smtp://baton:secret@{where}?tls=none"}
    desk.settings = Settings(smtp_url=urls[stage], mail_from="baton@example.org")
    break_at(stubborn, stage, says)
    counts = desk.send()
    assert counts.waiting == 4
    assert says[:3] in counts.problem
    assert stubborn.connections == 1
    assert {row.attempts for row in list_rows(desk, mails)} == {0}


@pytest.mark.parametrize("host", ["nobody.invalid", "a..b"])
def test_a_name_that_leads_nowhere_costs_no_attempt(desk, host):
    (mail,) = desk.put("pack_ready")
    desk.settings = Settings(smtp_url=f"smtp://{host}:25?tls=none")
    assert desk.send().waiting == 1
    assert desk.read(mail).attempts == 0


def test_a_password_that_no_server_takes_costs_no_attempt(desk, mail_server):
    (mail,) = desk.put("pack_ready")
    desk.settings = Settings(
        smtp_url=f"smtp://baton:p%C3%A4ss@127.0.0.1:{find_free_port()}?tls=none"
    )
    assert desk.send().waiting == 1
    assert desk.read(mail).attempts == 0


def test_a_sender_that_is_none_blocks_nobody(desk):
    (mail,) = desk.put("pack_ready")
    desk.settings = desk.settings.model_copy(update={"mail_from": "josé@example.org"})
    counts = desk.send()
    assert counts.waiting == 1
    assert "correct BATON_MAIL_FROM" in counts.problem
    assert desk.find_block() is None
    assert desk.read(mail).attempts == 0
