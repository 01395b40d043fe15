"""Work: what is under way, and what was promised for later."""

from models.outline import Block, Heading, Paragraph, Section
from services.packs.agenda import is_due_soon
from services.packs.items import make_item, make_items
from services.packs.manuscript import Manuscript
from services.packs.sections.threads import write_threads

TOP = 10


def write_work(manuscript: Manuscript) -> Section:
    """Write work in flight with both its statuses, then the promises that are not due soon."""
    say = manuscript.phrases.say
    blocks: list[Block] = list(make_items(manuscript, "work_in_flight"))
    if not blocks:
        blocks += _write_unsaid(manuscript)
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


def _write_unsaid(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write that nobody told of work, and what mail shows all the same."""
    say = manuscript.phrases.say
    if not manuscript.pack.open_threads:
        return (Paragraph(text=say("No work under way is known.")),)
    text = say("Nobody has described work under way. This mail shows what somebody counts on:")
    return (Paragraph(text=text), *write_threads(manuscript, TOP))
