"""Backup manifest: what a backup holds, each file's SHA-256, and which version can read it."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from models.errors import InvalidInputError
from models.values import Value
from services.audit import Head
from services.bags.manifests import is_safe
from services.store import get_newest_version
from services.store.store import list_versions

NAME = "manifest.json"
FORMAT = "baton-backup/1"
DatabaseKind = Literal["sqlite", "postgresql"]
NOT_KEPT = frozenset({"cache", "demo", "prefect", "tmp"})
"""Folders of the data folder that are made again, or that belong to Prefect."""
MOST_BYTES = 64 << 30
"""The largest file that a backup may hold."""
_MOST_OF_MANIFEST = 256 << 20
_BLOCK = 1 << 20
DUMPS: dict[DatabaseKind, str] = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}


class BackupFile(Value):
    """One file of a backup."""

    path: str
    sha256: str
    size_bytes: int = Field(ge=0)


class Manifest(Value):
    """The whole of a backup."""

    format: str
    made_at: AwareDatetime
    software: str
    tables: str
    """The version of the tables."""
    database: DatabaseKind
    chain_end: Head | None = None
    """How the audit chain ended just before; what is cut from it later is missed."""
    files: tuple[BackupFile, ...]


def describe_file(folder: Path, path: Path) -> BackupFile:
    """Return a file of the folder as the manifest lists it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = path.relative_to(folder).as_posix()
    return BackupFile(path=name, sha256=digest, size_bytes=path.stat().st_size)


def check_backup(folder: Path) -> Manifest:
    """Return the manifest of a backup that is whole and that this version can read.

    Raises:
        InvalidInputError: it is no backup, was damaged, or was made by a newer version.
    """
    manifest = _read_manifest(folder)
    if manifest.tables not in list_versions():
        raise InvalidInputError(
            f"{folder} was made by Baton {manifest.software}, whose tables have the form "
            f'"{manifest.tables}", and this version knows forms up to "{get_newest_version()}": '
            "install the newer Baton, then restore."
        )
    faults = [*_list_unsafe(folder), *_list_repeated(folder, manifest)]
    # What leads out of the backup is not read.
    faults = faults or [fault for file in manifest.files if (fault := _find_fault(folder, file))]
    if DUMPS[manifest.database] not in {file.path for file in manifest.files}:
        faults.append(f"{folder} holds no database: take another backup.")
    if faults:
        raise InvalidInputError(faults)
    return manifest


def _read_manifest(folder: Path) -> Manifest:
    try:
        with os.fdopen(_open(folder / NAME), "rb") as file:
            text = file.read(_MOST_OF_MANIFEST)
        manifest = Manifest.model_validate_json(text)
    except OSError as error:
        raise InvalidInputError(
            f"{folder} is not a backup, as it has no {NAME} that can be read ({error.strerror}): "
            "name a folder that baton backup made."
        ) from error
    except ValidationError:
        raise InvalidInputError(
            f"{folder / NAME} was damaged, or is of another version: take another backup."
        ) from None
    if manifest.format != FORMAT:
        raise InvalidInputError(
            f'{folder} has the format "{manifest.format[:40]}", and this version reads {FORMAT}: '
            "restore it with the version that made it."
        )
    return manifest


def copy_file(folder: Path, file: BackupFile, target: Path) -> None:
    """Copy a file of a backup, exactly as the manifest lists it, and put it on the disk.

    Raises:
        InvalidInputError: it was changed since the backup was checked.
    """
    place = target / file.path
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, left = hashlib.sha256(), file.size_bytes
    made = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(_open(folder / file.path), "rb") as source, os.fdopen(made, "wb") as copy:
        while block := source.read(min(_BLOCK, left + 1)):
            left -= len(block)
            if left < 0:
                break
            digest.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
    if left or digest.hexdigest() != file.sha256:
        raise InvalidInputError(
            f"{folder / file.path} was changed while it was read: see to it that nobody writes to "
            "the backup, then restore again."
        )


def _open(place: Path) -> int:
    # A pipe that stands where a file was would otherwise be waited for.
    return os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)


def _list_unsafe(folder: Path) -> Iterator[str]:
    """Yield a sentence for everything below that is neither a folder nor a file."""
    for root, folders, files in os.walk(folder):
        for name in sorted([*folders, *files]):
            place = Path(root) / name
            mode = place.lstat().st_mode
            if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
                yield f"{place} is a link or a device, which no backup holds: take another backup."


def _list_repeated(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Yield a sentence for a path that stands there twice, or below another one."""
    seen: set[str] = set()
    for file in manifest.files:
        path = file.path.casefold()
        if path in seen:
            yield f'{folder} lists "{file.path}" twice: take another backup.'
        seen.add(path)
    for file in manifest.files:
        parents = [str(parent) for parent in Path(file.path.casefold()).parents]
        if seen & set(parents):
            yield f'{folder} lists "{file.path}" below a file: take another backup.'


def _find_fault(folder: Path, file: BackupFile) -> str | None:
    place = folder / file.path
    if not is_safe(file.path) or not _is_ours(file.path):
        return f'{folder} lists "{file.path}", which leads out of it: take another backup.'
    if not place.is_file():
        return f"{place} is missing: take another backup."
    if file.size_bytes > MOST_BYTES:
        return f"{place} has more than {MOST_BYTES >> 30} GB, which no file of ours has."
    # The size first: what is longer than it should be is not read.
    if place.stat().st_size != file.size_bytes or describe_file(folder, place) != file:
        return f"{place} was changed after it was written: take another backup."
    return None


def _is_ours(path: str) -> bool:
    """Whether a backup of ours may hold it: the database, or something in a folder that is kept."""
    first, _, rest = path.partition("/")
    return path in DUMPS.values() or (
        bool(rest) and not first.startswith(".") and first not in NOT_KEPT
    )
