"""References: the name of a handover that may stand anywhere, `HO-<year>-<number>`."""

from sqlmodel import Session, col, select

from models.handover import Handover

_NUMBERS = 9999


def choose_reference(session: Session, year: int, case_key: str) -> str:
    """Return a free reference for the case.

    The number is drawn from the case itself, not counted up: the same case file then gives the same
    bytes in every installation, and a reference tells nobody how many people leave. A number that
    is taken passes on to the next free one.
    """
    wanted = int(case_key[:12], 16) % _NUMBERS
    prefix = f"HO-{year}-"
    query = select(Handover.reference).where(col(Handover.reference).startswith(prefix))
    taken = set(session.exec(query))
    for step in range(_NUMBERS):
        reference = f"{prefix}{(wanted + step) % _NUMBERS + 1:04d}"
        if reference not in taken:
            return reference
    return f"{prefix}{len(taken) + 1:05d}"
