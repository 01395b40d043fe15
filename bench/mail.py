"""Mail: how fast mails go out, and how long a crash could make one go out twice."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from sqlmodel import Session

from bench.tending import start_many
from models.case_file import CaseFile, PersonEntry, PostEntry
from models.words import DepartureKind, Language
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.letters.letter_facts import MailTemplate
from services.letters.mail_queue import Letter, queue_mail
from services.letters.reminders import queue_digests, queue_escalations
from services.letters.sending import send_mails
from services.settings import Settings
from services.store import Store

MAILS, HANDOVERS, PORT = 500, 1_000, 18_925
_NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


class _Room:
    """Takes every mail, and notes when it said so."""

    def __init__(self) -> None:
        self.taken_at: list[float] = []

    # The name of the hook, and what it is given, are those of aiosmtpd.
    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: SmtpSession, _envelope: Envelope
    ) -> str:
        """Take the mail; the moment in which a crash would send it twice begins."""
        self.taken_at.append(time.monotonic())
        return "250 OK"


class _TimedStore(Store):
    """A store that notes when each of its transactions was committed."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.committed_at: list[float] = []

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session, as any store does."""
        with super().write() as session:
            yield session
        self.committed_at.append(time.monotonic())


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the speed of sending, the moment between answer and mark, the cost of reminding."""
    (folder / "mail").mkdir()
    store = _TimedStore(f"sqlite:///{folder}/mail/baton.db")
    store.migrate()
    _queue_many(store, folder)
    room = _Room()
    server = Controller(room, hostname="127.0.0.1", port=PORT)
    server.start()
    try:
        yield from _measure_sending(store, room)
    finally:
        server.stop()
        store.close()
    yield from _measure_reminding(folder)


def _measure_sending(store: _TimedStore, room: _Room) -> Iterator[tuple[str, str]]:
    settings = Settings(smtp_url=f"smtp://127.0.0.1:{PORT}?tls=none", mail_from="baton@example.org")
    began = time.monotonic()
    counts = send_mails(store, settings, _NOW)
    seconds = time.monotonic() - began
    if counts.sent != MAILS:
        raise RuntimeError(f"{counts.sent} of {MAILS} mails went out: {counts.problem}")
    windows = sorted(
        min(commit for commit in store.committed_at if commit > taken) - taken
        for taken in room.taken_at
    )
    median, late = statistics.median(windows), windows[int(len(windows) * 0.99)]
    yield (
        f"sending {MAILS} invitations to a mail server on the same machine",
        f"{MAILS / seconds:.0f} mails a second",
    )
    yield (
        "moment in which a crash sends a mail twice: the server's answer to our mark",
        f"{median * 1000:.1f} ms, 99 % under {late * 1000:.1f} ms",
    )


def _measure_reminding(folder: Path) -> Iterator[tuple[str, str]]:
    store = Store(f"sqlite:///{folder}/mail/reminders.db")
    store.migrate()
    start_many(store, folder, HANDOVERS)
    # A Wednesday three to four weeks on, when much is due and much is late.
    now = datetime.now(UTC).replace(hour=12) + timedelta(days=23)
    now += timedelta(days=(2 - now.weekday()) % 7)
    settings = Settings()
    began = time.monotonic()
    with store.write() as session:
        count = queue_digests(session, now, settings) + queue_escalations(session, now, settings)
    seconds = time.monotonic() - began
    store.close()
    yield (
        f"reminders and escalations of {HANDOVERS:,} handovers that are late",
        f"{seconds:.1f} s for {count:,} mails",
    )


def _queue_many(store: Store, folder: Path) -> None:
    prepared = prepare_case(_make_case(folder))
    with store.write() as session:
        reference = open_handover(session, prepared)
        for number in range(MAILS):
            letter = Letter(
                key=f"bench:{number}",
                person_id=1,
                template=MailTemplate.invitation,
                facts={
                    "reference": reference,
                    "step": "interview",
                    "due_on": "2026-12-01",
                    "uid": f"0c1a6e2e-7f51-4b6b-9a54-{number:012d}@baton",
                    "sequence": 0,
                },
                language=Language.en,
            )
            queue_mail(session, letter, _NOW)


def _make_case(folder: Path) -> CaseInput:
    case = CaseFile(
        format="baton-case/1",
        leaver=PersonEntry(name="Leaver", email="leaver@example.org"),
        post=PostEntry(title="Post"),
        kind=DepartureKind.resignation,
        last_working_on=date(2026, 12, 18),
        manager=PersonEntry(name="Manager", email="manager@example.org"),
    )
    return CaseInput(case=case, folder=folder, opened_at=_NOW)
