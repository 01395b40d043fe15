"""Annexes: what is looked up rather than read."""

from collections.abc import Callable
from typing import NamedTuple

from models.outline import Block, Paragraph, Section
from services.packs.fields import MOMENTS
from services.packs.items import make_item
from services.packs.manuscript import Manuscript
from services.packs.phrases import mark
from services.packs.sections.documents import write_index
from services.packs.sections.entries import write_entries
from services.packs.sections.making import write_making
from services.packs.sections.people import write_contacts
from services.packs.sections.post import write_post
from services.packs.sections.threads import write_threads


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
