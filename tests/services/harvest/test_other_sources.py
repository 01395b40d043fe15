"""Mail and calendars among documents: left out with a finding, as nobody said yes to them there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from ics_texts import TODAY, make_calendar, make_event
from letters import write_letter
from people import ANA

from models.case_file import SourceEntry
from models.harvest import HarvestFacts
from models.words import SourceKind
from services.handovers.content_jobs import StoredContents
from services.harvest.collecting import Places, collect_facts, collect_readings
from services.harvest.source_readers import open_sandbox
from services.isolation.sandbox import Sandbox
from services.store import Store

LETTERS = [write_letter("about orchids", Message_ID=f"<{number}@x>") for number in range(3)]
MARK = b"From a@example.org Mon Nov  2 10:00:00 2026\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with open_sandbox(workers=1) as opened:
        yield opened


def harvest(folder: Path, store: Store, sandbox: Sandbox, *others: SourceEntry) -> HarvestFacts:
    sources = (SourceEntry(kind=SourceKind.folder, path="drive"), *others)
    readings = collect_readings(
        Places(folder=folder, sources=sources), StoredContents(store), sandbox
    )
    return collect_facts(readings, ANA, TODAY)


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / "drive" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


MH = {f"Mail/inbox/{number}": letter for number, letter in enumerate(LETTERS, start=1)}
MAILDIR = {
    f"Maildir/{place}/17000000{number}.M1P{number}.host": letter
    for number, (place, letter) in enumerate(zip(("cur", "new", "cur"), LETTERS, strict=True))
}
BOXES: dict[str, tuple[dict[str, bytes], str]] = {
    "mh": (MH, "drive/Mail/inbox"),
    "maildir": (MAILDIR, "drive/Maildir"),
    "apple": ({"Mail/1.emlx": b"9\n" + LETTERS[0], "Mail/2.emlx": LETTERS[1]}, "drive/Mail"),
    "mbox": ({"Inbox": MARK + LETTERS[0]}, "drive/Inbox"),
    "several in one eml": ({"all.eml": (MARK + LETTERS[0] + b"\n") * 2}, "drive/all.eml"),
    "outlook": ({"a.ost": b"!BDN about orchids"}, "drive/a.ost"),
    "outlook for mac": ({"a.olm": b"PK\3\4 about orchids"}, "drive/a.olm"),
    "notes": ({"a.nsf": b"\x1a\0\0 about orchids"}, "drive/a.nsf"),
}


@pytest.mark.parametrize("name", BOXES)
def test_a_mailbox_among_documents_is_not_read_but_told_once(
    tmp_path: Path, store: Store, sandbox: Sandbox, name: str
) -> None:
    files, told = BOXES[name]
    put(tmp_path, files)
    facts = harvest(tmp_path, store, sandbox)
    (finding,) = facts.findings
    assert finding.path == told
    assert "kind: mailbox" in finding.reason
    assert facts.not_counted == {"file_mailbox": len(files)}
    assert "orchids" not in facts.model_dump_json()


@pytest.mark.parametrize("name", ["mh", "maildir"])
def test_messages_of_a_mailbox_are_no_documents_and_read_where_it_is_a_source(
    tmp_path: Path, store: Store, sandbox: Sandbox, name: str
) -> None:
    files, told = BOXES[name]
    put(tmp_path, files)
    box = SourceEntry(kind=SourceKind.mailbox, path=told)
    facts = harvest(tmp_path, store, sandbox, box)
    assert facts.documents == ()
    assert facts.sources[1].messages == 3
    assert [one.path for one in facts.findings if "kind:" in one.reason] == []


def test_no_text_of_a_calendar_comes_in_as_a_document(
    tmp_path: Path, store: Store, sandbox: Sandbox
) -> None:
    entry = make_event("DTSTART:20261208T100000Z\nCLASS:PRIVATE\nSUMMARY:Orchids")
    put(tmp_path, {"team.ics": make_calendar(entry).encode()})
    facts = harvest(tmp_path, store, sandbox)
    assert [one.path for one in facts.findings] == ["drive/team.ics"]
    assert facts.not_counted == {"file_calendar": 1}
    assert "Orchids" not in facts.model_dump_json()


def test_a_mail_that_somebody_saved_as_a_file_is_a_document(
    tmp_path: Path, store: Store, sandbox: Sandbox
) -> None:
    put(tmp_path, {"Tender/Answer of the bidder.eml": LETTERS[0]})
    facts = harvest(tmp_path, store, sandbox)
    assert [one.path for one in facts.documents] == ["drive/Tender/Answer of the bidder.eml"]
    assert facts.not_counted == {}
