"""The cache of contents gives back what this version of the reader made, for many at a time."""

import errno
import signal
from pathlib import Path

import pytest

from models.case_file import SourceEntry
from models.handover import Handover, Source
from models.words import FindingKind, SourceKind
from services.handovers.content_jobs import (
    StoredContents,
    keep_readings,
    list_tried,
    list_unread,
)
from services.handovers.harvesting import gather_readings, keep_findings, keep_listing
from services.handovers.loading import get_handover
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.harvest.collecting import Places, collect_readings
from services.harvest.sense import make_facts
from services.harvest.source_files import Listing, find_unmatched, list_source
from services.harvest.source_readers import open_sandbox
from services.harvest.walk import Reach
from services.isolation.sandbox_child import judge_error
from services.isolation.sandbox_parent import _judge_status
from services.isolation.sandbox_protocol import BUSY, Limits, SandboxFailure, is_of_limits
from services.store import Session, Store

pytestmark = pytest.mark.databases


def test_what_was_kept_is_found_and_nothing_else(store: Store) -> None:
    contents = StoredContents(store)
    kept = {f"{number:064}": {"text": str(number)} for number in range(1_200)}
    contents.keep(SourceKind.folder, kept)
    wanted = [*kept, "f" * 64]
    assert contents.find_all(SourceKind.folder, wanted) == kept
    assert contents.find_all(SourceKind.mailbox, wanted) == {}


def test_an_exclude_that_fits_nothing_is_a_finding(
    store: Store, given: CaseInput, tmp_path: Path
) -> None:
    (tmp_path / "drive").mkdir()
    reach = Reach(excludes=("drive/HR/**",))
    listing = list_source(SourceKind.folder, "drive", tmp_path / "drive", reach, {})
    prepared = prepare_case(given)
    with store.write() as session:
        handover = get_handover(session, open_handover(session, prepared))
        source = Source(
            handover_id=handover.row_id, position=0, kind="folder", path="drive", location="/d"
        )
        session.add(source)
        session.flush()
        keep_findings(session, source, find_unmatched(reach.excludes, listing.matched))
        session.flush()
        (reading,) = gather_readings(session, handover)
    assert [(one.kind, one.path) for one in reading.findings] == [
        (FindingKind.unmatched, "drive/HR/**")
    ]


def test_a_file_that_a_busy_machine_did_not_read_is_listed_and_read_again(
    store: Store, given: CaseInput, tmp_path: Path
) -> None:
    (tmp_path / "drive").mkdir()
    (tmp_path / "drive" / "plan.txt").write_text("the plan")
    listing = list_source(SourceKind.folder, "drive", tmp_path / "drive", Reach(), {})
    ((_, sha256),) = listing.files
    busy = {"sha256": sha256, "type": "txt", "reason": BUSY.reason, "secrets": []}
    read = {"sha256": sha256, "type": "txt", "reason": None, "secrets": [], "text": "the plan"}
    prepared = prepare_case(given)
    with store.write() as session:
        handover = get_handover(session, open_handover(session, prepared))
        source = Source(
            handover_id=handover.row_id, position=0, kind="folder", path="drive", location="/d"
        )
        session.add(source)
        session.flush()
        keep_listing(session, source, listing)
        keep_readings(session, SourceKind.folder, {sha256: busy})
        session.flush()
        assert len(list_unread(session, handover)) == 1
        first = gather_readings(session, handover)
        facts = make_facts(first, given.case.leaver, given.opened_at.date())
        assert [finding.reason for finding in facts.findings] == [BUSY.reason]
        keep_readings(session, SourceKind.folder, {sha256: read})
        session.flush()
        assert list_unread(session, handover) == []
        second = gather_readings(session, handover)
        assert second[0].describe() != first[0].describe()
        assert make_facts(second, given.case.leaver, given.opened_at.date()).findings == ()


def test_a_content_that_lacked_room_is_tried_again_with_more(
    store: Store, given: CaseInput, tmp_path: Path
) -> None:
    """Once with larger limits, then each time that the limits were changed."""
    listing = make_listing(tmp_path)
    ((_, sha256),) = listing.files
    few, more = Limits(cpu_seconds=1), Limits(cpu_seconds=7)
    lacking = {"sha256": sha256, "type": "txt", "reason": "took longer than 1 s of computing"}
    prepared = prepare_case(given)
    with store.write() as session:
        handover = get_handover(session, open_handover(session, prepared))
        keep_listing(session, add_source(session, handover), listing)

        def is_due(limits: Limits) -> bool:
            session.flush()
            return list_unread(session, handover, limits) != []

        def is_second(limits: Limits) -> bool:
            return list_tried(session, SourceKind.folder, [sha256], limits) == {sha256}

        for tried in (few, few.grow()):
            keep_readings(session, SourceKind.folder, {sha256: lacking}, tried)
            assert is_due(few) is (tried == few)
            assert is_second(few) is (tried == few)
            (reading,) = gather_readings(session, handover)
            assert reading.contents[sha256]["reason"] == lacking["reason"]
        assert is_due(more)
        damaged = {**lacking, "reason": "is damaged: its reader stopped with ValueError"}
        keep_readings(session, SourceKind.folder, {sha256: damaged}, more)
        assert not is_due(few)


def make_listing(folder: Path) -> Listing:
    (folder / "drive").mkdir()
    (folder / "drive" / "plan.txt").write_text("the plan")
    return list_source(SourceKind.folder, "drive", folder / "drive", Reach(), {})


def add_source(session: Session, handover: Handover) -> Source:
    source = Source(
        handover_id=handover.row_id, position=0, kind="folder", path="drive", location="/d"
    )
    session.add(source)
    session.flush()
    return source


def test_what_needs_more_is_read_on_the_second_run(store: Store, tmp_path: Path) -> None:
    """A real reader that the first limits end, and the second do not."""
    folder = tmp_path / "drive"
    folder.mkdir()
    rows = "".join(f"<p>word {number}</p>" for number in range(60_000))
    (folder / "plan.html").write_text(f"<html><body>{rows}</body></html>")
    limits = Limits(output_bytes=200_000)
    places = Places(folder=tmp_path, sources=(SourceEntry(kind=SourceKind.folder, path="drive"),))
    reasons = []
    for _ in range(2):
        with open_sandbox(workers=1, limits=limits, folder=tmp_path / "cache") as sandbox:
            (reading,) = collect_readings(places, StoredContents(store, limits), sandbox)
        reasons += [content["reason"] for content in reading.contents.values()]
    assert reasons == ["gave more than 0 MB", None]


@pytest.mark.parametrize(
    "failure",
    [
        judge_error(MemoryError(), Limits()),
        judge_error(OSError(errno.EFBIG, "too large"), Limits()),
        _judge_status(signal.SIGXCPU, Limits()),
        _judge_status(signal.SIGKILL, Limits()),
    ],
    ids=lambda failure: failure.kind,
)
def test_every_failure_by_a_limit_is_known_as_one(failure: SandboxFailure) -> None:
    assert is_of_limits(failure.reason)
    assert not is_of_limits(judge_error(ValueError(), Limits()).reason)
    assert not is_of_limits(_judge_status(signal.SIGSEGV, Limits()).reason)
