"""Editions: packs as they were composed, and the files drawn from them.

Drawings: the files of an edition, kept in the data folder until they are delivered.

Publishing: what a new edition means for records, gaps and plan of a handover with people.
"""

import hashlib
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, delete, select

from models.errors import NotFoundError
from models.handover import Handover
from models.pack import LOOK, Pack, dump_pack
from models.plan import StepAct
from models.record import PackEdition, PackFile
from models.states import HandoverState, RecordState
from models.words import Audience
from services.handovers.agreements import list_records, reopen_steps
from services.handovers.plans import end_steps, list_open_steps
from services.handovers.reception import keep_gaps, list_undecided

EDITION_OF_A_DRAFT = 1
"""Without people nothing is published: what is made again is the same edition."""


def keep_edition(session: Session, handover: Handover, pack: Pack) -> str:
    """Keep the pack as the edition of its number; the same pack changes nothing.

    Returns:
        The SHA-256 of its pack.json.
    """
    text = dump_pack(pack)
    digest = hashlib.sha256(text.encode()).hexdigest()
    newest = find_edition(session, handover, pack.audience)
    is_same = newest is not None and newest.number == pack.edition
    edition = (newest if is_same else None) or PackEdition(
        handover_id=handover.row_id,
        number=pack.edition,
        audience=pack.audience,
        pack_json=text,
        sha256=digest,
    )
    edition.pack_json, edition.sha256 = text, digest
    session.add(edition)
    return digest


def is_edition_due(handover: Handover) -> bool:
    """Whether a pack is to be composed: always for a draft, with people only of what is signed."""
    return not handover.has_people or handover.state is HandoverState.signed


def choose_number(session: Session, handover: Handover) -> int:
    """Return the number of the edition that is composed now: with people the next one."""
    if not handover.has_people:
        return EDITION_OF_A_DRAFT
    newest = find_edition(session, handover, Audience.successor)
    return newest.number + 1 if newest else EDITION_OF_A_DRAFT


def find_edition(session: Session, handover: Handover, audience: Audience) -> PackEdition | None:
    """Return the newest edition of the handover for an audience."""
    query = select(PackEdition).where(
        PackEdition.handover_id == handover.id, PackEdition.audience == audience
    )
    return session.exec(query.order_by(col(PackEdition.number).desc())).first()


def get_edition(session: Session, handover: Handover, audience: Audience) -> PackEdition:
    """Return the newest edition of the handover for an audience.

    Raises:
        NotFoundError: nothing has been composed for it yet.
    """
    edition = find_edition(session, handover, audience)
    if edition is None:
        raise NotFoundError(
            f"{handover.reference} has no pack for the {audience} yet: "
            f"baton show {handover.reference} says how far it is."
        )
    return edition


def get_pack(edition: PackEdition) -> Pack:
    """Return the pack as it was composed."""
    return Pack.model_validate_json(edition.pack_json)


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
    return hashlib.sha256(f"{edition.sha256} {LOOK}".encode()).hexdigest()


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


def publish(session: Session, handover: Handover, edition: PackEdition, now: datetime) -> None:
    """Take what is signed as published, and the gaps of the edition as the open ones.

    What was accepted from an earlier edition stays accepted.
    """
    for record, _ in list_records(session, handover):
        if record.state is RecordState.manager_agreed:
            record.move_to(RecordState.published)
            session.add(record)
    session.flush()
    if list_undecided(session, handover):
        # An item that was edited is taken over anew.
        reopen_steps(session, handover, StepAct.accept)
    keep_gaps(session, handover, get_pack(edition).gaps, now)
    end_steps(session, list_open_steps(session, handover, StepAct.publish), now)
    due = [
        step
        for step in list_open_steps(session, handover, StepAct.redate)
        if step.due_on <= now.date()
    ]
    end_steps(session, due, now)
