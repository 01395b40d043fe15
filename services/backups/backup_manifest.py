"""Backup manifest: what a backup holds, each file's SHA-256, and which version can read it."""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from models.errors import InvalidInputError
from models.values import Value
from services.bags.manifests import is_safe
from services.store import get_newest_version
from services.store.store import list_versions

NAME = "manifest.json"
FORMAT = "baton-backup/1"
DatabaseKind = Literal["sqlite", "postgresql"]
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
    faults = [fault for file in manifest.files if (fault := _find_fault(folder, file))]
    if DUMPS[manifest.database] not in {file.path for file in manifest.files}:
        faults.append(f"{folder} holds no database: take another backup.")
    if faults:
        raise InvalidInputError(faults)
    return manifest


def _read_manifest(folder: Path) -> Manifest:
    try:
        manifest = Manifest.model_validate_json((folder / NAME).read_bytes())
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


def _find_fault(folder: Path, file: BackupFile) -> str | None:
    place = folder / file.path
    if not is_safe(file.path) or place.is_symlink():
        return f'{folder} lists "{file.path}", which leads out of it: take another backup.'
    if not place.is_file():
        return f"{place} is missing: take another backup."
    if describe_file(folder, place) != file:
        return f"{place} was changed after it was written: take another backup."
    return None
