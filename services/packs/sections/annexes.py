"""Annexes: what is looked up rather than read.

Making: how the pack was made, and how far it can be trusted.
"""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from models.outline import Block, Paragraph, Section
from models.words import Stamp
from services.packs.fields import MOMENTS
from services.packs.items import make_item
from services.packs.manuscript import Manuscript, mark
from services.packs.sections.found_tables import write_entries, write_index, write_threads
from services.packs.sections.people_section import write_contacts
from services.packs.sections.post import write_post

MEANINGS = {
    Stamp.verified: mark("agreed by leaver and manager to exactly this text"),
    Stamp.unreviewed: mark("not yet looked at by a second person"),
    Stamp.second_hand: mark("told by manager or colleagues, not by the leaver"),
    Stamp.stale: mark("past its review date, or its source has changed"),
}


def write_making(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write what went in, whom the items belong to, and what the stamps mean."""
    pack, phrases = manuscript.pack, manuscript.phrases
    made = phrases.say(
        "Edition {edition} of {reference} was made on {day}.",
        edition=pack.edition,
        reference=pack.reference,
        day=phrases.day(pack.made_on),
    )
    return (
        Paragraph(text=f"{made} {_count_parts(manuscript)}"),
        Paragraph(text=_say_left_out(manuscript)),
        *_list_stamps(manuscript),
    )


def _count_parts(manuscript: Manuscript) -> str:
    pack, count = manuscript.pack, manuscript.phrases.count
    parts = (
        count("{number} record", "{number} records", len(pack.records)),
        count("{number} document", "{number} documents", len(pack.documents)),
        count("{number} correspondent", "{number} correspondents", len(pack.contacts)),
        count("{number} calendar entry", "{number} calendar entries", len(pack.calendar)),
    )
    joined = manuscript.phrases.join(parts)
    return manuscript.phrases.say("It holds {parts}.", parts=joined)


def _say_left_out(manuscript: Manuscript) -> str:
    return manuscript.phrases.say(
        "Private places were not opened, passwords and keys were masked, and what people kept for "
        "themselves or for fewer readers is not in it."
    )


def _list_stamps(manuscript: Manuscript) -> tuple[Block, ...]:
    phrases = manuscript.phrases
    counted = Counter(record.stamp for record in manuscript.pack.records)
    return tuple(
        Paragraph(
            text=phrases.count(
                "{number} record: {meaning}.",
                "{number} records: {meaning}.",
                counted[stamp],
                meaning=phrases.say(MEANINGS[stamp]),
            )
        )
        for stamp in Stamp
        if counted[stamp]
    )


class Annex(NamedTuple):
    """An annex: its letter comes from its place."""

    anchor: str
    title: str
    lead: str
    write: Callable[[Manuscript], tuple[Block, ...]]


def write_annexes(manuscript: Manuscript) -> tuple[Section, ...]:
    """Write the annexes, lettered from A; none is left out where it is empty, it says so."""
    say = manuscript.phrases.say
    return tuple(
        Section(
            anchor=annex.anchor,
            title=say(
                "Annex {letter}: {title}", letter=chr(ord("A") + place), title=say(annex.title)
            ),
            lead=say(annex.lead),
            blocks=annex.write(manuscript),
            starts_page=place == 0,
        )
        for place, annex in enumerate(ANNEXES)
    )


def _write_tips(manuscript: Manuscript) -> tuple[Block, ...]:
    moments = list(MOMENTS)
    tips = sorted(
        manuscript.pick("tip"),
        key=lambda r: moments.index(getattr(r.content, "when", None) or "day_90"),
    )
    items = tuple(make_item(record, manuscript) for record in tips)
    return items or (Paragraph(text=manuscript.phrases.say("Nobody has left a tip.")),)


def _write_contacts(manuscript: Manuscript) -> tuple[Block, ...]:
    contacts = manuscript.pack.contacts
    if not contacts:
        return (Paragraph(text=manuscript.phrases.say("No mailbox was read.")),)
    return (write_contacts(contacts, manuscript),)


def _write_calendar(manuscript: Manuscript) -> tuple[Block, ...]:
    say = manuscript.phrases.say
    entries = manuscript.pack.calendar
    if not entries:
        return (Paragraph(text=say("No calendar was read, or nothing in it is still to come.")),)
    caption = say("Series that go on, and single entries to come")
    return (write_entries(entries, caption, manuscript),)


ANNEXES = (
    Annex(
        "section-post",
        mark("The post and its knowledge"),
        mark("What the post is for, what one has to know in it, and how much of that is here."),
        write_post,
    ),
    Annex(
        "section-tips",
        mark("Tips for the first 90 days"),
        mark("Small advice, in the order in which it is needed."),
        _write_tips,
    ),
    Annex(
        "section-threads",
        mark("Mail that waits"),
        mark("Somebody counts on an answer. Write, even if it is only to say that you are new."),
        write_threads,
    ),
    Annex(
        "section-contacts",
        mark("Correspondents"),
        mark("Everybody with whom mail went both ways; mailing lists and machines are left out."),
        _write_contacts,
    ),
    Annex(
        "section-documents",
        mark("Index of documents"),
        mark("What was found, the most important first; documents.csv holds it as a table."),
        write_index,
    ),
    Annex(
        "section-calendar",
        mark("Calendar"),
        mark("What goes on in the calendar whether or not somebody looks after it."),
        _write_calendar,
    ),
    Annex(
        "section-making",
        mark("How this pack was made"),
        mark("What went in, what was left out, and how far it can be trusted."),
        write_making,
    ),
)
