"""Found tables: what the harvest found, as tables: the calendar, mail that waits, documents."""

from models.outline import Block, Cell, Column, Paragraph, Table
from models.pack import PackDocument, PackEntry, PackThread
from models.record_kinds import DocumentRecord
from services.packs.items import make_items
from services.packs.manuscript import Manuscript
from services.packs.rhythms import say_rhythm

MOST_ROWS = 1000
"""Nobody reads more rows than that on paper; documents.csv has them all."""
TOP_DOCUMENTS = 12


def write_calendar(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write everything that was found in calendars and is still to come."""
    entries = manuscript.pack.calendar
    caption = manuscript.phrases.say("Series that go on, and single entries to come")
    return (write_entries(entries, caption, manuscript),) if entries else ()


def write_entries(entries: tuple[PackEntry, ...], caption: str, manuscript: Manuscript) -> Table:
    """Write series and single entries as a table, in the order given."""
    say = manuscript.phrases.say
    return Table(
        caption=caption,
        columns=(
            Column(label=say("Next"), width_percent=16),
            Column(label=say("What"), width_percent=36),
            Column(label=say("Rhythm"), width_percent=22),
            Column(label=say("With"), width_percent=26),
        ),
        rows=tuple(_write_entry(entry, manuscript) for entry in entries),
    )


def _write_entry(entry: PackEntry, manuscript: Manuscript) -> tuple[Cell, ...]:
    phrases = manuscript.phrases
    rhythm = entry.rhythm or entry.rrule
    title = f"{entry.title} ({entry.location})" if entry.location else entry.title
    return (
        Cell(text=phrases.short_day(entry.next_on) if entry.next_on else ""),
        Cell(text=title),
        Cell(text=say_rhythm(rhythm, phrases) if rhythm else phrases.say("once")),
        Cell(text=", ".join(entry.with_whom)),
    )


def write_threads(manuscript: Manuscript, top: int | None = None) -> tuple[Block, ...]:
    """Write open threads, or the first of them, as a table in the order of the pack."""
    say = manuscript.phrases.say
    threads = manuscript.pack.open_threads
    if not threads:
        return ()
    table = Table(
        caption=say("Mail that waits for an answer, and promises by mail"),
        columns=(
            Column(label=say("Subject"), width_percent=28),
            Column(label=say("With"), width_percent=24),
            Column(label=say("Last"), width_percent=13),
            Column(label=say("Why it waits"), width_percent=35),
        ),
        rows=tuple(_write_thread(thread, manuscript) for thread in threads[:top]),
    )
    return (table,)


def _write_thread(thread: PackThread, manuscript: Manuscript) -> tuple[Cell, ...]:
    phrases = manuscript.phrases
    due = thread.due_on and phrases.say("Due {day}", day=phrases.short_day(thread.due_on))
    return (
        Cell(text=thread.subject),
        Cell(text=thread.with_),
        Cell(text=phrases.short_day(thread.last_on) if thread.last_on else ""),
        Cell(text=" · ".join(part for part in (due, thread.why) if part)),
    )


def write_key_documents(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write the documents that somebody described, then the first ones of the index."""
    found = _list_documents(manuscript, readable=True)[:TOP_DOCUMENTS]
    caption = manuscript.phrases.say("First in the index of documents")
    table = (_write_documents(found, caption, manuscript),) if found else ()
    return (*make_items(manuscript, "document"), *table)


def write_index(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write the whole index in its rank."""
    readable = _list_documents(manuscript, readable=True)
    if not readable:
        return ()
    caption = manuscript.phrases.say("Documents by rank")
    table = _write_documents(readable[:MOST_ROWS], caption, manuscript)
    return (table, *_count_more(readable, manuscript))


def write_unreadable(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write what could not be read, and why."""
    unreadable = _list_documents(manuscript, readable=False)
    if not unreadable:
        return ()
    say = manuscript.phrases.say
    table = Table(
        caption=say("Documents that could not be read"),
        columns=(
            Column(label=say("Where"), width_percent=50, is_code=True),
            Column(label=say("Reason"), width_percent=50),
        ),
        rows=tuple(
            (Cell(text=one.path), Cell(text=one.unreadable or "")) for one in unreadable[:MOST_ROWS]
        ),
    )
    return (table, *_count_more(unreadable, manuscript))


def _list_documents(manuscript: Manuscript, *, readable: bool) -> tuple[PackDocument, ...]:
    return tuple(one for one in manuscript.pack.documents if (not one.unreadable) is readable)


def _write_documents(
    documents: tuple[PackDocument, ...], caption: str, manuscript: Manuscript
) -> Table:
    """Write documents as a table; one that a record describes leads to its item."""
    say = manuscript.phrases.say
    described = {
        content.location: manuscript.anchors[record.id]
        for record in manuscript.pick("document")
        if isinstance(content := record.content, DocumentRecord) and content.location
    }
    return Table(
        caption=caption,
        columns=(
            Column(label=say("Document"), width_percent=28),
            Column(label=say("Why"), width_percent=26),
            Column(label=say("Where"), width_percent=32, is_code=True),
            Column(label=say("Changed"), width_percent=14),
        ),
        rows=tuple(
            _write_row(document, _find_item(document, described), manuscript)
            for document in documents
        ),
    )


def _find_item(document: PackDocument, described: dict[str, str]) -> str | None:
    return next((anchor for where, anchor in described.items() if document.path in where), None)


def _write_row(
    document: PackDocument, target: str | None, manuscript: Manuscript
) -> tuple[Cell, ...]:
    phrases = manuscript.phrases
    copies = len(document.duplicates) + len(document.versions)
    more = copies and phrases.count(
        "{number} more copy or version", "{number} more copies or versions", copies
    )
    holder = document.holder and phrases.say("also with {name}", name=document.holder)
    return (
        Cell(text=document.title, target=target),
        Cell(text=" · ".join(str(part) for part in (document.why, more, holder) if part)),
        Cell(text=document.path),
        Cell(text=phrases.short_day(document.modified_on) if document.modified_on else ""),
    )


def _count_more(
    documents: tuple[PackDocument, ...], manuscript: Manuscript
) -> tuple[Paragraph, ...]:
    more = len(documents) - MOST_ROWS
    if more <= 0:
        return ()
    text = manuscript.phrases.count(
        "{number} more document is in documents.csv alone.",
        "{number} more documents are in documents.csv alone.",
        more,
    )
    return (Paragraph(text=text),)
