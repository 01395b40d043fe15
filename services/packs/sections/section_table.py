"""Section table: what a pack, its annexes and its read-back form consist of, in reading order."""

from services.packs.manuscript import Manuscript, mark
from services.packs.sections.found_tables import (
    write_calendar,
    write_index,
    write_key_documents,
    write_threads,
    write_unreadable,
)
from services.packs.sections.how_made import write_making
from services.packs.sections.people_section import (
    write_correspondents,
    write_described,
    write_others,
)
from services.packs.sections.post import (
    write_areas,
    write_elements,
    write_items_by_area,
    write_risk,
)
from services.packs.sections.read_back import (
    write_acceptance,
    write_checklist,
    write_missing,
    write_signature,
    write_synthesis,
)
from services.packs.sections.section_rows import Part, Row, items
from services.packs.sections.work_and_year import (
    write_dates,
    write_due,
    write_gaps,
    write_later,
    write_tips,
    write_work,
    write_year,
)


def _name_manager(manuscript: Manuscript) -> str:
    return manuscript.pack.manager.name


SECTIONS = (
    Row(
        "section-next-days",
        mark("Warnings, and what is due soon"),
        mark(
            "Begin here: what will not wait, and what to do when something goes wrong. An item "
            "without an owner beside it belongs to {name}."
        ),
        (
            Part(write_dates),
            Part(write_due, "section-due", mark("Promises that fall due")),
            Part(
                items("warning"),
                "section-warnings",
                mark("If this happens, do that"),
                empty=mark("Nobody has given a warning."),
            ),
        ),
        starts_page=True,
    ),
    Row(
        "section-people",
        mark("People to inherit"),
        mark("Write to them in your first week, before they have to look for you."),
        (
            Part(write_described),
            Part(
                write_others,
                "section-others",
                mark("Others with whom much was exchanged"),
                is_divider=True,
            ),
        ),
        empty=mark("Nobody has named a contact, and no mail was read."),
    ),
    Row(
        "section-work",
        mark("Work in flight"),
        mark("What the reports say, and how it really stands."),
        (
            Part(write_work, empty=mark("No work under way is known.")),
            Part(write_later, "section-later", mark("Promises for later, or without a date")),
        ),
    ),
    Row(
        "section-year",
        mark("The year"),
        mark("Duties that come back. The calendar file beside this document holds them too."),
        (Part(write_year),),
        empty=mark("No duty that comes back is known."),
    ),
    Row(
        "section-decisions",
        mark("Decisions, and why"),
        mark("Some will look arbitrary. Read why before you reopen one."),
        (Part(items("decision")),),
        empty=mark("No decision has been written down."),
    ),
    Row(
        "section-systems",
        mark("Systems and documents"),
        mark("How to get in, and what to read. Passwords and keys are never in a pack."),
        (
            Part(items("system"), empty=mark("Nobody has described a system or an access.")),
            Part(write_key_documents, "section-key-documents", mark("Documents that matter")),
        ),
    ),
    Row(
        "section-practice",
        mark("Ways of working, and lessons"),
        mark("What no manual says."),
        (
            Part(items("process"), "section-processes", mark("How things are done here")),
            Part(items("lesson"), "section-lessons", mark("What hard cases teach")),
        ),
        empty=mark("No way of working and no lesson has been written down."),
    ),
    Row(
        "section-questions",
        mark("Open questions, and whom to ask"),
        mark("What is not known is said here rather than left out."),
        (
            Part(items("open_question")),
            Part(write_gaps, "section-gaps", mark("What else is missing"), is_divider=True),
        ),
        empty=mark("Nothing is known to be missing. Keep asking all the same."),
    ),
    Row(
        "section-read-back",
        mark("Say it back"),
        mark(
            "A handover is complete when the receiver has said it back in own words. Fill this in "
            "within the first week, here or in the form that comes with the pack, and go through "
            "it with {name}."
        ),
        (
            Part(write_synthesis),
            Part(write_checklist, "section-acceptance", mark("Item by item")),
            Part(write_missing),
        ),
        starts_page=True,
        name=_name_manager,
    ),
)
"""The sections of a pack after its one page, numbered from 1."""

BRIEF_LEAD = mark(
    "Begin here. What follows is the most important part of the pack, shortened; the pack says "
    "everything in full, under the same numbers."
)
BRIEF_SECTIONS = (
    SECTIONS[0]._replace(lead=BRIEF_LEAD),
    *SECTIONS[1:-1],
    SECTIONS[-1]._replace(
        lead=None,
        parts=(),
        empty=mark(
            "Read the sections of the pack that concern your first weeks. Then close it, fill in "
            "the read-back form in your own words, and go through it with {name}."
        ),
        starts_page=False,
    ),
)
"""The same with the words that a brief has in place of its own; what does not fit is cut later."""

ANNEXES = (
    Row(
        "section-post",
        mark("The post and its knowledge"),
        mark("What the post is for, what one has to know in it, and how much of that is here."),
        (
            Part(
                items("role_card"),
                empty=mark("Nobody has written down yet what this post is for."),
            ),
            Part(
                write_areas,
                "section-areas",
                mark("Knowledge areas"),
            ),
            Part(write_items_by_area),
            Part(write_elements, "section-elements", mark("Is the handover whole?")),
            Part(write_risk, "section-risk", mark("How much is at risk")),
        ),
        starts_page=True,
    ),
    Row(
        "section-tips",
        mark("Tips for the first 90 days"),
        mark("Small advice, in the order in which it is needed."),
        (Part(write_tips),),
        empty=mark("Nobody has left a tip."),
    ),
    Row(
        "section-threads",
        mark("Mail that waits"),
        mark("Somebody counts on an answer. Write, even if it is only to say that you are new."),
        (Part(write_threads),),
        empty=mark("No mail is known to wait for an answer."),
    ),
    Row(
        "section-contacts",
        mark("Correspondents"),
        mark("Everybody with whom mail went both ways; mailing lists and machines are left out."),
        (Part(write_correspondents),),
        empty=mark("No mailbox was read."),
    ),
    Row(
        "section-documents",
        mark("Index of documents"),
        mark("What was found, the most important first; documents.csv holds it as a table."),
        (
            Part(write_index, empty=mark("No document was found, or none was looked for.")),
            Part(write_unreadable, "section-unreadable", mark("Could not be read")),
        ),
    ),
    Row(
        "section-calendar",
        mark("Calendar"),
        mark("What goes on in the calendar whether or not somebody looks after it."),
        (Part(write_calendar),),
        empty=mark("No calendar was read, or nothing in it is still to come."),
    ),
    Row(
        "section-making",
        mark("How this pack was made"),
        mark("What went in, what was left out, and how far it can be trusted."),
        (Part(write_making),),
    ),
)
"""What is looked up rather than read, lettered from A; an empty one says that it is empty."""

FORM = (
    Row(
        "section-own-words",
        mark("In your own words"),
        mark("Close the pack first. Write what you remember; {name} reads it with you."),
        (Part(write_synthesis),),
        name=_name_manager,
    ),
    Row(
        "section-acceptance",
        mark("Item by item"),
        mark("Take over, decline or ask. What you decline goes back to {name}."),
        (Part(write_acceptance),),
        empty=mark("The pack names nothing that has to be taken over."),
        name=_name_manager,
    ),
    Row("section-pack", mark("The pack itself"), None, (Part(write_missing),)),
    Row("section-signed", mark("Who and when"), None, (Part(write_signature),)),
)
"""The form of the receiver, numbered from 1."""
