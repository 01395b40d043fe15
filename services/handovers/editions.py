"""Editions: packs as they were composed, and the files drawn from them."""

import hashlib

from sqlmodel import Session, col, select

from models.errors import NotFoundError
from models.handover import Handover
from models.pack import Pack, dump_pack
from models.record import PackEdition
from models.states import HandoverState
from models.words import Audience

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
