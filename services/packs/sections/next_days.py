"""Next days: what is due soon, and what to do if something goes wrong."""

from datetime import timedelta

from models.outline import Block, Cell, Column, Heading, Paragraph, Section, Table
from services.packs.agenda import Deadline, get_window, list_deadlines
from services.packs.items import make_item, make_items
from services.packs.manuscript import Manuscript

SHORT_LEAD = timedelta(days=2)


def write_next_days(manuscript: Manuscript) -> Section:
    """Write warnings and deadlines: the dates as a table, then each promise and warning whole."""
    say = manuscript.phrases.say
    blocks: list[Block] = [_write_dates(manuscript)]
    deadlines = {one.record: one.due_on for one in list_deadlines(manuscript.pack)}
    due = [r for r in manuscript.pick("commitment") if r.id in deadlines]
    due.sort(key=lambda r: (r.content.priority.rank, deadlines[r.id]))
    if due:
        blocks.append(Heading(anchor="section-due", title=say("Promises that fall due")))
        blocks += [make_item(record, manuscript) for record in due]
    blocks.append(Heading(anchor="section-warnings", title=say("If this happens, do that")))
    warnings = make_items(manuscript, "warning")
    blocks += warnings or [Paragraph(text=say("Nobody has given a warning."))]
    return Section(
        anchor="section-next-days",
        number=1,
        title=say("Warnings, and what is due soon"),
        lead=say(
            "Begin here: what will not wait, and what to do when something goes wrong. An item "
            "without an owner beside it belongs to {name}.",
            name=manuscript.owner,
        ),
        blocks=tuple(blocks),
        starts_page=True,
    )


def write_brief_lead(manuscript: Manuscript) -> str:
    """Write what the reader of the brief should know about it."""
    return manuscript.phrases.say(
        "Begin here. What follows is the most important part of the pack, shortened; the pack says "
        "everything in full, under the same numbers."
    )


def _write_dates(manuscript: Manuscript) -> Block:
    phrases = manuscript.phrases
    first, last = (phrases.day(day) for day in get_window(manuscript.pack))
    deadlines = list_deadlines(manuscript.pack)
    if not deadlines:
        return Paragraph(
            text=phrases.say(
                "Nothing is known to fall due between {first} and {last}.", first=first, last=last
            )
        )
    return Table(
        caption=phrases.say("Dates from {first} to {last}", first=first, last=last),
        columns=(
            Column(label=phrases.say("Due"), width_percent=18),
            Column(label=phrases.say("What"), width_percent=50),
            Column(label=phrases.say("With"), width_percent=32),
        ),
        rows=tuple(_write_row(deadline, manuscript) for deadline in deadlines),
    )


def _write_row(deadline: Deadline, manuscript: Manuscript) -> tuple[Cell, ...]:
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
