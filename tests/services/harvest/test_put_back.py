"""What is passed over as private is listed by name, and read once its leaver puts it back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from ics_texts import TODAY, make_calendar, make_event
from letters import write_letter, write_mbox
from people import ANA

from models.case_file import SourceEntry
from models.harvest import HarvestFacts
from models.words import FindingKind, SourceKind
from services.handovers.content_jobs import StoredContents
from services.harvest.collecting import Places, collect_facts, collect_readings
from services.harvest.source_readers import open_sandbox
from services.isolation.sandbox import Sandbox
from services.store import Store

SOURCES = (
    SourceEntry(kind=SourceKind.folder, path="drive"),
    SourceEntry(kind=SourceKind.mailbox, path="mail.mbox"),
    SourceEntry(kind=SourceKind.calendar, path="a.ics"),
)
NAMES = {
    "drive/Perso",
    "drive/letter.eml",
    "mail.mbox: Personal: school fees",
    "a.ics: Private: dentist",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with open_sandbox(workers=1) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "case"
    (place / "drive" / "Perso").mkdir(parents=True)
    (place / "drive" / "Perso" / "wells.txt").write_text("Fourteen wells were dug.")
    letter = write_letter("about orchids", Subject="Personal: orchids")
    (place / "drive" / "letter.eml").write_bytes(letter)
    letters = [write_letter(Subject="Personal: school fees", Message_ID="<1@x>"), write_letter()]
    write_mbox(place / "mail.mbox", letters)
    entry = make_event("DTSTART:20261208T100000Z\nSUMMARY:Private: dentist")
    (place / "a.ics").write_text(make_calendar(entry))
    return place


def harvest(folder: Path, store: Store, sandbox: Sandbox, *put_back: str) -> HarvestFacts:
    places = Places(folder=folder, sources=SOURCES, put_back=frozenset(put_back))
    readings = collect_readings(places, StoredContents(store), sandbox)
    return collect_facts(readings, ANA, TODAY)


def list_private(facts: HarvestFacts) -> set[str]:
    return {one.name for one in facts.findings if one.kind is FindingKind.private}


def test_each_is_named_once_and_not_read(folder: Path, store: Store, sandbox: Sandbox) -> None:
    facts = harvest(folder, store, sandbox)
    assert list_private(facts) == NAMES
    assert facts.documents == ()
    assert facts.calendar == ()
    assert [one.messages for one in facts.sources] == [0, 1, 0]
    assert "orchids" not in facts.model_dump_json()
    assert "wells" not in facts.model_dump_json()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_only_what_is_put_back_is_read(
    folder: Path, store: Store, sandbox: Sandbox, name: str
) -> None:
    facts = harvest(folder, store, sandbox, name)
    assert list_private(facts) == NAMES - {name}
    found = len(facts.documents) + len(facts.calendar) + facts.sources[1].messages
    assert found == 2
    assert all(len(one.sha256) == 64 for one in facts.documents)


def test_a_mailbox_among_documents_is_told_with_the_way_to_name_it(
    folder: Path, store: Store, sandbox: Sandbox
) -> None:
    (folder / "drive" / "Mail").mkdir()
    shutil.copy(folder / "mail.mbox", folder / "drive" / "Mail" / "All mail.mbox")
    entry = make_event("DTSTART:20261208T100000Z\nUID:other@x")
    (folder / "drive" / "team.ics").write_text(make_calendar(entry))
    told = [one for one in harvest(folder, store, sandbox).findings if "kind:" in one.reason]
    # The same mailbox is a source already.
    assert [one.path for one in told] == ["drive/team.ics"]
    (folder / "drive" / "Mail" / "All mail.mbox").write_bytes(b"From x\n" + write_letter())
    told = [one for one in harvest(folder, store, sandbox).findings if "kind:" in one.reason]
    assert [one.path for one in told] == ["drive/Mail/All mail.mbox", "drive/team.ics"]


def test_what_one_leaver_puts_back_stays_closed_for_others(
    folder: Path, store: Store, sandbox: Sandbox
) -> None:
    assert list_private(harvest(folder, store, sandbox, *NAMES)) == set()
    # The contents are known by now; they are the same.
    assert list_private(harvest(folder, store, sandbox)) == NAMES
