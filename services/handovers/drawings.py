"""Drawings: the files of an edition, kept in the data folder until they are delivered."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from sqlmodel import Session, col, delete, select

from models.errors import NotFoundError
from models.handover import Handover
from models.record import PackEdition, PackFile
from services.packs.documents import VERSION


def locate_files(data: Path, handover: Handover, edition: PackEdition) -> Path:
    """Return the folder of an edition's files."""
    return data / "packs" / handover.reference / f"{edition.audience}-{edition.number}"


def is_drawn(session: Session, edition: PackEdition, folder: Path) -> bool:
    """Whether all files of exactly this edition are there, undamaged."""
    files = _list_files(session, edition)
    return bool(files) and all(
        file.drawn_from == _drawn_from(edition) and _is_whole(folder / file.name, file)
        for file in files
    )


def keep_files(
    session: Session, edition: PackEdition, folder: Path, files: Mapping[str, bytes]
) -> None:
    """Write the files, each whole or not at all, and note them."""
    folder.mkdir(parents=True, exist_ok=True)
    session.exec(delete(PackFile).where(col(PackFile.edition_id) == edition.id))
    for name, content in files.items():
        _write_whole(folder / name, content)
        session.add(
            PackFile(
                edition_id=edition.row_id,
                name=name,
                drawn_from=_drawn_from(edition),
                sha256=hashlib.sha256(content).hexdigest(),
                size_bytes=len(content),
            )
        )


def read_files(session: Session, edition: PackEdition, folder: Path) -> dict[str, bytes]:
    """Return the files of an edition by name.

    Raises:
        NotFoundError: they have not been drawn, or were damaged since.
    """
    if not is_drawn(session, edition, folder):
        raise NotFoundError(
            f"the documents of edition {edition.number} are not all there: run the handover again."
        )
    return {file.name: (folder / file.name).read_bytes() for file in _list_files(session, edition)}


def _list_files(session: Session, edition: PackEdition) -> list[PackFile]:
    query = select(PackFile).where(PackFile.edition_id == edition.id)
    return list(session.exec(query.order_by(col(PackFile.name))))


def _drawn_from(edition: PackEdition) -> str:
    return hashlib.sha256(f"{edition.sha256} {VERSION}".encode()).hexdigest()


def _is_whole(path: Path, file: PackFile) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == file.sha256
    except OSError:
        return False


def _write_whole(path: Path, content: bytes) -> None:
    # A crash leaves the old file or the new one, never half of one.
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    part.replace(path)
