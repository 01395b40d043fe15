"""An installation that went on since its backup, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from backed_up import FILES, NOW, add
from commands import PlaceInside
from postgres import Cluster

from services.backups import make_backup
from services.store import Store


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> PlaceInside:
    return PlaceInside(tmp_path, monkeypatch, capsys)


@pytest.fixture
def backup(place: PlaceInside, migrated_file: Path) -> Path:
    """Give a backup of an installation that went on since."""
    for name, content in FILES.items():
        (place.data / name).parent.mkdir(parents=True, exist_ok=True)
        (place.data / name).write_bytes(content)
    shutil.copyfile(migrated_file, place.data / "baton.db")
    store = Store(f"sqlite:///{place.data}/baton.db")
    add(store, "ana@example.org")
    made = make_backup(store, place.data, place.root / "backups", NOW)
    add(store, "ben@example.org")
    store.close()
    (place.data / "packs" / "later").mkdir()
    (place.data / "later").mkdir()
    shutil.rmtree(place.data / "bags")
    return made.folder


@pytest.fixture
def on_postgresql(cluster: Cluster, place: PlaceInside) -> Iterator[tuple[Store, Path]]:
    """Give a database of PostgreSQL that went on since its backup, and that backup."""
    with cluster.lend_database() as url:
        store = Store(url)
        store.migrate()
        add(store, "ana@example.org")
        (place.data / "packs" / "first").mkdir(parents=True)
        (place.data / "packs" / "first" / "brief.pdf").write_bytes(b"%PDF")
        made = make_backup(store, place.data, place.root / "backups", NOW)
        (place.data / "packs" / "first").rename(place.data / "packs" / "later")
        yield store, made.folder
        store.close()
