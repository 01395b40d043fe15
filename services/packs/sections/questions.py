"""Questions: what nobody could answer, and whom to ask."""

from models.outline import Block, Heading, Paragraph, Section, Unknown
from models.pack import PackGap
from services.packs.fields import KIND_NAMES
from services.packs.gaps import GAP_NAMES
from services.packs.items import make_items
from services.packs.manuscript import Manuscript


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
