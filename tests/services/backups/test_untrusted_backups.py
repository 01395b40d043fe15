"""Untrusted backups: what somebody changed in one is refused, and nothing of it is run."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from backed_up import NOW, describe, list_state, rewrite_digest
from commands import PlaceInside, hash_tree
from sqlalchemy import create_engine, text

from models.errors import InvalidInputError, TemporaryError
from services.backups import make_backup, restore_backup
from services.backups.backup_manifest import DUMPS, NAME, Manifest
from services.backups.restoring import check_room
from services.store import Store
from services.store.store import list_versions, make_tables

pytestmark = pytest.mark.processes

FIRST = "packs/HO-2026-0001/successor-1/brief.pdf"


BOMBS = {
    "unpacks to more": "UPDATE person SET name = repeat('x', 20000000)",
    "none of ours": "ALTER TABLE person ADD COLUMN x TEXT",
    "take another": "CREATE TABLE public.x AS SELECT 1 AS a",
}


@pytest.mark.parametrize("words", BOMBS)
def test_a_dump_of_postgresql_is_no_program_of_ours(
    on_postgresql: tuple[Store, Path], place: PlaceInside, words: str
) -> None:
    store, _ = on_postgresql
    with store.write() as session:
        session.connection().execute(text(BOMBS[words]))
    bad = make_backup(store, place.data, place.root / "bad", NOW).folder
    before = list_state(store, place.data)
    store.close()
    with pytest.raises(InvalidInputError, match=words):
        restore_backup(bad, store.url, place.data, over=True)
    assert list_state(store, place.data) == before


def change_database(folder: Path, *statements: str) -> None:
    """Change the database of a backup, and let its manifest agree."""
    dump = folder / DUMPS["sqlite"]
    with closing(sqlite3.connect(dump)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
    rewrite_digest(folder, dump)


PROGRAMS = {
    "trigger": "CREATE TRIGGER x AFTER INSERT ON person BEGIN DELETE FROM record; END",
    "view": "CREATE VIEW x AS SELECT * FROM person",
    "virtual table": "CREATE VIRTUAL TABLE x USING fts5(a)",
    "table": "CREATE TABLE x (a)",
    "index": "CREATE INDEX x ON person (upper(name))",
    "column": "ALTER TABLE person ADD COLUMN x TEXT",
    "generated column": "ALTER TABLE person ADD COLUMN x TEXT AS (lower(name))",
    "missing trigger": "DROP TRIGGER audit_event_kept",
    "missing index": "DROP INDEX ix_record_kind",
    "missing table": "DROP TABLE survey",
}


@pytest.mark.parametrize("what", PROGRAMS)
def test_a_backup_with_other_tables_or_triggers_is_refused(
    backup: Path, place: PlaceInside, what: str
) -> None:
    change_database(backup, PROGRAMS[what])
    check_refused(backup, place, "none of ours|not as ours are|is missing")


def check_refused(backup: Path, place: PlaceInside, words: str) -> None:
    """It is refused in a sentence, and everything is as it was."""
    before = hash_tree(place.data)
    with pytest.raises(InvalidInputError, match=words) as refused:
        restore_backup(backup, f"sqlite:///{place.data}/baton.db", place.data, over=True)
    assert "\n" not in refused.value.faults[0]
    assert hash_tree(place.data) == before


BROKEN = {
    "changed": "UPDATE audit_event SET action = 'closed'",
    "cut": "DELETE FROM audit_event",
    "replaced": "INSERT OR REPLACE INTO audit_event SELECT id, at, 'x', action, handover, "
    "previous, digest FROM audit_event",
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_backup_whose_chain_does_not_hold_is_refused(
    backup: Path, place: PlaceInside, what: str
) -> None:
    dump = backup / DUMPS["sqlite"]
    with closing(sqlite3.connect(dump)) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = dict(triggers.fetchall())
        digest = database.execute("SELECT digest FROM audit_event").fetchone()[0]
    head = {"at": "2026-11-20T08:00:00Z", "events": 1, "digest": digest}
    heads = backup / "audit" / "heads.jsonl"
    heads.write_text(json.dumps(head) + "\n", encoding="utf-8")
    rewrite_digest(backup, heads)
    drops = [f"DROP TRIGGER {name}" for name in kept]
    change_database(backup, *drops, BROKEN[what], *kept.values())
    check_refused(backup, place, "audit chain of the backup does not hold")


def test_events_after_the_last_head_are_not_cut_from_a_backup_unnoticed(
    backup: Path, place: PlaceInside
) -> None:
    dump = backup / DUMPS["sqlite"]
    with closing(sqlite3.connect(dump)) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = dict(triggers.fetchall())
    drops = [f"DROP TRIGGER {name}" for name in kept]
    last = "DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)"
    change_database(backup, *drops, last, *kept.values())
    check_refused(backup, place, "audit chain of the backup does not hold")


def put(kind: str, at: Path, outside: Path) -> None:
    """Put something in the place of a file or a folder of a backup."""
    shutil.move(at, outside)
    if kind == "link":
        at.symlink_to(outside)
    else:
        os.mkfifo(at)


@pytest.mark.parametrize("kind", ["link", "pipe"])
@pytest.mark.parametrize(
    "name", ["packs", "packs/HO-2026-0001", FIRST, DUMPS["sqlite"], NAME, "audit/heads.jsonl"]
)
def test_a_backup_with_a_link_or_a_device_in_it_is_refused(
    backup: Path, place: PlaceInside, kind: str, name: str
) -> None:
    put(kind, backup / name, place.root / "outside")
    check_refused(backup, place, "link or a device|is not a backup|was damaged")


def test_a_link_that_no_manifest_lists_is_refused(backup: Path, place: PlaceInside) -> None:
    (backup / "packs" / "more").symlink_to("/etc")
    check_refused(backup, place, "link or a device")


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../x", "packs/../../x", "C:/x", "packs\\\\..\\\\x", "cache/x", "prefect-auth",
     ".restore/x", "packs//x", "PACKS/HO-2026-0001/successor-1/brief.pdf", f"{FIRST}/x"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(
    backup: Path, place: PlaceInside, path: str
) -> None:
    text = (backup / NAME).read_text(encoding="utf-8")
    changed = text.replace('"path": "audit/heads.jsonl"', f'"path": "{path}"')
    assert changed != text
    (backup / NAME).write_text(changed, encoding="utf-8")
    check_refused(backup, place, "leads out of it|twice|below a file|missing")


def test_a_file_that_is_longer_than_listed_is_not_read(backup: Path, place: PlaceInside) -> None:
    os.truncate(backup / FIRST, 1 << 40)
    check_refused(backup, place, "was changed after it was written")


def test_a_file_over_the_limit_is_not_read(backup: Path, place: PlaceInside) -> None:
    text = (backup / NAME).read_text(encoding="utf-8")
    os.truncate(backup / FIRST, 1 << 40)
    said = text.replace('"size_bytes": 10\n', f'"size_bytes": {1 << 40}\n')
    assert said != text
    (backup / NAME).write_text(said, encoding="utf-8")
    check_refused(backup, place, "no file of ours has")


def test_a_backup_that_has_no_room_is_refused(backup: Path, place: PlaceInside) -> None:
    manifest = Manifest.model_validate_json((backup / NAME).read_bytes())
    files = [file.model_copy(update={"size_bytes": 1 << 60}) for file in manifest.files]
    with pytest.raises(TemporaryError, match=r"make room.*as it was"):
        check_room(sum(file.size_bytes for file in files), place.data)


@pytest.mark.parametrize("version", list_versions())
def test_a_backup_of_each_version_of_the_tables_comes_back(
    backup: Path, place: PlaceInside, version: str
) -> None:
    (backup / DUMPS["sqlite"]).unlink()
    engine = create_engine(f"sqlite:///{backup / DUMPS['sqlite']}")
    with engine.begin() as connection:
        make_tables(connection, version)
        connection.execute(text("INSERT INTO person (name, email) VALUES ('Ana', 'a@b.org')"))
    engine.dispose()
    rewrite_digest(backup, backup / DUMPS["sqlite"], version)
    said = json.loads((backup / NAME).read_text(encoding="utf-8"))
    # This database has no events, as those of older versions say nothing of theirs.
    (backup / NAME).write_text(json.dumps(said | {"chain_end": None}), encoding="utf-8")
    assert place.run("restore", backup, "--over").code == 0
    assert describe(place.data)[0] == ("a@b.org",)
    assert place.run("list").code == 0
