"""Backups: a copy made while others write comes back whole, or nothing is touched."""

import os
import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from backed_up import FILES, NOW, add, rewrite_digest
from commands import Place, describe_tree, hash_tree
from killed_steps import do_until
from sqlmodel import col, func, select

from models.errors import InvalidInputError, TemporaryError
from models.handover import Person
from services.audit import verify_chain
from services.backups import check_backup, make_backup, restore_backup
from services.backups.backup_manifest import NAME
from services.leftovers import LOCK, held_folder
from services.store import Store

pytestmark = [pytest.mark.databases, pytest.mark.processes]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Give a data folder with files of every kind."""
    for name, content in FILES.items():
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_bytes(content)
    return tmp_path / "data"


@pytest.fixture
def used(store: Store) -> Store:
    """Give a database with a person and an event."""
    add(store, "ana@example.org")
    return store


def list_people(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.exec(select(Person.email).order_by(col(Person.id))))


def test_a_backup_holds_the_files_and_no_secret(used: Store, data: Path, tmp_path: Path) -> None:
    made = make_backup(used, data, tmp_path / "backups", NOW)
    names = {file.path for file in check_backup(made.folder).files}
    assert made.folder.name == "baton-backup-20261120T090000Z"
    assert {name for name in names if not name.startswith("database.")} == {
        "packs/HO-2026-0001/successor-1/brief.pdf",
        "bags/HO-2026-0001/data/pack.json",
        "audit/heads.jsonl",
    }
    assert b"baton:secret" not in b"".join(
        path.read_bytes() for path in made.folder.rglob("*") if path.is_file()
    )
    assert [place.name for place in (tmp_path / "backups").iterdir()] == [made.folder.name]


def test_what_came_after_a_backup_is_gone_with_its_restoring(used, data, tmp_path) -> None:
    made = make_backup(used, data, tmp_path / "backups", NOW)
    add(used, "ben@example.org")
    used.close()
    shutil.rmtree(data / "bags")
    (data / "packs" / "later").mkdir()
    (data / "later").mkdir()
    restore_backup(made.folder, used.url, data, over=True)
    assert list_people(used) == ["ana@example.org"]
    assert {name: (data / name).read_bytes() for name in FILES} == FILES
    assert sorted(place.name for place in data.iterdir()) == [
        *("audit", "bags", "cache", "packs", "prefect", "prefect-auth")
    ]
    assert not (data / "packs" / "later").exists()
    add(used, "carla@example.org")
    with used.read() as session:
        assert verify_chain(session).events == 2


def test_a_backup_is_one_state_while_others_write(used: Store, data, tmp_path) -> None:
    is_over = threading.Event()

    def write() -> None:
        number = 0
        while not is_over.is_set():
            add(used, f"{number}@example.org")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = make_backup(used, data, tmp_path / "backups", NOW)
    finally:
        is_over.set()
        writer.join()
    used.close()
    restore_backup(made.folder, used.url, data, over=True)
    with used.read() as session:
        report = verify_chain(session)
        assert report.fault is None
        assert report.events == session.exec(select(func.count(col(Person.id)))).one()


def test_what_is_there_is_not_replaced_unless_asked_for(used: Store, data, tmp_path) -> None:
    made = make_backup(used, data, tmp_path / "backups", NOW)
    used.close()
    before = hash_tree(data)
    with pytest.raises(InvalidInputError, match="give --over"):
        restore_backup(made.folder, used.url, data, over=False)
    assert hash_tree(data) == before
    with pytest.raises(InvalidInputError, match="give --over"):
        restore_backup(made.folder, used.url, tmp_path / "elsewhere", over=False)


@pytest.mark.parametrize("name", ["packs/HO-2026-0001/successor-1/brief.pdf", "database.*"])
@pytest.mark.parametrize("what", ["changed", "missing"])
def test_a_damaged_backup_is_refused(used: Store, data, tmp_path, name, what) -> None:
    made = make_backup(used, data, tmp_path / "backups", NOW)
    (damaged,) = made.folder.glob(name)
    damaged.write_bytes(b"x") if what == "changed" else damaged.unlink()
    before = hash_tree(data)
    with pytest.raises(InvalidInputError, match=what):
        restore_backup(made.folder, used.url, data, over=True)
    assert hash_tree(data) == before
    assert list_people(used) == ["ana@example.org"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"tables": "0', '"tables": "9', "install the newer Baton"),
        ("baton-backup/1", "baton-backup/9", "baton-backup/9"),
        ('"made_at"', '"made"', "damaged, or is of another version"),
        ('"path": "audit/', '"path": "../audit/', "leads out of it"),
        ('"database": "', '"database": "x', "damaged, or is of another version"),
    ],
)
def test_a_manifest_that_cannot_be_trusted_is_refused(used, data, old, new, words) -> None:
    made = make_backup(used, data, data.parent / "backups", NOW)
    manifest = made.folder / NAME
    manifest.write_text(manifest.read_text("utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidInputError, match=words):
        restore_backup(made.folder, used.url, data, over=True)


def test_a_fault_in_the_middle_of_restoring_leaves_all_as_it_was(used, data, tmp_path) -> None:
    made = make_backup(used, data, tmp_path / "backups", NOW)
    add(used, "ben@example.org")
    used.close()
    dump = next(made.folder.glob("database.*"))
    dump.write_bytes(b"no database, but listed as it is")
    rewrite_digest(made.folder, dump)
    before = describe_tree(data)
    with pytest.raises((InvalidInputError, TemporaryError), match=r"damaged|pg_restore failed"):
        restore_backup(made.folder, used.url, data, over=True)
    after = describe_tree(data)
    assert {name: facts[2] for name, facts in after.items()} == {
        name: facts[2] for name, facts in before.items()
    }
    assert list_people(used) == ["ana@example.org", "ben@example.org"]


def test_what_killed_backups_left_goes_with_the_next(used: Store, data, tmp_path) -> None:
    backups, others = tmp_path / "backups", tmp_path / "backups" / ".others.part"
    others.mkdir(parents=True)
    url, left, step = used.url, 0, 1
    used.close()
    while not do_until(step, lambda: make_backup(Store(url), data, backups, NOW)):
        parts = list(backups.glob(".baton-backup-*"))
        assert len(parts) <= 1, step
        left += len(parts)
        for part in parts:
            if not (part / LOCK).exists():
                # For a minute it may be another one that begins just now.
                os.utime(part, (0, 0))
        step += 1
    assert left > 5
    (made,) = backups.glob("baton-backup-*")
    check_backup(made)
    assert sorted(backups.iterdir()) == [others, made]


def test_a_backup_at_work_is_left_alone(used: Store, data, tmp_path) -> None:
    backups, later = tmp_path / "backups", NOW + timedelta(minutes=1)
    with (
        held_folder(backups / ".baton-backup-20261120T085900Z.part") as other,
        held_folder(backups / f".baton-backup-{later:%Y%m%dT%H%M%SZ}.part") as same,
    ):
        made = make_backup(used, data, backups, NOW)
        with pytest.raises(TemporaryError, match="exists"):
            make_backup(used, data, backups, later)
        assert other.is_dir()
        assert same.is_dir()
    assert list(backups.iterdir()) == [made.folder]


@pytest.mark.parametrize("target", ["", "backups"])
def test_a_backup_in_the_data_folder_is_refused(used: Store, data, target) -> None:
    with pytest.raises(InvalidInputError, match="best on another disk"):
        make_backup(used, data, data / target, NOW)
    assert not (data / "backups").exists()


def test_a_folder_that_is_no_backup_is_reported(used: Store, data, tmp_path) -> None:
    with pytest.raises(InvalidInputError, match="is not a backup"):
        restore_backup(tmp_path, used.url, data, over=True)


def test_the_commands_carry_an_installation_to_another_place(tmp_path: Path) -> None:
    old, new = Place(tmp_path / "old"), Place(tmp_path / "new")
    assert old.run("list").code == 0
    made = old.run("backup", tmp_path / "backups")
    assert made.code == 0, made.err
    (folder,) = (tmp_path / "backups").iterdir()
    assert str(folder) in made.out
    assert new.run("restore", folder).code == 0
    verified = new.run("audit", "verify")
    assert (verified.code, verified.out) == (0, "0 events hold; 0 exported heads agree.\n")
    refused = new.run("restore", tmp_path / "gone")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
