"""Found items: the number of each thing that was found, and what was decided, for every harvest.

A thing keeps its number and its decision when a later harvest finds it again; a document that was
moved is known by its content. What was marked private is deleted wherever it is found.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, delete, func, or_, select

from models.found import FoundItem, FoundState
from models.handover import Handover, HandoverPart, Source
from models.harvest import HarvestFacts
from models.harvest_rows import ContactRow, DocumentRow, EntryRow, FoundFileRow, ThreadRow
from models.words import FoundKind
from services.handovers.found_kinds import (
    identify_contact,
    identify_document,
    identify_entry,
    identify_thread,
    list_found,
)
from services.handovers.loading import get_facts
from services.handovers.taking_back import forget_contents, note_found_again
from services.harvest.walk import is_of_source, label_source

Key = tuple[FoundKind, str]
_AT_ONCE = 200
_TABLES: Mapping[FoundKind, tuple[type[HandoverPart], Callable[[Any], str]]] = {
    FoundKind.contact: (ContactRow, identify_contact),
    FoundKind.thread: (ThreadRow, identify_thread),
    FoundKind.promise: (ThreadRow, identify_thread),
    FoundKind.calendar: (EntryRow, identify_entry),
    FoundKind.document: (DocumentRow, identify_document),
}
"""Where a kind is kept, and what names a row of it."""


def list_items(session: Session, handover: Handover) -> dict[Key, FoundItem]:
    """Return what was ever found, by kind and identity, in the order of its numbers."""
    query = select(FoundItem).where(FoundItem.handover_id == handover.id)
    rows = session.exec(query.order_by(col(FoundItem.number)))
    return {(item.kind, item.identity): item for item in rows}


def get_own_facts(session: Session, handover: Handover) -> HarvestFacts:
    """Return what was found in sources, without what answers gave cause to report."""
    facts = get_facts(session, handover)
    sources = session.exec(select(Source.path).where(Source.handover_id == handover.id))
    labels = tuple(map(label_source, sources))
    findings = tuple(
        one for one in facts.findings if any(is_of_source(one.path, label) for label in labels)
    )
    return facts.model_copy(update={"findings": findings})


def number_found(session: Session, handover: Handover) -> int:
    """Give every thing that was found its number; return how many are new.

    What was taken back, with its source or a part of it, leaves a number behind, and nothing else;
    of what the leaver hid there what names it stays, so that it is hidden for ever.
    """
    found = {(one.kind, one.identity): one for one in list_found(get_own_facts(session, handover))}
    items = list_items(session, handover)
    gone = [item for key, item in items.items() if key not in found]
    moved = (item for item in gone if item.kind is FoundKind.document and item.content)
    by_content = {(item.kind, item.content): item for item in moved}
    query = select(func.max(FoundItem.number)).where(FoundItem.handover_id == handover.id)
    last, count = session.exec(query).one() or 0, 0
    for key, one in found.items():
        item = items.get(key) or (
            by_content.pop((one.kind, one.content), None) if one.content else None
        )
        if item is None:
            count += 1
            item = FoundItem(
                handover_id=handover.row_id, number=last + count, kind=one.kind, identity=""
            )
        if not item.state.is_gone or item.identity == "":
            item.identity, item.content = one.identity, one.content
        if item.state is FoundState.away:
            item.state = FoundState.proposed
        session.add(item)
    session.flush()
    left = [one for one in gone if _key(one) not in found]
    _wait_no_longer(session, left)
    if note_found_again(session, handover):
        _forget_taken_back(session, left)
    drop_private(session, handover)
    return count


def find_own_title(session: Session, handover: Handover, item: FoundItem) -> str:
    """Return what a thing is called where it was found; empty where it is there no more."""
    table, identify = _TABLES.get(item.kind, (None, None))
    if table is None or identify is None:
        return ""
    rows = session.exec(select(table).where(col(table.handover_id) == handover.id))
    row: Any = next((one for one in rows if identify(one) == item.identity), None)
    names = (getattr(row, name, None) for name in ("title", "subject", "name"))
    return next(filter(None, names), "")


def is_numbered(session: Session, handover: Handover) -> bool:
    """Whether what was found has numbers; of an older version only what was struck out has one."""
    query = select(func.count()).where(
        FoundItem.handover_id == handover.id,
        or_(FoundItem.state != FoundState.struck_out, col(FoundItem.decided_at).is_not(None)),
    )
    return session.exec(query).one() > 0


def drop_private(session: Session, handover: Handover) -> None:
    """Delete what was marked private from what was found, and what was read of it."""
    items = list_items(session, handover).values()
    private = [item for item in items if item.state is FoundState.private]
    for kind in _TABLES:
        _drop(session, handover, private, kind)
    documents = [item for item in private if item.kind is FoundKind.document]
    contents = sorted({item.content for item in documents if item.content})
    if contents:
        _drop_files(session, handover, contents)


def list_closed(session: Session, handover: Handover) -> frozenset[str]:
    """Return the paths of what was marked private: never opened again."""
    query = select(FoundItem.identity).where(
        FoundItem.handover_id == handover.id,
        FoundItem.state == FoundState.private,
        col(FoundItem.kind).in_((FoundKind.document, FoundKind.unreadable)),
    )
    return frozenset(session.exec(query))


def list_closed_contents(session: Session, handover: Handover) -> frozenset[str]:
    """Return the SHA-256 of what was marked private: not used wherever it lies."""
    query = select(FoundItem.content).where(
        FoundItem.handover_id == handover.id,
        FoundItem.state == FoundState.private,
        FoundItem.kind == FoundKind.document,
        FoundItem.content != "",
    )
    return frozenset(session.exec(query))


def _key(item: FoundItem) -> Key:
    return item.kind, item.identity


def _wait_no_longer(session: Session, gone: Iterable[FoundItem]) -> None:
    """Let no look wait for what is not there to be looked at."""
    for item in gone:
        if item.state is FoundState.proposed:
            item.state = FoundState.away
            session.add(item)


def _forget_taken_back(session: Session, gone: Iterable[FoundItem]) -> None:
    # Only after something was taken back: a share that is away for a day costs nobody a decision.
    for item in gone:
        item.title = item.note = None
        if not item.state.is_gone:
            item.identity, item.content = f"taken back {item.number}", ""
        session.add(item)


def _drop(
    session: Session, handover: Handover, private: Sequence[FoundItem], kind: FoundKind
) -> None:
    names = {item.identity for item in private if item.kind is kind}
    if not names:
        return
    table, identify = _TABLES[kind]
    for row in session.exec(select(table).where(col(table.handover_id) == handover.id)):
        if identify(row) in names:
            session.delete(row)
    session.flush()


def _drop_files(session: Session, handover: Handover, contents: Sequence[str]) -> None:
    """Delete files of these contents, of which a key says more where a part was put back."""
    sources = select(Source.id).where(Source.handover_id == handover.id)
    mine = col(FoundFileRow.source_id).in_(sources)
    for at in range(0, len(contents), _AT_ONCE):
        some = contents[at : at + _AT_ONCE]
        has_some = or_(*(col(FoundFileRow.sha256).startswith(sha256) for sha256 in some))
        keys = list(session.exec(select(FoundFileRow.sha256).where(mine, has_some)))
        session.exec(delete(FoundFileRow).where(mine, has_some))
        same = col(DocumentRow.handover_id) == handover.id
        session.exec(delete(DocumentRow).where(same, col(DocumentRow.sha256).in_(some)))
        forget_contents(session, keys)
