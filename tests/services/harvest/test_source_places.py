"""A place is opened where it was when the case was opened, and never through a later link."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from models.case_file import CaseFile, SourceEntry
from models.errors import InvalidInputError
from models.words import SourceKind
from services.cases.case_sources import Root, check_places
from services.cases.source_names import TELLS_TOO_MUCH
from services.harvest.source_files import list_source
from services.harvest.source_places import STRAY
from services.harvest.source_readers import open_sandbox, read_contents
from services.harvest.walk import Reach


@pytest.mark.parametrize("path", ["n" * 300, "loop/a", "file/a"])
def test_a_place_that_cannot_be_looked_at_is_told_and_ends_nothing(
    path: str, tmp_path: Path, case: CaseFile
) -> None:
    (tmp_path / "loop").symlink_to("pool")
    (tmp_path / "pool").symlink_to("loop")
    (tmp_path / "file").write_text("x")
    source = SourceEntry(kind=SourceKind.folder, path=path)
    for root in (Root(tmp_path), Root(tmp_path, is_bound=True)):
        with pytest.raises(InvalidInputError) as refused:
            check_places([case.model_copy(update={"sources": (source,)})], root)
        assert len(refused.value.faults) == 1
    listing = list_source(SourceKind.folder, path, tmp_path / path, Reach(), {})
    assert (listing.files, len(listing.findings)) == ((), 1)


@pytest.mark.parametrize("path", ["..", "/etc", "out", "out/a"])
def test_what_leads_out_of_the_root_is_refused(path: str, tmp_path: Path, case: CaseFile) -> None:
    (tmp_path / "out").symlink_to("/")
    source = SourceEntry(kind=SourceKind.folder, path=path)
    with pytest.raises(InvalidInputError, match="outside the folder for sources"):
        check_places([case.model_copy(update={"sources": (source,)})], Root(tmp_path, True))


@pytest.mark.parametrize("path", ["drive", "./drive", "drive/", "a/../drive", "link"])
def test_one_place_under_two_names_is_one(path: str, tmp_path: Path, case: CaseFile) -> None:
    for name in ("drive", "a"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to("drive")
    sources = tuple(SourceEntry(kind=SourceKind.folder, path=one) for one in ("drive", path))
    with pytest.raises(InvalidInputError, match=r"^sources 2, path is .*: given twice: remove one"):
        check_places([case.model_copy(update={"sources": sources})], Root(tmp_path))


def test_what_an_older_version_let_in_is_not_opened_and_not_told(tmp_path: Path) -> None:
    path = "ana:Kora@host"
    (tmp_path / path).mkdir()
    (finding,) = list_source(SourceKind.folder, path, tmp_path / path, Reach(), {}).findings
    assert (finding.path, finding.reason) == ("[secret removed]", TELLS_TOO_MUCH)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A source inside a root, and something outside that nobody allowed."""
    for name in ("root/a/drive/x.txt", "outside/a/drive/x.txt", "outside/drive/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path / "root" / "a" / "drive"


def _link_top(place: Path, outside: Path) -> None:
    place.rename(place.parent / "old")
    place.symlink_to(outside / "drive")


def _link_above(place: Path, outside: Path) -> None:
    place.parent.rename(place.parent.parent / "old")
    place.parent.symlink_to(outside / "a")


def _link_up(place: Path, outside: Path) -> None:
    _link_top(place, outside)
    place.unlink()
    place.symlink_to("../../outside/drive")


@pytest.mark.parametrize("change", [_link_top, _link_above, _link_up])
@pytest.mark.parametrize("has_root", [True, False])
@pytest.mark.parametrize("kind", [SourceKind.folder, SourceKind.mailbox])
def test_what_leads_elsewhere_by_now_is_not_opened(
    place: Path, change: Callable[[Path, Path], None], has_root: bool, kind: SourceKind
) -> None:
    root = place.parents[1]
    change(place, root.parent / "outside")
    listing = list_source(kind, "drive", place, Reach(root=root if has_root else None), {})
    assert (listing.files, [one.reason for one in listing.findings]) == ((), [STRAY])


def test_a_place_that_appeared_later_is_looked_at_again(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    place, reach = tmp_path / "root" / "drive", Reach(root=tmp_path / "root")
    before = list_source(SourceKind.folder, "drive", place, reach, {})
    assert [one.reason for one in before.findings] == ["is no longer there"]
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.txt").write_text("x")
    place.symlink_to(tmp_path / "outside")
    assert list_source(SourceKind.folder, "drive", place, reach, {}).files == ()
    place.unlink()
    (tmp_path / "outside").rename(place)
    assert len(list_source(SourceKind.folder, "drive", place, reach, {}).files) == 1


def test_a_link_inside_the_root_stays_inside(place: Path) -> None:
    root = place.parents[1]
    place.rename(root / "moved")
    place.symlink_to(root / "moved")
    assert len(list_source(SourceKind.folder, "drive", place, Reach(root=root), {}).files) == 1


@pytest.mark.parametrize("below", ["hr", "hr/pay"])
def test_a_link_into_another_source_is_not_opened(place: Path, below: str) -> None:
    root = place.parents[1]
    (root / "hr" / "pay").mkdir(parents=True)
    reach = Reach(root=root, others=(root / "hr",))
    assert len(list_source(SourceKind.folder, "drive", place, reach, {}).files) == 1
    _link_top(place, place.parent)
    place.unlink()
    place.symlink_to(root / below)
    listing = list_source(SourceKind.folder, "drive", place, reach, {})
    assert (listing.files, [one.reason for one in listing.findings]) == ((), [STRAY])


@pytest.mark.parametrize("kind", [SourceKind.folder, SourceKind.mailbox, SourceKind.calendar])
def test_nothing_is_read_through_a_link_that_appeared_later(place: Path, kind: SourceKind) -> None:
    target = place if kind is SourceKind.mailbox else place / "x.txt"
    _link_top(place, place.parents[2] / "outside")
    with open_sandbox(workers=1, folder=place.parents[2] / "cache") as sandbox:
        assert list(read_contents(kind, {"0" * 64: os.fsencode(target)}, sandbox)) == []
