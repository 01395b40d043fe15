"""The cache of contents gives back what this version of the reader made, for many at a time."""

from pathlib import Path

import pytest

from models.handover import Source
from models.words import FindingKind, SourceKind
from services.handovers.harvesting import (
    StoredContents,
    gather_readings,
    keep_findings,
    keep_listing,
    keep_readings,
    list_unread,
)
from services.handovers.loading import get_handover
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.harvest.sense import make_facts
from services.harvest.source_files import find_unmatched, list_source
from services.harvest.walk import Reach
from services.isolation.sandbox_protocol import BUSY
from services.store import Store

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
