"""Outside calls: whoever never comes to an end is left, and nothing that follows has to wait."""

import logging
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from conftest import TODAY
from listener import DRIPS, listen_for_ever
from people import CARLA
from pydantic import SecretStr
from sqlmodel import select

from models.acting import Role
from models.errors import TemporaryError
from models.handover import Source
from models.outbox import OutboxEntry, Topic
from models.words import SourceKind
from services.acts.actors import add_staff, find_actor
from services.acts.starting import start_handover
from services.handovers.harvesting import fetch
from services.handovers.opening import CaseInput
from services.letters.mail_settings import parse_smtp_url
from services.letters.notices import send_notices
from services.letters.posts import SmtpPost
from services.outbox.prefect_api import Engine
from services.outbox.webhooks import send_webhooks
from services.outside_calls import Caller, CallLimits, OverLimitError, within
from services.settings import Settings
from services.store import Store

LIMITS = CallLimits(total_seconds=0.5, size_bytes=100_000)
"""The wait for each byte is far longer: it is never what ends a call here."""
_WEB = [name for name in DRIPS if name != "greeting"]


@pytest.mark.parametrize("what", _WEB)
def test_a_call_ends_with_whoever_drips(what: str) -> None:
    with (
        listen_for_ever(*DRIPS[what]) as port,
        closing(Caller(LIMITS)) as caller,
        pytest.raises(OverLimitError, match=r"longer than 0\.5 seconds"),
    ):
        caller.call("GET", f"http://127.0.0.1:{port}/")


def test_an_answer_is_read_up_to_its_limit() -> None:
    begin, _ = DRIPS["body"]
    flood = listen_for_ever(begin, b"x" * 65_536, 0.0)
    limits = LIMITS._replace(total_seconds=60.0)
    with (
        flood as port,
        closing(Caller(limits)) as caller,
        pytest.raises(OverLimitError, match="more than 100,000 bytes"),
    ):
        caller.call("GET", f"http://127.0.0.1:{port}/")


def test_a_packed_answer_is_not_unpacked() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00"
    with listen_for_ever(head, b"") as port, closing(Caller(LIMITS)) as caller:
        assert caller.call("GET", f"http://127.0.0.1:{port}/").content == b"\x1f\x8b\x08\x00"


def test_whoever_closes_early_could_not_be_reached() -> None:
    with pytest.raises(httpx.HTTPError), closing(Caller(LIMITS)) as caller:
        caller.call("GET", "http://127.0.0.1:1/")


@pytest.fixture
def started(store: Store, given: CaseInput) -> str:
    with store.write() as session:
        add_staff(session, CARLA, Role.hr)
        with_people = given.model_copy(update={"answers": ()})
        return start_handover(session, find_actor(session, CARLA.email), with_people, TODAY)


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("what", ["nothing", "headers", "many headers"])
def test_a_webhook_that_drips_is_left_and_tried_again(
    store: Store, tmp_path: Path, what: str
) -> None:
    with listen_for_ever(*DRIPS[what]) as port:
        told = Settings(
            data=tmp_path, webhook_url=f"http://127.0.0.1:{port}/", webhook_secret="between us"
        )
        assert send_webhooks(store, told, TODAY, LIMITS).waiting == 1
    with store.read() as session:
        query = select(OutboxEntry).where(OutboxEntry.topic == Topic.webhook)
        entry = session.exec(query).one()
    assert (entry.failure, entry.attempts) == ("it took longer than 0.5 seconds", 1)


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("what", ["body", "chunks"])
def test_of_a_webhook_the_status_counts_and_the_rest_is_not_read(
    store: Store, tmp_path: Path, what: str
) -> None:
    with listen_for_ever(*DRIPS[what]) as port:
        told = Settings(
            data=tmp_path, webhook_url=f"http://127.0.0.1:{port}/", webhook_secret="between us"
        )
        limits = LIMITS._replace(total_seconds=60.0)
        assert send_webhooks(store, told, TODAY, limits).sent == 1


