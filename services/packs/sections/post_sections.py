"""Year: the duties that come back.

Decisions: what was decided, why, and what was rejected.

Practice: ways of working, and what hard cases teach.

Questions: what nobody could answer, and whom to ask.

Systems: systems and accesses, and the documents that matter most.

Work: what is under way, and what was promised for later.
"""

from datetime import date

from models.outline import Block, Cell, Column, Heading, Paragraph, Section, Table, Unknown
from models.pack import PackGap, PackRecord
from models.record_kinds import RecurringDuty
from services.packs.agenda import find_next, is_due_soon
from services.packs.fields import KIND_NAMES
from services.packs.gaps import GAP_NAMES
from services.packs.items import make_item, make_items
from services.packs.manuscript import Manuscript
from services.packs.rhythms import say_rhythm
from services.packs.sections.found_tables import write_entries, write_table, write_threads


def write_decisions(manuscript: Manuscript) -> Section:
    """Write the decisions, with the reasons and the alternatives that were rejected."""
    say = manuscript.phrases.say
    blocks: list[Block] = list(make_items(manuscript, "decision"))
    if not blocks:
        blocks.append(Paragraph(text=say("No decision has been written down.")))
    return Section(
        anchor="section-decisions",
        number=5,
        title=say("Decisions, and why"),
        lead=say("Some will look arbitrary. Read why before you reopen one."),
        blocks=tuple(blocks),
    )


def write_practice(manuscript: Manuscript) -> Section:
    """Write processes, then lessons."""
    say = manuscript.phrases.say
    processes = make_items(manuscript, "process")
    lessons = make_items(manuscript, "lesson")
    blocks: list[Block] = []
    if processes:
        blocks.append(Heading(anchor="section-processes", title=say("How things are done here")))
        blocks += processes
    if lessons:
        blocks.append(Heading(anchor="section-lessons", title=say("What hard cases teach")))
        blocks += lessons
    if not blocks:
        blocks.append(Paragraph(text=say("No way of working and no lesson has been written down.")))
    return Section(
        anchor="section-practice",
        number=7,
        title=say("Ways of working, and lessons"),
        lead=say("What no manual says."),
        blocks=tuple(blocks),
    )


def write_questions(manuscript: Manuscript) -> Section:
    """Write the open questions and the gaps; what a record asks is not said twice."""
    say = manuscript.phrases.say
    blocks: list[Block] = list(make_items(manuscript, "open_question"))
    gaps = list_other_gaps(manuscript)
    if gaps and blocks:
        blocks.append(Heading(anchor="section-gaps", title=say("What else is missing")))
    blocks += [_write_gap(gap, manuscript) for gap in gaps]
    if not blocks:
        blocks.append(
            Paragraph(text=say("Nothing is known to be missing. Keep asking all the same."))
        )
    return Section(
        anchor="section-questions",
        number=8,
        title=say("Open questions, and whom to ask"),
        lead=say("What is not known is said here rather than left out."),
        blocks=tuple(blocks),
    )


def list_other_gaps(manuscript: Manuscript) -> tuple[PackGap, ...]:
    """Return the gaps that no record of the pack says itself."""
    asked = {record.content.title for record in manuscript.pick("open_question")}
    return tuple(gap for gap in manuscript.pack.gaps if gap.what not in asked)


def _write_gap(gap: PackGap, manuscript: Manuscript) -> Unknown:
    name = GAP_NAMES.get(gap.kind) or KIND_NAMES.get(gap.kind)
    label = manuscript.phrases.say(name or "Missing")
    return Unknown(label=label, what=gap.what, ask=gap.whom_to_ask or manuscript.pack.manager.name)


_TOP_DOCUMENTS = 12


def write_systems(manuscript: Manuscript) -> Section:
    """Write systems, described documents, and the first documents of the index."""
    say = manuscript.phrases.say
    blocks: list[Block] = list(make_items(manuscript, "system"))
    if not blocks:
        blocks.append(Paragraph(text=say("Nobody has described a system or an access.")))
    documents = make_items(manuscript, "document")
    found = [one for one in manuscript.pack.documents if not one.unreadable][:_TOP_DOCUMENTS]
    if documents or found:
        blocks.append(Heading(anchor="section-key-documents", title=say("Documents that matter")))
        blocks += documents
    if found:
        caption = say("First in the index of documents")
        blocks.append(write_table(tuple(found), caption, manuscript))
    return Section(
        anchor="section-systems",
        number=6,
        title=say("Systems and documents"),
        lead=say("How to get in, and what to read. Passwords and keys are never in a pack."),
        blocks=tuple(blocks),
    )


_TOP_THREADS = 10


def write_work(manuscript: Manuscript) -> Section:
    """Write work in flight with both its statuses, then the promises that are not due soon."""
    say = manuscript.phrases.say
    blocks: list[Block] = list(make_items(manuscript, "work_in_flight"))
    if not blocks:
        blocks += _write_unsaid_work(manuscript)
    later = [r for r in manuscript.pick("commitment") if not is_due_soon(r, manuscript.pack)]
    if later:
        blocks.append(
            Heading(anchor="section-later", title=say("Promises for later, or without a date"))
        )
        blocks += [make_item(record, manuscript) for record in later]
    return Section(
        anchor="section-work",
        number=3,
        title=say("Work in flight"),
        lead=say("What the reports say, and how it really stands."),
        blocks=tuple(blocks),
    )


def _write_unsaid_work(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write that nobody told of work, and what mail shows all the same."""
    say = manuscript.phrases.say
    if not manuscript.pack.open_threads:
        return (Paragraph(text=say("No work under way is known.")),)
    text = say("Nobody has described work under way. This mail shows what somebody counts on:")
    return (Paragraph(text=text), *write_threads(manuscript, _TOP_THREADS))


def write_year(manuscript: Manuscript) -> Section:
    """Write the year: recurring duties by their next date, then each one whole."""
    say = manuscript.phrases.say
    duties = sorted(
        manuscript.pick("recurring_duty"), key=lambda record: _find_next(record, manuscript)
    )
    blocks: list[Block] = [_write_overview(duties, manuscript)] if len(duties) > 1 else []
    blocks += [make_item(record, manuscript) for record in duties]
    if not blocks:
        blocks += _write_unsaid_year(manuscript)
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


def _write_unsaid_year(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write that nobody told of a duty, and which series the calendar shows all the same."""
    say = manuscript.phrases.say
    series = tuple(one for one in manuscript.pack.calendar if one.rhythm or one.rrule)
    if not series:
        return (Paragraph(text=say("No duty that comes back is known.")),)
    text = say("Nobody has described a duty that comes back. The calendar shows these series:")
    return (Paragraph(text=text), write_entries(series, say("Series in the calendar"), manuscript))
