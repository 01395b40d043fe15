"""Targets: the folder that a handover's bag goes to."""

import os
from pathlib import Path

from sqlmodel import Session, col, delete, select

from models.errors import InvalidInputError
from models.handover import Handover
from models.record import Delivery
from models.words import Audience
from services.handovers.reading import get_handover


def prepare_target(out: Path) -> Path:
    """Make the folder and return its whole path.

    Raises:
        InvalidInputError: it cannot be made or written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInputError(
            f'--out is "{out}", but that folder cannot be made ({error.strerror}): '
            "choose another place."
        ) from error
    if not os.access(out, os.W_OK):
        raise InvalidInputError(
            f'--out is "{out}", but nothing can be written there: choose another place.'
        )
    return out.resolve()


def set_target(session: Session, reference: str, target: Path) -> None:
    """Note where the bag of this run goes; earlier runs' places are forgotten, their bags stay."""
    handover = get_handover(session, reference)
    session.exec(delete(Delivery).where(col(Delivery.handover_id) == handover.id))
    session.add(
        Delivery(handover_id=handover.row_id, target=str(target), audience=Audience.successor)
    )


def list_targets(session: Session, handover: Handover) -> list[Path]:
    """Return the folders that hold the handover's bag."""
    query = select(Delivery).where(Delivery.handover_id == handover.id)
    return [Path(delivery.target) for delivery in session.exec(query)]
