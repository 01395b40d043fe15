"""Edition files: what was drawn from an edition, kept in the data folder until it is delivered.

Each file is a row with its digest. `staged_files` writes and syncs outside any transaction;
`keep_files` then moves the files into place and notes them inside a short one.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, delete, exists, select

from models.errors import NotFoundError, TemporaryError, WrongStateError
from models.handover import Handover
from models.outbox import REDRAW, SystemMark
from models.pack import LOOK
from models.record import PackEdition, PackFile
from models.words import Audience
from services.leftovers import temporary_folder
from services.lock_watch import slow


def locate_files(data: Path, handover: Handover, edition: PackEdition) -> Path:
    """Return the folder of an edition's files."""
    return data / "packs" / handover.reference / f"{edition.audience}-{edition.number}"


class FileContent(NamedTuple):
    """What a file of an edition holds, and its SHA-256."""

    content: bytes
    sha256: str


def find_readable(session: Session, handover: Handover) -> PackEdition | None:
    """Return the newest edition whose files are whole, for who may read the pack.

    While the next one is composed and drawn, the last one stays readable.

    Returns:
        None where none has been drawn yet.

    Raises:
        WrongStateError: something that it shows was taken back, and the next is not whole yet.
    """
    drawn = exists().where(col(PackFile.edition_id) == col(PackEdition.id))
    query = select(PackEdition).where(
        PackEdition.handover_id == handover.id, PackEdition.audience == Audience.successor, drawn
    )
    edition = session.exec(query.order_by(col(PackEdition.number).desc())).first()
    if edition is not None and _is_withdrawn(session, handover, edition):
        raise WrongStateError(
            f"edition {edition.number} of {handover.reference} was withdrawn, because something in "
            "it was taken back. A new edition follows."
        )
    return edition


def _is_withdrawn(session: Session, handover: Handover, edition: PackEdition) -> bool:
    # Documents that name somebody who was erased are drawn again, and nobody gets the old ones.
    is_redrawn = session.get(SystemMark, REDRAW + handover.reference) is not None
    return is_redrawn or edition.withdrawn_at is not None


def is_drawn(session: Session, edition: PackEdition, folder: Path) -> bool:
    """Whether all files of exactly this edition are there, undamaged, as they look today."""
    files = _list_files(session, edition)
    return bool(files) and all(
        file.drawn_from == _drawn_from(edition) and _find_content(folder, file) for file in files
    )


def read_files(session: Session, edition: PackEdition, folder: Path) -> dict[str, bytes]:
    """Return the files of an edition by name, each read once.

    Raises:
        NotFoundError: they have not been drawn, or were damaged since.
    """
    files = _list_files(session, edition)
    read = {file.name: _find_content(folder, file) for file in files}
    whole = {name: found.content for name, found in read.items() if found}
    if not whole or len(whole) < len(files):
        raise _make_missing(edition)
    return whole


def find_file(
    session: Session, edition: PackEdition, folder: Path, name: str
) -> FileContent | None:
    """Return one file of an edition, and read no other; None where the edition has no such file.

    Raises:
        NotFoundError: it was damaged since.
    """
    query = select(PackFile).where(PackFile.edition_id == edition.id, PackFile.name == name)
    file = session.exec(query).one_or_none()
    if file is None:
        return None
    found = _find_content(folder, file)
    if found is None:
        raise _make_missing(edition)
    return found


class StagedFiles(NamedTuple):
    """Files of an edition that are on the disk, in a folder beside their own."""

    stage: Path
    folder: Path
    rows: tuple[PackFile, ...]


@contextmanager
def staged_files(
    edition: PackEdition, folder: Path, files: Mapping[str, bytes]
) -> Iterator[StagedFiles]:
    """Write files of an edition beside their folder, for `keep_files` to put them in place.

    What is not put in place is removed at the end; what a killed process left, by the next one.
    Without files nothing is written.
    """
    if not files:
        yield StagedFiles(folder, folder, ())
        return
    with temporary_folder(folder.parent, f".{folder.name}") as stage:
        folder.mkdir(parents=True, exist_ok=True)
        rows = tuple(_stage(edition, stage, name, content) for name, content in files.items())
        yield StagedFiles(stage, folder, rows)


