"""Deliveries: the bag of an edition, and the folders that it goes to.

A bag is gathered through the reading door and written outside any transaction; that it was
delivered is then noted in a short one.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from models.audit import AuditAction
from models.errors import InvalidInputError, TemporaryError
from models.handover import Handover
from models.record import Delivery, PackEdition
from models.words import Audience
from services.audit import append_event
from services.bags import BagInfo, write_bag
from services.handovers.edition_files import locate_files, read_files
from services.handovers.editions import get_edition
from services.handovers.loading import get_handover, get_post, get_today
from services.handovers.retention_policy import find_scheduled_end, get_retention_policy
from services.lock_watch import slow


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
    session.flush()


def list_targets(session: Session, handover: Handover) -> list[Path]:
    """Return the folders that hold the handover's bag."""
    return [Path(delivery.target) for delivery in _list_deliveries(session, handover)]


def list_delivered(session: Session, handover: Handover) -> list[Path]:
    """Return the folders that the bag was delivered to, and that still have it."""
    return [
        Path(delivery.target)
        for delivery in _list_deliveries(session, handover)
        if delivery.delivered_at is not None
        and (Path(delivery.target) / handover.reference).is_dir()
    ]


class ReadyBag(NamedTuple):
    """All that a bag holds, and the SHA-256 of the edition that it was made from."""

    sha256: str
    files: dict[str, bytes]
    info: BagInfo


def gather_bag(session: Session, handover: Handover, data: Path, now: datetime) -> ReadyBag:
    """Return the bag of the newest edition; the same edition gives the same bytes.

    Raises:
        NotFoundError: the documents have not been drawn.
    """
    edition = get_edition(session, handover, Audience.successor)
    files = read_files(session, edition, locate_files(data, handover, edition))
    return ReadyBag(edition.sha256, files, describe_bag(session, handover, edition, now))


def describe_bag(
    session: Session, handover: Handover, edition: PackEdition, now: datetime
) -> BagInfo:
    """Return what a bag says of itself; nothing of why somebody leaves, and of no hold."""
    post = get_post(session, handover)
    return BagInfo(
        reference=handover.reference,
        edition=edition.number,
        post=", ".join(filter(None, (post.title, post.unit, post.duty_station))),
        audience=edition.audience,
        retention_class=get_retention_policy().class_,
        keep_until=find_scheduled_end(handover),
        software_version=f"baton {version('baton-handover')}",
        bagged_on=get_today(handover, now.date()),
    )


@slow
def write_bags(bag: ReadyBag, targets: Iterable[Path]) -> list[Path]:
    """Write the bag to each of the folders.

    Returns:
        Where older bags were put that somebody had changed: what people did is not thrown away.

    Raises:
        WrongStateError: something that is not this handover's bag stands in the way.
    """
    places = (target / bag.info.reference for target in targets)
    return [kept for place in places if (kept := write_bag(place, bag.files, bag.info))]


def note_deliveries(session: Session, handover: Handover, bag: ReadyBag, now: datetime) -> None:
    """Note that the bag is where it was asked for; each place is noted once.

    Raises:
        TemporaryError: there is another edition since.
    """
    if get_edition(session, handover, Audience.successor).sha256 != bag.sha256:
        raise TemporaryError(
            f"{handover.reference} was composed again while it was delivered: deliver it again."
        )
    for delivery in _list_deliveries(session, handover):
        if delivery.delivered_at is None:
            append_event(session, now, "system", AuditAction.delivered, handover.reference)
        delivery.delivered_at = now
        session.add(delivery)


def list_bags(session: Session) -> list[Path]:
    """Return the place of every bag that went out, or was about to."""
    query = select(Handover.reference, Delivery.target).join(
        Delivery, col(Delivery.handover_id) == col(Handover.id)
    )
    return [Path(target) / reference for reference, target in session.exec(query)]


def list_withdrawn(session: Session) -> list[tuple[str, Path, int]]:
    """Return reference, folder of the bag and number of every withdrawn edition that went out."""
    query = (
        select(Handover.reference, Delivery.target, PackEdition.number)
        .join(Delivery, col(Delivery.handover_id) == col(Handover.id))
        .join(PackEdition, col(PackEdition.handover_id) == col(Handover.id))
        .where(col(PackEdition.withdrawn_at).is_not(None), col(Delivery.delivered_at).is_not(None))
    )
    return [
        (reference, Path(target) / reference, number)
        for reference, target, number in session.exec(query)
    ]


def _list_deliveries(session: Session, handover: Handover) -> list[Delivery]:
    query = select(Delivery).where(Delivery.handover_id == handover.id)
    return list(session.exec(query.order_by(col(Delivery.id))))
