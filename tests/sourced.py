"""Sourced: an exit that names a folder, a mailbox and a calendar, in the workplace of the tasks."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from acting import MORNING, Stage, open_stage
from sqlmodel import select

from models.case_file import CaseFile, SourceEntry
from models.harvest_rows import ContactRow, DocumentRow, EntryRow
from services.store import Store
from tasks import harvest
from tasks.workplace import get_settings

MAIL = """From mara@partner.example {day}
From: Mara Voss <mara@partner.example>
To: Ana Sow <ana.sow@example.org>
Date: {day}
Subject: {subject}
Message-ID: <{number}@partner.example>
X-Gmail-Labels: {label}

Could you send me the {subject}?

"""
MAILS = (
    ("Mon, 05 Oct 2026 09:00:00 +0000", "well plan", "Work"),
    ("Tue, 06 Jan 2026 09:00:00 +0000", "old budget", "Work"),
    ("Wed, 07 Oct 2026 09:00:00 +0000", "canteen evening", "Canteen"),
)
NAMED = (("folder", "drive"), ("mailbox", "mail.mbox"), ("calendar", "calendar.ics"))
EVENTS = (("well", "20261209", "Well meeting"), ("canteen", "20270309", "Canteen concert"))


def write_sources(folder: Path) -> None:
    """Write a folder, a mailbox and a calendar, each with something that may be left out."""
    (folder / "drive" / "canteen").mkdir(parents=True)
    for name, text, year in (
        ("plan.txt", "The well plan.", 2026),
        ("old.txt", "The old well.", 2019),
        ("songs.txt", "Words of the canteen.", 2026),
        ("canteen/list.txt", "Who sings.", 2026),
    ):
        path = folder / "drive" / name
        path.write_text(text, encoding="utf-8")
        day = datetime(year, 10, 5, tzinfo=UTC).timestamp()
        os.utime(path, (day, day))
    mails = [
        MAIL.format(day=day, subject=subject, number=number, label=label)
        for number, (day, subject, label) in enumerate(MAILS)
    ]
    (folder / "mail.mbox").write_text("".join(mails), encoding="utf-8")
    events = "".join(
        f"BEGIN:VEVENT\nUID:{uid}\nDTSTART:{day}T100000Z\nSUMMARY:{title}\nEND:VEVENT\n"
        for uid, day, title in EVENTS
    )
    calendar = f"BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n"
    (folder / "calendar.ics").write_text(calendar, encoding="utf-8")


def run_harvest(stage: Stage) -> None:
    """Do what the flow does between the gates of the sources and of what was found."""
    reference = stage.reference
    for numbers in harvest.list_sources.fn(reference):
        harvest.read_batch.fn(reference, numbers)
    harvest.make_sense.fn(reference)


def list_found(stage: Stage) -> set[str]:
    """Return the titles of everything that the harvest has kept."""
    with stage.look() as (session, _):
        titles = [row.title for row in session.exec(select(DocumentRow))]
        titles += [row.name for row in session.exec(select(ContactRow))]
        titles += [row.title for row in session.exec(select(EntryRow))]
    return set(titles)


def with_sources(case: CaseFile, named: Sequence[tuple[str, str]] = NAMED) -> CaseFile:
    entries = tuple(SourceEntry(kind=kind, path=path) for kind, path in named)
    return case.model_copy(update={"sources": entries})


@contextmanager
def open_sourced(
    store: Store,
    case: CaseFile,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    named: Sequence[tuple[str, str]] = NAMED,
) -> Iterator[Stage]:
    """Give an exit that names three sources, or others, which lie in the folder."""
    monkeypatch.setenv("BATON_DATA", str(folder))
    monkeypatch.setenv("BATON_DATABASE_URL", store.url)
    # So few files are read no faster by two processes, of which each takes a while to start.
    monkeypatch.setenv("BATON_WORKERS", "1")
    (folder / "clock").write_text(MORNING.isoformat(), encoding="utf-8")
    monkeypatch.setenv("BATON_CLOCK_FILE", str(folder / "clock"))
    get_settings.cache_clear()
    write_sources(folder)
    yield open_stage(store, with_sources(case, named), folder=folder)
    get_settings.cache_clear()
