"""Work and year: what is due soon, under way or comes back, small advice, and what is missing."""

from datetime import date, timedelta

from models.outline import Block, Cell, Column, Paragraph, Table, Unknown
from models.pack import PackGap, PackRecord
from models.record_kinds import RecurringDuty
from services.packs.agenda import Deadline, find_next, get_window, is_due_soon, list_deadlines
from services.packs.fields import KIND_NAMES, MOMENTS
from services.packs.gaps import GAP_NAMES
from services.packs.items import make_item, make_items
from services.packs.manuscript import Manuscript
from services.packs.rhythms import say_rhythm
from services.packs.sections.found_tables import write_entries, write_threads

SHORT_LEAD = timedelta(days=2)
TOP_THREADS = 10


def write_due(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write each promise that is due soon whole: by priority, then by date."""
    deadlines = {one.record: one.due_on for one in list_deadlines(manuscript.pack)}
    due = [r for r in manuscript.pick("commitment") if r.id in deadlines]
    due.sort(key=lambda r: (r.content.priority.rank, deadlines[r.id]))
    return tuple(make_item(record, manuscript) for record in due)


def write_dates(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write the dates of the coming days as a table, or that none is known."""
    phrases = manuscript.phrases
    first, last = (phrases.day(day) for day in get_window(manuscript.pack))
    deadlines = list_deadlines(manuscript.pack)
    if not deadlines:
        text = phrases.say(
            "Nothing is known to fall due between {first} and {last}.", first=first, last=last
        )
        return (Paragraph(text=text),)
    table = Table(
        caption=phrases.say("Dates from {first} to {last}", first=first, last=last),
        columns=(
            Column(label=phrases.say("Due"), width_percent=18),
            Column(label=phrases.say("What"), width_percent=50),
            Column(label=phrases.say("With"), width_percent=32),
        ),
        rows=tuple(_write_deadline(deadline, manuscript) for deadline in deadlines),
    )
    return (table,)


def _write_deadline(deadline: Deadline, manuscript: Manuscript) -> tuple[Cell, ...]:
    phrases, today = manuscript.phrases, manuscript.pack.made_on
    due = phrases.short_day(deadline.due_on)
    if deadline.due_on < today:
        due = phrases.say("{day} (overdue)", day=due)
    title = deadline.title
    if deadline.starts_on and deadline.due_on - deadline.starts_on > SHORT_LEAD:
        day = phrases.short_day(deadline.starts_on)
        title = phrases.say("{title} (begin on {day})", title=title, day=day)
    target = manuscript.find_target(deadline.record)
    return Cell(text=due), Cell(text=title, target=target), Cell(text=", ".join(deadline.with_whom))


def write_work(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write work in flight with both its statuses; if nobody described any, what mail shows."""
    if work := make_items(manuscript, "work_in_flight"):
        return work
    threads = write_threads(manuscript, TOP_THREADS)
    text = manuscript.phrases.say(
        "Nobody has described work under way. This mail shows what somebody counts on:"
    )
    return (Paragraph(text=text), *threads) if threads else ()


def write_later(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write the promises that are not due soon."""
    promises = manuscript.pick("commitment")
    later = (one for one in promises if not is_due_soon(one, manuscript.pack))
    return tuple(make_item(record, manuscript) for record in later)


def write_year(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write the year at a glance, then each recurring duty whole, by its next date."""
    duties = sorted(
        manuscript.pick("recurring_duty"), key=lambda record: _find_next(record, manuscript)
    )
    if not duties:
        return _write_unsaid_year(manuscript)
    overview = [_write_overview(duties, manuscript)] if len(duties) > 1 else []
    return (*overview, *(make_item(record, manuscript) for record in duties))


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
        rows=tuple(_write_duty(record, manuscript) for record in duties),
    )


def _write_duty(record: PackRecord, manuscript: Manuscript) -> tuple[Cell, ...]:
    content, phrases = record.content, manuscript.phrases
    next_on = _find_next(record, manuscript)
    rhythm = content.rhythm if isinstance(content, RecurringDuty) else None
    return (
        Cell(text=phrases.say("UNKNOWN") if next_on == date.max else phrases.short_day(next_on)),
        Cell(text=content.title, target=manuscript.find_target(record.id)),
        Cell(text=say_rhythm(rhythm, phrases) if rhythm else ""),
    )


def _write_unsaid_year(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write that nobody described a duty, and which series the calendar shows."""
    say = manuscript.phrases.say
    series = tuple(one for one in manuscript.pack.calendar if one.rhythm or one.rrule)
    if not series:
        return ()
    text = say("Nobody has described a duty that comes back. The calendar shows these series:")
    return (Paragraph(text=text), write_entries(series, say("Series in the calendar"), manuscript))


def write_tips(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write tips in the order in which they are needed."""
    moments = list(MOMENTS)
    tips = sorted(
        manuscript.pick("tip"),
        key=lambda r: moments.index(getattr(r.content, "when", None) or "day_90"),
    )
    return tuple(make_item(record, manuscript) for record in tips)


def write_gaps(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write the gaps that no record of the pack says itself."""
    asked = {record.content.title for record in manuscript.pick("open_question")}
    gaps = (gap for gap in manuscript.pack.gaps if gap.what not in asked)
    return tuple(_write_gap(gap, manuscript) for gap in gaps)


def _write_gap(gap: PackGap, manuscript: Manuscript) -> Unknown:
    name = GAP_NAMES.get(gap.kind) or KIND_NAMES.get(gap.kind)
    label = manuscript.phrases.say(name or "Missing")
    return Unknown(label=label, what=gap.what, ask=gap.whom_to_ask or manuscript.pack.manager.name)
