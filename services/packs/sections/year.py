"""Year: the duties that come back."""

from datetime import date

from models.outline import Block, Cell, Column, Paragraph, Section, Table
from models.pack import PackRecord
from models.record_kinds import RecurringDuty
from services.packs.agenda import find_next
from services.packs.items import make_item
from services.packs.manuscript import Manuscript
from services.packs.rhythms import say_rhythm
from services.packs.sections.entries import write_entries


def write_year(manuscript: Manuscript) -> Section:
    """Write the year: recurring duties by their next date, then each one whole."""
    say = manuscript.phrases.say
    duties = sorted(
        manuscript.pick("recurring_duty"), key=lambda record: _find_next(record, manuscript)
    )
    blocks: list[Block] = [_write_overview(duties, manuscript)] if len(duties) > 1 else []
    blocks += [make_item(record, manuscript) for record in duties]
    if not blocks:
        blocks += _write_unsaid(manuscript)
    return Section(
        anchor="section-year",
        number=4,
        title=say("The year"),
        lead=say("Duties that come back. The calendar file beside this document holds them too."),
        blocks=tuple(blocks),
    )


def _find_next(record: PackRecord, manuscript: Manuscript) -> date:
    content = record.content
    if not isinstance(content, RecurringDuty):
        return date.max
    return find_next(content, manuscript.pack.made_on) or date.max


def _write_overview(duties: list[PackRecord], manuscript: Manuscript) -> Table:
    say = manuscript.phrases.say
    return Table(
        caption=say("The year at a glance"),
        columns=(
            Column(label=say("Next"), width_percent=20),
            Column(label=say("Duty"), width_percent=48),
            Column(label=say("Rhythm"), width_percent=32),
        ),
        rows=tuple(_write_row(record, manuscript) for record in duties),
    )


def _write_row(record: PackRecord, manuscript: Manuscript) -> tuple[Cell, ...]:
    content, phrases = record.content, manuscript.phrases
    next_on = _find_next(record, manuscript)
    rhythm = content.rhythm if isinstance(content, RecurringDuty) else None
    return (
        Cell(text=phrases.say("UNKNOWN") if next_on == date.max else phrases.short_day(next_on)),
        Cell(text=content.title, target=manuscript.find_target(record.id)),
        Cell(text=say_rhythm(rhythm, phrases) if rhythm else ""),
    )


def _write_unsaid(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write that nobody told of a duty, and which series the calendar shows all the same."""
    say = manuscript.phrases.say
    series = tuple(one for one in manuscript.pack.calendar if one.rhythm or one.rrule)
    if not series:
        return (Paragraph(text=say("No duty that comes back is known.")),)
    text = say("Nobody has described a duty that comes back. The calendar shows these series:")
    return (Paragraph(text=text), write_entries(series, say("Series in the calendar"), manuscript))
