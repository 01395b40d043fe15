"""Bags: written whole, replaced in one step, checked offline."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import bagit
import pytest

from models.errors import InvalidInputError, WrongStateError
from services.bags import BagInfo, ProblemKind, verify_bag, write_bag

FILES = {"pack.pdf": b"%PDF-1.7 pages", "pack.json": b"{}\n", "annexes/a b.txt": "é".encode()}
INFO = BagInfo(
    reference="HO-2026-0007",
    edition=1,
    post="Programme officer, Water and sanitation",
    retention_class="handover-7y",
    keep_until=date(2033, 11, 27),
    software_version="baton 0.1.0",
    bagged_on=date(2026, 11, 20),
)


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    target = tmp_path / "packs" / "HO-2026-0007"
    write_bag(target, FILES, INFO)
    return target


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def read_all(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_bagit_library_finds_the_bag_valid(bag: Path) -> None:
    assert bagit.Bag(str(bag)).validate()


def test_a_fresh_bag_has_no_problem(bag: Path) -> None:
    assert verify_bag(bag) == ()


def test_bag_info_says_what_the_archive_needs_and_nothing_of_the_leaver(bag: Path) -> None:
    assert bagit.Bag(str(bag)).info == {
        "External-Identifier": "HO-2026-0007",
        "External-Description": "Handover pack of the post: "
        "Programme officer, Water and sanitation",
        "Edition": "1",
        "Audience": "successor",
        "Post": "Programme officer, Water and sanitation",
        "Retention-Class": "handover-7y",
        "Keep-Until": "2033-11-27",
        "Bagging-Date": "2026-11-20",
        "Bag-Software-Agent": "baton 0.1.0",
        "Payload-Oxum": "19.3",
    }


def test_same_input_and_clock_give_the_same_bytes(bag: Path, tmp_path: Path) -> None:
    write_bag(tmp_path / "again", dict(reversed(FILES.items())), INFO)

    assert read_all(tmp_path / "again") == read_all(bag)


def test_a_second_run_replaces_the_bag_and_leaves_nothing_beside_it(bag: Path) -> None:
    assert write_bag(bag, {"pack.pdf": b"new"}, INFO) is None

    assert list_names(bag.parent) == ["HO-2026-0007"]
    assert sorted(read_all(bag / "data")) == ["pack.pdf"]
    assert verify_bag(bag) == ()


def test_a_bag_that_somebody_worked_in_is_kept(bag: Path) -> None:
    (bag / "data" / "my notes.txt").write_text("call Ben")

    kept = write_bag(bag, FILES, INFO)

    assert kept == bag.with_name("HO-2026-0007.changed-1")
    assert (kept / "data" / "my notes.txt").read_text() == "call Ben"
    assert verify_bag(bag) == ()


@pytest.mark.parametrize("reference", [None, "HO-2026-0008"])
def test_what_is_not_this_bag_is_left_alone(tmp_path: Path, reference: str | None) -> None:
    target = tmp_path / "taken"
    if reference:
        write_bag(target, FILES, INFO.model_copy(update={"reference": reference}))
    else:
        target.mkdir()
        (target / "thesis.txt").write_text("mine")
    before = read_all(target)

    with pytest.raises(WrongStateError, match="choose another folder"):
        write_bag(target, FILES, INFO)
    assert read_all(target) == before
    assert list_names(tmp_path) == ["taken"]


@pytest.mark.parametrize("name", ["../out.txt", "/etc/passwd", "a//b", "a\\b", "C:x", ""])
def test_a_name_that_leads_out_of_the_bag_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInputError, match="cannot be the name"):
        write_bag(tmp_path / "bag", {name: b""}, INFO)
    assert not (tmp_path / "bag").exists()


def test_an_empty_bag_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="at least one file"):
        write_bag(tmp_path / "bag", {}, INFO)


KILLED_AT_CALL = """
import os, signal, sys
from pathlib import Path
from services.bags import BagInfo, write_bag

target, left, info = Path(sys.argv[1]), int(sys.argv[2]), BagInfo.model_validate_json(sys.argv[3])

def count(frame, event, _arg):
    global left
    left -= event in ("c_call", "call")
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

