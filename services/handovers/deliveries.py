"""Deliveries: the bag of an edition, put where it was asked for."""

from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

from sqlmodel import Session, col, select

from models.handover import Handover
from models.record import Delivery
from services.audit import append_event
from services.bags import BagInfo, write_bag
from services.handovers.drawings import locate_files, read_files
from services.handovers.editions import get_edition
from services.handovers.reading import get_post, get_today

RETENTION_CLASS = "handover"
KEEP_YEARS = 7
"""After the last working day, as retention schedules of staff records commonly say."""


def deliver(session: Session, handover: Handover, data: Path, now: datetime) -> list[Path]:
    """Write the bag to each place it is due at; the same edition gives the same bytes.

    Returns:
        Where older bags were put that somebody had changed: what people did is not thrown away.

    Raises:
        NotFoundError: the documents have not been drawn.
        WrongStateError: something that is not this handover's bag stands in the way.
    """
    kept: list[Path] = []
    query = select(Delivery).where(Delivery.handover_id == handover.id)
    for delivery in session.exec(query.order_by(col(Delivery.id))):
        edition = get_edition(session, handover, delivery.audience)
        files = read_files(session, edition, locate_files(data, handover, edition))
        post = get_post(session, handover)
        info = BagInfo(
            reference=handover.reference,
            edition=edition.number,
            post=", ".join(filter(None, (post.title, post.unit, post.duty_station))),
            audience=edition.audience,
            retention_class=RETENTION_CLASS,
            keep_until=None if handover.legal_hold else _years_after(handover.last_working_on),
            software_version=f"baton {version('baton-handover')}",
            bagged_on=get_today(handover, now.date()),
        )
        changed = write_bag(Path(delivery.target) / handover.reference, files, info)
        kept += [changed] if changed else []
        if delivery.delivered_at is None:
            append_event(session, now, "system", "delivered", handover.reference)
        delivery.delivered_at = now
        session.add(delivery)
    return kept


def _years_after(day: date) -> date:
    try:
        return day.replace(year=day.year + KEEP_YEARS)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + KEEP_YEARS, day=28)
