"""Deliveries: the bag of an edition, put where it was asked for.

Targets: the folder that a handover's bag goes to.
"""

import os
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from sqlmodel import Session, col, delete, select

from models.errors import InvalidInputError
from models.handover import Handover
from models.record import Delivery
from models.words import Audience
from services.audit import append_event
from services.bags import BagInfo, write_bag
from services.handovers.editions import get_edition, locate_files, read_files
from services.handovers.loading import get_handover, get_post, get_today
from services.handovers.retention_policy import find_keep_until, get_retention_policy


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


def deliver(session: Session, handover: Handover, data: Path, now: datetime) -> list[Path]:
    """Write the bag to each place it is due at; the same edition gives the same bytes.

    Returns:
        Where older bags were put that somebody had changed: what people did is not thrown away.

    Raises:
        NotFoundError: the documents have not been drawn.
        WrongStateError: something that is not this handover's bag stands in the way.
    """
    kept: list[Path] = []
    for delivery in _list_deliveries(session, handover):
        changed = _put_bag(session, handover, delivery, data, now)
        kept += [changed] if changed else []
        if delivery.delivered_at is None:
            append_event(session, now, "system", "delivered", handover.reference)
        delivery.delivered_at = now
        session.add(delivery)
    return kept


def deliver_again(session: Session, handover: Handover, data: Path, now: datetime) -> None:
    """Write the bags that were delivered, and that are still there, as their edition is now."""
    for delivery in _list_deliveries(session, handover):
        is_there = (Path(delivery.target) / handover.reference).is_dir()
        if delivery.delivered_at is not None and is_there:
            _put_bag(session, handover, delivery, data, now)


def _list_deliveries(session: Session, handover: Handover) -> list[Delivery]:
    query = select(Delivery).where(Delivery.handover_id == handover.id)
    return list(session.exec(query.order_by(col(Delivery.id))))


def _put_bag(
    session: Session, handover: Handover, delivery: Delivery, data: Path, now: datetime
) -> Path | None:
    edition = get_edition(session, handover, delivery.audience)
    files = read_files(session, edition, locate_files(data, handover, edition))
    post = get_post(session, handover)
    info = BagInfo(
        reference=handover.reference,
        edition=edition.number,
        post=", ".join(filter(None, (post.title, post.unit, post.duty_station))),
        audience=edition.audience,
        retention_class=get_retention_policy().class_,
        keep_until=find_keep_until(handover),
        software_version=f"baton {version('baton-handover')}",
        bagged_on=get_today(handover, now.date()),
    )
    return write_bag(Path(delivery.target) / handover.reference, files, info)
