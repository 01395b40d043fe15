"""Threads: mail that waits for an answer, and promises by mail."""

from models.outline import Block, Cell, Column, Paragraph, Table
from models.pack import PackThread
from services.packs.manuscript import Manuscript


def write_threads(manuscript: Manuscript, top: int | None = None) -> tuple[Block, ...]:
    """Write open threads, or the first of them, as a table in the order of the pack."""
    say = manuscript.phrases.say
    threads = manuscript.pack.open_threads
    if not threads:
        return (Paragraph(text=say("No mail is known to wait for an answer.")),)
    table = Table(
        caption=say("Mail that waits for an answer, and promises by mail"),
        columns=(
            Column(label=say("Subject"), width_percent=28),
            Column(label=say("With"), width_percent=24),
            Column(label=say("Last"), width_percent=13),
            Column(label=say("Why it waits"), width_percent=35),
        ),
        rows=tuple(_write_row(thread, manuscript) for thread in threads[:top]),
    )
    return (table,)


def _write_row(thread: PackThread, manuscript: Manuscript) -> tuple[Cell, ...]:
    phrases = manuscript.phrases
    due = thread.due_on and phrases.say("Due {day}", day=phrases.short_day(thread.due_on))
    return (
        Cell(text=thread.subject),
        Cell(text=thread.with_),
        Cell(text=phrases.short_day(thread.last_on) if thread.last_on else ""),
        Cell(text=" · ".join(part for part in (due, thread.why) if part)),
    )
