"""Practice: ways of working, and what hard cases teach."""

from models.outline import Block, Heading, Paragraph, Section
from services.packs.items import make_items
from services.packs.manuscript import Manuscript


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