@pytest.mark.parametrize("what", _WEB)
def test_a_prefect_that_drips_could_not_be_reached(what: str) -> None:
    with listen_for_ever(*DRIPS[what]) as port:
        engine = Engine(f"http://127.0.0.1:{port}", "", LIMITS)
        assert not engine.is_well()
        with pytest.raises(TemporaryError, match=r"could not be reached .*longer than"):
            engine.ask_for_run("HO-2026-0001", "interview", "outbox:1")


MAIL = EmailMessage()
MAIL["From"], MAIL["To"], MAIL["Message-ID"] = "a@example.org", "b@example.org", "<1@example.org>"
GREETINGS = {
    "greeting": DRIPS["greeting"],
    "hello": (b"220 here\r\n", b"250-"),
}


@pytest.mark.parametrize("what", GREETINGS)
def test_a_mail_server_that_drips_keeps_the_mails_waiting(what: str) -> None:
    with listen_for_ever(*GREETINGS[what]) as port:
        address = parse_smtp_url(f"smtp://127.0.0.1:{port}?tls=none")
        late = pytest.raises(TemporaryError, match=r"longer than 0\.5 seconds.*mails wait")
        with closing(SmtpPost(address, 30.0, 0.5)) as post, late:
            post.deliver(MAIL)


def test_a_mail_server_that_drips_at_a_mail_is_left() -> None:
    with listen_for_ever(b"220 here\r\n250 hello\r\n", b"250-x\r\n") as port:
        address = parse_smtp_url(f"smtp://127.0.0.1:{port}?tls=none")
        with closing(SmtpPost(address, 30.0, 0.5)) as post:
            delivery = post.deliver(MAIL)
    assert (delivery.outcome, delivery.may_be_server) == ("later", True)
    assert "longer than 0.5 seconds" in delivery.reason


def test_a_mail_server_that_talks_without_an_end_counts_as_broken() -> None:
    with listen_for_ever(b"220 here\r\n", b"250-and so on\r\n" * 5_000, 0.0) as port:
        address = parse_smtp_url(f"smtp://127.0.0.1:{port}?tls=none")
        broken = pytest.raises(TemporaryError, match=r"could not be reached.*mails wait")
        with closing(SmtpPost(address)) as post, broken:
            post.deliver(MAIL)


def test_a_channel_that_drips_is_left(caplog: pytest.LogCaptureFixture) -> None:
    with listen_for_ever(*DRIPS["headers"]) as port, caplog.at_level(logging.WARNING):
        slow = SecretStr(f"json://u:t0ken@127.0.0.1:{port}/")
        events = [("HO-2026-0001", "started"), ("HO-2026-0002", "started")]
        assert send_notices([slow], events, seconds=1.5) == 0
    assert "longer than 1.5 seconds" in caplog.text
    assert "the one before it was late" in caplog.text
    assert "t0ken" not in caplog.text


def test_what_fails_in_time_fails_as_it_did() -> None:
    with pytest.raises(ZeroDivisionError):
        within(60.0, lambda: 1 / 0)
    assert within(60.0, lambda: None) is None


def test_a_source_that_hangs_or_is_too_large_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "site" / "baton_hangs-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Name: baton-hangs\nVersion: 1\n", encoding="utf-8")
    points = "[baton.sources]\nhang = baton_hangs:Hangs\nbig = baton_hangs:Big\n"
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    (info.parent / "baton_hangs.py").write_text(PLUGINS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(info.parent))
    limits = CallLimits(total_seconds=0.5, size_bytes=1_000)
    for url in ("hang://host/a", "big://host/a"):
        source = Source(
            id=1, handover_id=1, position=0, kind=SourceKind.folder, path=url, location=""
        )
        assert not fetch(source, tmp_path / "fetched", limits).exists()
    assert not list((tmp_path / "fetched").rglob("plan.txt"))


PLUGINS = """
import threading

class Hangs:
    def fetch(self, url, folder):
        threading.Event().wait()

class Big:
    def fetch(self, url, folder):
        (folder / "plan.txt").write_bytes(b"x" * 2_000)
"""
