"""Plugins: packages of others join in by their entry points, and cannot do harm."""

import logging
import sys
from pathlib import Path

import pytest

from models.case_file import SourceEntry
from models.errors import InvalidInputError
from models.handover import Source
from models.office_policy import OfficePolicy
from models.words import SourceKind
from services.cases import read_case
from services.doctor.library_checks import check_plugins
from services.handovers.harvesting import fetch, list_refused
from services.handovers.loading import get_handover
from services.handovers.opening import CaseInput, open_handover, prepare_case
from services.offices.office_policies import set_profile
from services.plugins import (
    find_source,
    keep_everywhere,
    render_more,
    tell_all,
)
from services.store import Store

BAD_NAMES = ("../evil", "..", ".", "", "a/b", "a\0b", ".hidden", "x" * 300)
CODE = """
from pathlib import Path

class Shares:
    def fetch(self, url, folder):
        if "gone" in url:
            raise OSError("no such share")
        (folder / "plan.txt").write_text("fetched from " + url)

class Channel:
    def tell(self, event, reference):
        Path({log!r}).open("a").write(f"{{event}} {{reference}}\\n")

class Archive:
    def keep(self, reference, bag):
        Path({log!r}).open("a").write(f"kept {{reference}} {{bag.name}}\\n")

def render(pack_json):
    files = {{"summary.txt": b"short", "pack.pdf": b"not yours", "Pack.PDF": b"nor that"}}
    return files | {{name: b"x" for name in {names!r}}} | {{"text.txt": "no bytes"}}

class Poster:
    render = staticmethod(render)

class Leaving:
    def tell(self, event, reference):
        raise SystemExit

class Failing:
    def tell(self, event, reference):
        raise RuntimeError("Ana Sow")
    keep = render = tell

def broken():
    raise ImportError
"""
POINTS = """
[baton.sources]
share = baton_more:Shares

[baton.notifiers]
channel = baton_more:Channel
failing = baton_more:Failing
leaving = baton_more:Leaving
missing = baton_more:Nothing

[baton.storages]
archive = baton_more:Archive

[baton.renderers]
poster = baton_more:Poster
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install a package of somebody else's, and return the file that it writes to."""
    site, log = tmp_path / "site", tmp_path / "log"
    info = site / "baton_more-1.dist-info"
    info.mkdir(parents=True)
    (site / "baton_more.py").write_text(
        CODE.format(log=str(log), names=BAD_NAMES), encoding="utf-8"
    )
    (info / "METADATA").write_text("Name: baton-more\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, "baton_more", raising=False)
    return log


def make_source(path: str) -> Source:
    return Source(id=1, handover_id=1, position=0, kind=SourceKind.folder, path=path, location="")


def test_a_source_by_url_is_brought_here(log: Path, tmp_path: Path):
    place = fetch(make_source("share://host/plans"), tmp_path / "fetched")
    assert (place / "plan.txt").read_text() == "fetched from share://host/plans"


def test_what_cannot_be_had_is_not_there(log: Path, tmp_path: Path):
    assert not fetch(make_source("share://host/gone"), tmp_path / "fetched").exists()
    assert not fetch(make_source("other://host/a"), tmp_path / "fetched").exists()


def test_a_case_may_name_a_url_that_somebody_can_fetch(log: Path, tmp_path: Path):
    case = tmp_path / "CASE.yaml"
    case.write_text(
        "format: baton-case/1\n"
        "leaver: {name: A, email: a@example.org}\n"
        "manager: {name: B, email: b@example.org}\n"
        "post: {title: Officer}\n"
        "kind: resignation\n"
        "last_working_on: 2026-11-27\n"
        "sources: [{kind: folder, path: 'share://host/plans'}]\n",
        encoding="utf-8",
    )
    assert read_case(case).sources[0].path == "share://host/plans"


def test_an_office_allows_a_host_before_anything_is_fetched(
    log: Path, store: Store, given: CaseInput
):
    source = SourceEntry(kind=SourceKind.folder, path="share://host/plans")
    case = given.case.model_copy(update={"sources": (source,)})
    prepared = prepare_case(given.model_copy(update={"case": case}))
    refusal = pytest.raises(InvalidInputError, match='"host" is not on the list')
    with refusal, store.write() as session:
        open_handover(session, prepared)
    policy = OfficePolicy(format="baton-office-policy/1", url_hosts=("host",))
    with store.write() as session:
        set_profile(session, "root", ("shares", policy), given.opened_at)
        reference = open_handover(session, prepared)
    with store.read() as session:
        assert list_refused(session, get_handover(session, reference)) == {}
    with store.write() as session:
        set_profile(session, "root", None, given.opened_at)
    with store.read() as session:
        (problem,) = list_refused(session, get_handover(session, reference)).values()
    assert '"host" is not on the list' in problem


def test_all_notifiers_are_called_and_one_that_fails_costs_a_warning(
    log: Path, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.WARNING):
        tell_all([("started", "HO-2026-0001"), ("closed", "HO-2026-0002")])
    assert log.read_text() == "started HO-2026-0001\nclosed HO-2026-0002\n"
    assert "the plugin leaving of baton.notifiers failed (SystemExit)" in caplog.text
    assert "the plugin failing of baton.notifiers failed (RuntimeError)" in caplog.text
    assert "Ana Sow" not in caplog.text


def test_a_bag_is_kept_elsewhere_too(log: Path, tmp_path: Path):
    keep_everywhere("HO-2026-0001", tmp_path / "HO-2026-0001")
    assert log.read_text() == "kept HO-2026-0001 HO-2026-0001\n"


def test_a_renderer_adds_files_of_names_that_can_be_kept_and_replaces_none(log: Path):
    assert render_more(b"{}", frozenset({"pack.pdf"})) == {"summary.txt": b"short"}


def test_a_broken_one_is_named_and_the_others_work(log: Path):
    assert find_source("share://host/a") is not None
    check = check_plugins()
    assert not check.is_ok
    assert check.hint == (
        "the plugin missing of baton.notifiers cannot be loaded: repair or remove its package"
    )
