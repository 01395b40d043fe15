"""Office tree: adding and moving offices, and what lies below or above one."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from models.audit import AuditAction
from models.errors import InvalidInputError, NotFoundError
from models.office import ROOT_OFFICE_ID, Office
from models.office_policy import OfficeKey
from models.values import NameText, Value
from services.audit import OF_NO_HANDOVER, append_event

_MACHINE = "admin"
"""Who acts, in the audit chain: everyone who may run commands on the machine."""


class OfficeEntry(Value):
    """An office that is added, and below which it lies."""

    key: OfficeKey
    name: NameText
    parent: OfficeKey = "root"


class OfficeLine(Value):
    """An office as a list shows it; `depth` is 0 for the root."""

    key: str
    name: str
    depth: int
    profile: str | None


def get_office(session: Session, key: str) -> Office:
    """Return an office by its key.

    Raises:
        NotFoundError: there is none.
    """
    office = session.exec(select(Office).where(Office.key == key)).one_or_none()
    if office is None:
        raise NotFoundError(f'there is no office "{key}": baton office list shows those there are.')
    return office


def add_office(session: Session, entry: OfficeEntry, now: datetime) -> None:
    """Add an office below another.

    Raises:
        InvalidInputError: the key is taken.
        NotFoundError: there is no office above it.
    """
    if session.exec(select(Office.id).where(Office.key == entry.key)).first():
        raise InvalidInputError(f'there is an office "{entry.key}" already: give another key.')
    parent = get_office(session, entry.parent)
    session.add(Office(key=entry.key, name=entry.name, parent_id=parent.row_id))
    session.flush()
    note(session, now, AuditAction.added_office, key=entry.key, parent=parent.key)


def move_office(session: Session, key: str, parent_key: str, now: datetime) -> None:
    """Put an office, with all below it, below another one; staff roles hold from there at once.

    Raises:
        InvalidInputError: it is the root, or the other one is the office itself or lies below it.
        NotFoundError: there is no such office.
    """
    office, parent = get_office(session, key), get_office(session, parent_key)
    if office.row_id == ROOT_OFFICE_ID:
        raise InvalidInputError(f'"{key}" is the root, which lies below no office: move another.')
    if parent.row_id in list_below(session, [office.row_id]):
        raise InvalidInputError(
            f'"{parent_key}" is "{key}" itself or lies below it: name an office outside it.'
        )
    office.parent_id = parent.row_id
    session.add(office)
    session.flush()
    note(session, now, AuditAction.moved_office, key=key, parent=parent_key)


def list_offices(session: Session) -> tuple[OfficeLine, ...]:
    """Return all offices, each followed by those below it, by key."""
    below: dict[int | None, list[Office]] = {}
    for office in session.exec(select(Office).order_by(col(Office.key).desc())):
        below.setdefault(office.parent_id, []).append(office)
    lines: list[OfficeLine] = []
    waiting = [(office, 0) for office in below.get(None, ())]
    while waiting:
        office, depth = waiting.pop()
        lines.append(
            OfficeLine(key=office.key, name=office.name, depth=depth, profile=office.profile)
        )
        waiting += [(child, depth + 1) for child in below.get(office.row_id, ())]
    return tuple(lines)


def list_below(session: Session, offices: Iterable[int]) -> frozenset[int]:
    """Return these offices and all below them, by id."""
    wanted = set(offices)
    parents = _read_parents(session)
    return frozenset(office for office in parents if not wanted.isdisjoint(_climb(parents, office)))


def list_upwards(session: Session, office_id: int) -> tuple[int, ...]:
    """Return an office and those above it, up to the root, by id."""
    return _climb(_read_parents(session), office_id)


def note(session: Session, now: datetime, action: AuditAction, **facts: object) -> None:
    """Append what was done to offices and staff roles to the audit chain."""
    append_event(session, now, _MACHINE, action.format(**facts), OF_NO_HANDOVER)


def _read_parents(session: Session) -> Mapping[int, int | None]:
    rows = session.exec(select(Office.id, Office.parent_id))
    return {office: parent for office, parent in rows if office is not None}


def _climb(parents: Mapping[int, int | None], office: int) -> tuple[int, ...]:
    path = []
    at: int | None = office
    while at is not None and at not in path:
        path.append(at)
        at = parents[at]
    return tuple(path)