def keep_files(session: Session, edition: PackEdition, staged: StagedFiles) -> None:
    """Put the files in place, each in one step, and note them instead of those noted before.

    Raises:
        TemporaryError: somebody removed them meanwhile.
    """
    session.exec(delete(PackFile).where(col(PackFile.edition_id) == edition.id))
    for row in staged.rows:
        try:
            _locate_part(staged.stage, row.name).replace(staged.folder / row.name)
        except FileNotFoundError as error:
            raise TemporaryError(
                f"the documents of edition {edition.number} were removed while they were written: "
                "draw them again."
            ) from error
        session.add(row)


def remove_withdrawn(
    session: Session, data: Path, handover: Handover, newest: PackEdition
) -> list[PackEdition]:
    """Remove the files of earlier editions that were withdrawn, and return these editions.

    Nobody reads such files any more. Outside a write transaction; `drop_editions` then drops the
    rows, and where that comes to nothing, it is all done again with the next drawing.
    """
    query = select(PackEdition).where(
        PackEdition.handover_id == handover.id,
        col(PackEdition.number) < newest.number,
        col(PackEdition.withdrawn_at).is_not(None),
    )
    withdrawn = list(session.exec(query))
    for edition in withdrawn:
        shutil.rmtree(locate_files(data, handover, edition), ignore_errors=True)
    return withdrawn


def list_withdrawn_files(session: Session, data: Path) -> list[Path]:
    """Return the folders of withdrawn editions that are still there, of all handovers.

    A handover that has ended draws no later edition.
    """
    query = select(Handover, PackEdition).join(
        PackEdition, col(PackEdition.handover_id) == col(Handover.id)
    )
    withdrawn = session.exec(query.where(col(PackEdition.withdrawn_at).is_not(None)))
    folders = [locate_files(data, handover, edition) for handover, edition in withdrawn]
    return [folder for folder in folders if folder.is_dir()]


def drop_editions(session: Session, withdrawn: Iterable[PackEdition]) -> None:
    """Delete editions that were withdrawn, with their text, as a later one is whole."""
    mine = [one.row_id for one in withdrawn]
    session.exec(delete(PackFile).where(col(PackFile.edition_id).in_(mine)))
    session.exec(delete(PackEdition).where(col(PackEdition.id).in_(mine)))


@slow
def _stage(edition: PackEdition, stage: Path, name: str, content: bytes) -> PackFile:
    with _locate_part(stage, name).open("xb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    return PackFile(
        edition_id=edition.row_id,
        name=name,
        drawn_from=_drawn_from(edition),
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
    )


def _locate_part(stage: Path, name: str) -> Path:
    # Backups leave out what has such an ending.
    return stage / f"{name}.part"


def _list_files(session: Session, edition: PackEdition) -> list[PackFile]:
    query = select(PackFile).where(PackFile.edition_id == edition.id)
    return list(session.exec(query.order_by(col(PackFile.name))))


def _drawn_from(edition: PackEdition) -> str:
    return hashlib.sha256(f"{edition.sha256} {LOOK}".encode()).hexdigest()


def _find_content(folder: Path, file: PackFile) -> FileContent | None:
    """Return a file as it was drawn, also by an earlier Baton; None where it is damaged."""
    try:
        content = (folder / file.name).read_bytes()
    except OSError:
        return None
    digest = hashlib.sha256(content).hexdigest()
    return FileContent(content, digest) if digest == file.sha256 else None


def _make_missing(edition: PackEdition) -> NotFoundError:
    return NotFoundError(
        f"the documents of edition {edition.number} are not all there: run the handover again."
    )
