"""Decisions: what was decided, why, and what was rejected."""

from models.outline import Block, Paragraph, Section
from services.packs.items import make_items
from services.packs.manuscript import Manuscript


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
