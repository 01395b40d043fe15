"""Beside: what is kept of the thing that somebody types about: it may name what they type.

"Password of the scanner" is a gap, a title or a find, and its answer is nothing but the password.
A door asks `find_beside` before the transaction, as masking takes long, and masks with what it
gives; the act takes the text by `take_typed`, which looks again.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel
from sqlmodel import Session, SQLModel, select

from models.errors import TemporaryError
from models.found import FoundItem
from models.gap import Gap
from models.handover import Handover
from models.record import Record
from models.record_kinds import dump_record
from services.handovers.found_items import find_own_title
from services.handovers.people import find_person
from services.handovers.reception import list_items, list_read_back
from services.secrets.masked_values import Beside, Masked, list_leaves

V = TypeVar("V", bound=BaseModel)


class Kept(NamedTuple):
    """A text that is kept: in which field, and the row whose column it is; None where of none."""

    field: str
    text: str
    row: SQLModel | None = None


def find_beside(session: Session, reference: str, typed: BaseModel) -> tuple[Beside, ...]:
    """Return what is kept of the thing that a text is about; nothing where there is none.

    It says nothing to who asks, whoever that is: only the act decides what they may do and learn.
    """
    query = select(Handover).where(Handover.reference == reference)
    handover = session.exec(query).one_or_none()
    return _tell(_list_kept(session, handover, typed)) if handover else ()


def take_typed(session: Session, handover: Handover, given: Masked[V]) -> V:
    """Return what was typed, and take out of what is kept beside it what it gives away.

    Raises:
        TemporaryError: what it was masked beside has changed since.
    """
    kept = _list_kept(session, handover, given.value)
    if _tell(kept) != given.beside:
        raise TemporaryError(f"{handover.reference} was changed meanwhile: do it again as it is.")
    for one, text in zip(kept, given.cleaned, strict=True):
        if one.row is not None and one.text != text:
            setattr(one.row, one.field, text)
            session.add(one.row)
    return given.value


def _tell(kept: list[Kept]) -> tuple[Beside, ...]:
    return tuple(Beside(one.field, one.text, one.row is not None) for one in kept)


def _list_kept(session: Session, handover: Handover, typed: BaseModel) -> list[Kept]:
    """Return the texts of what is typed about, but for those that it takes the place of."""
    fields = type(typed).model_fields
    return [
        one
        for name, tell in _THINGS.items()
        if name in fields and getattr(typed, name) is not None
        for one in tell(session, handover, getattr(typed, name))
        if one.text and not {one.field, _TYPED_AS.get(one.field)} & fields.keys()
    ]


def _tell_columns(row: SQLModel, *names: str) -> Iterator[Kept]:
    yield from (Kept(name, getattr(row, name) or "", row) for name in names)


def _tell_gap(session: Session, handover: Handover, gap_id: int) -> Iterator[Kept]:
    gap = session.get(Gap, gap_id)
    if gap and gap.handover_id == handover.id:
        yield Kept("what", gap.what)
        yield from _tell_columns(gap, "answer", "waived_because")


def _tell_record(session: Session, handover: Handover, record_id: int) -> Iterator[Kept]:
    record = session.get(Record, record_id)
    if record and record.handover_id == handover.id:
        for path, text in list_leaves(dump_record(record.content)):
            field = next(part for part in reversed(path) if isinstance(part, str))
            yield Kept(field, text)
        yield from _tell_columns(record, "declined_because")


def _tell_find(session: Session, handover: Handover, number: int) -> Iterator[Kept]:
    same = (FoundItem.handover_id == handover.id, FoundItem.number == number)
    item = session.exec(select(FoundItem).where(*same)).one_or_none()
    if item:
        yield from _tell_columns(item, "title", "note")
        if not item.title:
            yield Kept("title", find_own_title(session, handover, item))


def _tell_read_back(
    session: Session, handover: Handover, texts: Mapping[str, str]
) -> Iterator[Kept]:
    for key, row in sorted(list_read_back(session, handover).items()):
        if key not in texts:
            yield Kept("text", row.text, row)


def _tell_items(session: Session, handover: Handover, owner: str) -> Iterator[Kept]:
    person = find_person(session, owner)
    for record in list_items(session, handover) if person else ():
        if person and record.owner_id == person.id:
            yield Kept("title", record.content.title)


_THINGS: Mapping[str, Callable[[Session, Handover, Any], Iterator[Kept]]] = {
    "gap_id": _tell_gap,
    "record_id": _tell_record,
    "number": _tell_find,
    "texts": _tell_read_back,
    "owner": _tell_items,
}
"""By the field that says about what a text is."""
_TYPED_AS = {
    "answer": "text",
    "waived_because": "reason",
    "declined_because": "reason",
    "note": "text",
}
"""Where a text is typed under another name than it is kept under."""
