"""Private files: whatever the umask, nobody else on the machine reads what Baton keeps."""

import stat
from pathlib import Path

import pytest
from commands import OPEN, Place, PlaceInside, check_private, list_rights

from services.bags.replacing import hold_place, put_in_place

STAFF = ("staff", "add", "hr@example.org", "--name", "Hana Roe", "--role", "hr")


def open_up(folder: Path, mode: int = 0o777) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(mode)


@pytest.mark.processes
def test_what_commands_make_is_private_whatever_the_umask(tmp_path: Path) -> None:
    place = Place(tmp_path / "machine")
    for words in (STAFF, ("token", "create", "--as", "hr@example.org", "--scope", "read")):
        assert place.run(*words, before=OPEN).code == 0
    assert place.run("backup", place.root / "backups", before=OPEN).code == 0
    check_private(place.data)
    check_private(place.root / "backups")
    again = Place(tmp_path / "again")
    (backup,) = (place.root / "backups").iterdir()
    open_up(place.root / "backups")
    assert again.run("restore", backup, before=OPEN).code == 0
    check_private(again.data)


def test_what_is_open_is_named_by_doctor_and_corrected_at_the_next_start(
    inside: PlaceInside,
) -> None:
    inside.run(*STAFF)
    for name in ("bags/HO-1/data", "prefect/ui", "failures", "somebody's"):
        (inside.data / name).mkdir(parents=True)
        (inside.data / name / "file").touch()
    open_up(inside.data)
    assert "BAD  rights of files" in inside.run("doctor").out
    assert inside.run("staff", "list").code == 0
    (inside.data / "somebody's" / "file").chmod(0o600)
    check_private(inside.data)
    assert "ok   rights of files" in inside.run("doctor").out


def test_a_program_that_somebody_put_there_still_runs_and_a_link_is_not_followed(
    inside: PlaceInside, tmp_path: Path
) -> None:
    inside.run(*STAFF)
    program, shared = inside.data / "own" / "program", tmp_path / "shared"
    program.parent.mkdir()
    program.touch()
    shared.touch()
    program.chmod(0o755)
    shared.chmod(0o644)
    (inside.data / "link").symlink_to(shared)
    inside.run("staff", "list")
    assert stat.S_IMODE(program.stat().st_mode) == 0o700
    assert stat.S_IMODE(shared.stat().st_mode) == 0o644


def test_no_right_is_added(inside: PlaceInside) -> None:
    inside.run(*STAFF)
    kept = inside.data / "kept"
    kept.touch()
    kept.chmod(0o444)
    inside.run("staff", "list")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o400


def test_mails_and_a_database_elsewhere_are_private_too(
    inside: PlaceInside, tmp_path: Path
) -> None:
    elsewhere, mails = tmp_path / "elsewhere", tmp_path / "mails"
    elsewhere.mkdir()
    mails.mkdir()
    (mails / "letter.eml").touch()
    (mails / "other program.txt").touch()
    open_up(mails, 0o755)
    settings = {
        "BATON_DATABASE_URL": f"sqlite:///{elsewhere}/baton.db",
        "BATON_MAIL_FOLDER": str(mails),
    }
    inside.run(*STAFF, **settings)
    open_up(elsewhere, 0o755)
    inside.run("staff", "list", **settings)
    rights = dict(list_rights(elsewhere))
    assert {mode for name, mode in rights.items() if name != "."} == {0o600}
    assert stat.S_IMODE((mails / "letter.eml").stat().st_mode) == 0o600
    assert stat.S_IMODE((mails / "other program.txt").stat().st_mode) == 0o755


def test_a_bag_that_others_may_read_stays_readable_to_them(tmp_path: Path) -> None:
    target = tmp_path / "HO-2026-0001"
    target.mkdir(mode=0o750)
    target.chmod(0o750)
    with hold_place(target) as unfinished:
        (unfinished / "data").mkdir(parents=True)
        (unfinished / "data" / "brief.pdf").touch(mode=0o600)
        put_in_place(target)
    assert dict(list_rights(target)) == {".": 0o750, "data": 0o750, "data/brief.pdf": 0o640}
