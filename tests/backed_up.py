"""Backed up: what the installations of tests about backups hold."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import col, select

from models.handover import Person
from services.audit import append_event
from services.backups.backup_manifest import NAME, Manifest, describe_file
from services.store import Store

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FILES = {
    "packs/HO-2026-0001/successor-1/brief.pdf": b"%PDF brief",
    "bags/HO-2026-0001/data/pack.json": b"{}",
    "audit/heads.jsonl": b"",
    "cache/drawings/x": b"made again",
    "prefect/prefect.db": b"Prefect's own",
    "prefect-auth": b"baton:secret",
}


def add(store: Store, email: str) -> None:
    with store.write() as session:
        session.add(Person(name="Ana", email=email))
        append_event(session, NOW, "hr", "opened", "HO-2026-0001")


def rewrite_digest(folder: Path, changed: Path, tables: str | None = None) -> None:
    """Let the manifest say what the file is now."""
    manifest = Manifest.model_validate_json((folder / NAME).read_bytes())
    files = tuple(describe_file(folder, folder / file.path) for file in manifest.files)
    said = {"files": files, "tables": tables or manifest.tables}
    text = manifest.model_copy(update=said).model_dump_json(indent=1)
    (folder / NAME).write_text(text, encoding="utf-8")


def describe(data: Path) -> tuple[tuple[str, ...], frozenset[str]]:
    """What an installation holds: people, and files but for those of the database."""
    with closing(sqlite3.connect(data / "baton.db")) as database:
        people = tuple(row[0] for row in database.execute("SELECT email FROM person ORDER BY id"))
    names = {path.relative_to(data).as_posix() for path in data.rglob("*")}
    return people, frozenset(name for name in names if not name.startswith(("baton.db", "up.lock")))


def list_state(store: Store, data: Path) -> tuple[tuple[str, ...], list[str]]:
    with store.read() as session:
        people = tuple(session.exec(select(Person.email).order_by(col(Person.id))))
    return people, sorted(one.name for one in (data / "packs").iterdir())