sys.setprofile(count)
write_bag(target, {"pack.pdf": b"second edition"}, info)
"""


def start_writing(target: Path, at_call: int = 0) -> subprocess.Popen[bytes]:
    """Write a second edition in another process, which is killed at a call, or never (0)."""
    command = [sys.executable, "-c", KILLED_AT_CALL, str(target), str(at_call)]
    return subprocess.Popen([*command, INFO.model_dump_json()], env={"PYTHONPATH": "."})


def write_and_kill(target: Path, at_call: int) -> bool:
    """Write a second edition in a process that is killed at a call; whether it was."""
    code = start_writing(target, at_call).wait()
    assert code in (0, -signal.SIGKILL)
    return code != 0


@pytest.mark.processes
@pytest.mark.parametrize("has_old", [False, True])
def test_killed_at_any_moment_leaves_a_whole_bag_and_the_next_run_works(
    tmp_path: Path, has_old: bool
) -> None:
    at_call, was_killed, seen = 40, True, set()
    while was_killed:
        target = tmp_path / str(at_call) / "HO-2026-0007"
        if has_old:
            write_bag(target, FILES, INFO)
        was_killed = write_and_kill(target, at_call)
        if has_old or target.exists():
            assert verify_bag(target) == ()
            seen.add((target / "data" / "pack.pdf").read_bytes())
        assert write_bag(target, FILES, INFO) is None
        assert list_names(target.parent) == ["HO-2026-0007"]
        at_call += 97
    assert seen >= {b"second edition", *([FILES["pack.pdf"]] if has_old else [])}


def test_two_runs_at_once_leave_one_whole_bag(bag: Path) -> None:
    running = [start_writing(bag) for _ in range(4)]

    assert [one.wait() for one in running] == [0, 0, 0, 0]
    assert list_names(bag.parent) == ["HO-2026-0007"]
    assert verify_bag(bag) == ()


def test_what_a_run_without_the_one_step_exchange_left_is_put_right(bag: Path) -> None:
    bag.rename(bag.with_name(".HO-2026-0007.replaced"))

    write_bag(bag, {"pack.pdf": b"new"}, INFO)

    assert list_names(bag.parent) == ["HO-2026-0007"]


def test_every_changed_missing_and_added_file_is_named(bag: Path) -> None:
    (bag / "data" / "pack.pdf").write_bytes(b"%PDF-1.7 pagez")
    (bag / "data" / "pack.json").unlink()
    (bag / "data" / "extra.txt").write_text("x")
    (bag / "notes.txt").write_text("x")

    assert {(problem.name, problem.kind) for problem in verify_bag(bag)} == {
        ("data/pack.pdf", ProblemKind.changed),
        ("data/pack.json", ProblemKind.missing),
        ("data/extra.txt", ProblemKind.added),
        ("notes.txt", ProblemKind.added),
    }


def test_a_problem_is_one_sentence(bag: Path) -> None:
    (bag / "data" / "pack.json").unlink()

    assert [str(problem) for problem in verify_bag(bag)] == ["data/pack.json: is missing."]


@pytest.mark.parametrize("name", ["manifest-sha512.txt", "tagmanifest-sha512.txt", "bagit.txt"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00", b"not a manifest\n"])
def test_a_damaged_tag_file_is_a_problem(bag: Path, name: str, content: bytes | None) -> None:
    (bag / name).unlink()
    if content is not None:
        (bag / name).write_bytes(content)

    assert name in " ".join(str(problem) for problem in verify_bag(bag))


def test_a_path_out_of_the_bag_is_refused_and_never_read(bag: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    digest = "0" * 128
    lines = [f"{digest}  data/../../../secret.txt\n", f"{digest}  /etc/hostname\n"]
    (bag / "manifest-sha512.txt").write_text("".join(lines))

    unsafe = [found for found in verify_bag(bag) if found.kind is ProblemKind.unsafe]

    assert len(unsafe) == 2
    assert "never" not in str(unsafe[0])


def test_a_link_is_reported_and_not_followed(bag: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.pdf"
    (bag / "data" / "pack.pdf").rename(outside)
    (bag / "data" / "pack.pdf").symlink_to(outside)

    kinds = {problem.kind for problem in verify_bag(bag) if problem.name == "data/pack.pdf"}

    assert kinds == {ProblemKind.unsafe, ProblemKind.missing}


def test_a_folder_that_is_no_bag_says_so(tmp_path: Path) -> None:
    assert [problem.kind for problem in verify_bag(tmp_path)] == [ProblemKind.not_a_bag]


def test_no_folder_at_all_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="is not a folder"):
        verify_bag(tmp_path / "nowhere")


def test_bags_of_other_software_are_checked_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("é 100%\n", encoding="utf-8")
    (tmp_path / "per%cent.txt").write_text("x")
    bagit.make_bag(str(tmp_path), checksums=["md5", "sha256"])

    assert verify_bag(tmp_path) == ()
