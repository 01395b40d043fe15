"""Outline: a pack as the documents that people read, in reading order."""

from typing import Literal

from models.outline import LabelledText, Outline, Section
from models.pack import Pack, PackPerson
from services.packs.audience import classify, say_receiver
from services.packs.brief import shorten_one_page, shorten_sections
from services.packs.lengths import measure_outline
from services.packs.manuscript import Manuscript, mark
from services.packs.sections.one_page import write_one_page
from services.packs.sections.section_rows import write_lettered, write_numbered
from services.packs.sections.section_table import ANNEXES, BRIEF_SECTIONS, FORM, SECTIONS

BRIEF_WORDS = 2100
"""Of the 2,200 that a brief may have; the rest is for words that a renderer breaks at line ends."""

SUBTITLES = {
    "brief": mark("The brief: ten minutes to read"),
    "pack": mark("The handover pack"),
    "read-back": mark("The read-back: said in the receiver's own words"),
}


def outline_pack(pack: Pack) -> Outline:
    """Return the whole pack: the one page, nine sections, the annexes."""
    manuscript = Manuscript(pack)
    sections = (write_one_page(manuscript), *write_numbered(SECTIONS, manuscript))
    contents = manuscript.phrases.say("Contents")
    return frame(manuscript, "pack", (*sections, *write_lettered(ANNEXES, manuscript)), contents)


def outline_brief(pack: Pack) -> Outline:
    """Return the brief: the one page, then the most important items, in at most 2,200 words."""
    manuscript = Manuscript(pack)
    one_page = shorten_one_page(write_one_page(manuscript))
    *sections, end = write_numbered(BRIEF_SECTIONS, manuscript)
    bare = frame(manuscript, "brief", (one_page, end))
    used = measure_outline(bare, room=BRIEF_WORDS - measure_outline(bare))
    chosen = shorten_sections(tuple(sections), manuscript, BRIEF_WORDS - used)
    return frame(manuscript, "brief", (one_page, *chosen, end))


def outline_read_back(pack: Pack) -> Outline:
    """Return the receiver's form: own words, item by item, what is missing, signature."""
    manuscript = Manuscript(pack)
    return frame(manuscript, "read-back", write_numbered(FORM, manuscript))


def frame(
    manuscript: Manuscript,
    name: Literal["brief", "pack", "read-back"],
    sections: tuple[Section, ...],
    contents_title: str = "",
) -> Outline:
    """Return the sections as a document with its cover, footer and properties."""
    pack, phrases = manuscript.pack, manuscript.phrases
    title = pack.post.title
    if pack.post.unit:
        title = phrases.say("{post}, {unit}", post=title, unit=pack.post.unit)
    return Outline(
        name=name,
        language=pack.language,
        title=title,
        subtitle=phrases.say(SUBTITLES[name]),
        reference=pack.reference,
        edition=phrases.say(
            "Edition {number}, {day}", number=pack.edition, day=phrases.day(pack.made_on)
        ),
        edition_number=pack.edition,
        classification=classify(pack, phrases),
        notice=_say_notice(manuscript),
        # The one page, with which the brief begins, says them in a sentence.
        facts=() if name == "brief" else _list_facts(manuscript),
        contents_title=contents_title,
        page_label=phrases.say("Page {page} of {pages}"),
        about=phrases.say("Handover of the post {post}", post=title),
        author=pack.manager.name,
        created_at=f"{pack.made_on.isoformat()}T00:00:00+00:00",
        sections=sections,
    )


def _say_notice(manuscript: Manuscript) -> str | None:
    if manuscript.pack.reviewed:
        return None
    return manuscript.phrases.say("Unreviewed: put together by machine, not yet agreed by anybody")


def _list_facts(manuscript: Manuscript) -> tuple[LabelledText, ...]:
    pack, phrases = manuscript.pack, manuscript.phrases
    starts_on = pack.receiver.starts_on if pack.receiver else None
    facts = (
        (phrases.say("Office"), pack.post.duty_station),
        (phrases.say("Handed over by"), pack.leaver and _name(pack.leaver)),
        (
            phrases.say("Last working day"),
            pack.last_working_on and phrases.day(pack.last_working_on),
        ),
        (phrases.say("Taken over by"), say_receiver(pack, phrases)),
        (phrases.say("First day"), starts_on and phrases.day(starts_on)),
        (phrases.say("Manager"), _name(pack.manager)),
    )
    return tuple(
        LabelledText(label=label, texts=(value,), is_plain=True) for label, value in facts if value
    )


def _name(person: PackPerson) -> str:
    return f"{person.name}, {person.email}" if person.email else person.name
