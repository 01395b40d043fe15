"""Entries: what the calendar holds, as a table."""

from models.outline import Cell, Column, Table
from models.pack import PackEntry
from services.packs.manuscript import Manuscript
from services.packs.rhythms import say_rhythm


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
        rows=tuple(_write_row(entry, manuscript) for entry in entries),
    )


def _write_row(entry: PackEntry, manuscript: Manuscript) -> tuple[Cell, ...]:
    phrases = manuscript.phrases
    rhythm = entry.rhythm or entry.rrule
    title = f"{entry.title} ({entry.location})" if entry.location else entry.title
    return (
        Cell(text=phrases.short_day(entry.next_on) if entry.next_on else ""),
        Cell(text=title),
        Cell(text=say_rhythm(rhythm, phrases) if rhythm else phrases.say("once")),
        Cell(text=", ".join(entry.with_whom)),
    )
