"""Systems: systems and accesses, and the documents that matter most."""

from models.outline import Block, Heading, Paragraph, Section
from services.packs.items import make_items
from services.packs.manuscript import Manuscript
from services.packs.sections.documents import write_table

TOP = 12


def write_systems(manuscript: Manuscript) -> Section:
    """Write systems, described documents, and the first documents of the index."""
    say = manuscript.phrases.say
    blocks: list[Block] = list(make_items(manuscript, "system"))
    if not blocks:
        blocks.append(Paragraph(text=say("Nobody has described a system or an access.")))
    documents = make_items(manuscript, "document")
    found = [one for one in manuscript.pack.documents if not one.unreadable][:TOP]
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
