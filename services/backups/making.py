"""Making: a backup of a running installation, whole or not there at all."""

import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from models.errors import InvalidInputError, TemporaryError
from models.values import Value
from services.audit import Head, find_head
from services.backups.backup_manifest import (
    FORMAT,
    NAME,
    NOT_KEPT,
    BackupFile,
    Manifest,
    describe_file,
)
from services.backups.databases import dump_database, find_kind
from services.leftovers import held_folder, let_go, remove_unheld_folders
from services.store import Store

HEADS = "audit"
"""The folder of the exported heads of the audit chain."""
_BACKUP, _UNFINISHED = "baton-backup", ".{}.part"
_TRIES = 5


class Backup(Value):
    """A backup that was made."""

    folder: Path
    files: int
    size_bytes: int


def make_backup(store: Store, data: Path, target: Path, now: datetime) -> Backup:
    """Write the database and the files of the data folder to a new folder in `target`.

    Files in the data folder itself (Prefect's password) and Prefect's database are left out.

    Args:
        store: the database; others may write to it meanwhile.
        data: the data folder.
        target: is made if needed, and lies outside the data folder.
        now: aware instant, of which the name is made.

    Raises:
        InvalidInputError: there cannot be a backup at this place.
        TemporaryError: something kept changing, or could not be read.
    """
    name = f"{_BACKUP}-{now:%Y%m%dT%H%M%SZ}"
    _check_target(data, target, name)
    remove_unheld_folders(target, _UNFINISHED.format(f"{_BACKUP}-*"))
    try:
        with held_folder(target / _UNFINISHED.format(name)) as part:
            manifest = _fill(store, data, part, now)
            let_go(part)
            part.rename(target / name)
    except OSError as error:
        raise TemporaryError(
            f"the backup could not be written ({error.strerror}: {error.filename}): make room, "
            "or choose another folder."
        ) from error
    size = sum(file.size_bytes for file in manifest.files)
    return Backup(folder=target / name, files=len(manifest.files), size_bytes=size)


def _fill(store: Store, data: Path, part: Path, now: datetime) -> Manifest:
    kept = list_kept_folders(data)
    # The heads before the chain, and its end: none may say more than it holds.
    _copy_folders([folder for folder in kept if folder.name == HEADS], part)
    # The database before the rest: a file is written before the row that names it is committed.
    end = _find_end(store, now)
    dump_database(store, part)
    _copy_folders([folder for folder in kept if folder.name != HEADS], part)
    manifest = _describe(store, part, end)
    (part / NAME).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
    _sync(part)
    return manifest


def list_kept_folders(data: Path) -> list[Path]:
    """Return the folders of the data folder that belong into a backup."""
    return [
        place
        for place in sorted(data.iterdir())
        if place.is_dir()
        and not place.is_symlink()
        and place.name not in NOT_KEPT
        and not place.name.startswith(".")
    ]


def _check_target(data: Path, target: Path, name: str) -> None:
    if target.absolute().resolve().is_relative_to(data.resolve()):
        raise InvalidInputError(
            f"{target} lies in the data folder {data}, and would be lost with it: name a folder "
            "outside of it, best on another disk."
        )
    if target.exists() and not target.is_dir():
        raise InvalidInputError(f"{target} is a file: name a folder.")
    if (target / name).exists():
        raise InvalidInputError(f"{target / name} exists already: try again in a second.")


def _find_end(store: Store, now: datetime) -> Head:
    with store.read() as session:
        return find_head(session, now)


def _copy_folders(folders: Iterable[Path], part: Path) -> None:
    for folder in folders:
        for place in sorted(folder.iterdir()):
            _copy_unchanging(place, part / folder.name / place.name)


def _copy_unchanging(source: Path, target: Path) -> None:
    """Copy what lies at a place, again where somebody wrote to it meanwhile."""
    for _ in range(_TRIES):
        before = _describe_tree(source)
        shutil.rmtree(target, ignore_errors=True)
        try:
            for path in before:
                place = target / path.relative_to(source)
                place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copy2(path, place)
        except FileNotFoundError:
            continue
        if _describe_tree(source) == before:
            return
    raise TemporaryError(f"{source} kept changing while it was copied: try again in a moment.")


def _describe_tree(source: Path) -> dict[Path, tuple[int, int, int]]:
    """Return number, size and time of change of every file below; of a file, its own."""
    found = {}
    for path in [source] if source.is_file() else _list_files(source):
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue
        found[path] = (status.st_ino, status.st_size, status.st_mtime_ns)
    return found


def _list_files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(root) / name
            # What is being written has such a name until it is whole.
            if path.is_file() and not path.is_symlink() and not name.endswith(".part"):
                yield path


def _describe(store: Store, part: Path, end: Head) -> Manifest:
    files: list[BackupFile] = [describe_file(part, path) for path in _list_files(part)]
    return Manifest(
        format=FORMAT,
        made_at=end.at,
        software=version("baton-handover"),
        tables=store.find_version() or "",
        database=find_kind(store.url),
        chain_end=end if end.events else None,
        files=tuple(sorted(files, key=lambda file: file.path)),
    )


def _sync(folder: Path) -> None:
    for path in _list_files(folder):
        path.chmod(0o600)
        with path.open("rb") as file:
            os.fsync(file.fileno())
