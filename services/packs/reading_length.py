"""Reading length: how many words a document is, as someone who reads all of it would count."""

from collections.abc import Iterator

from models.outline import (
    Block,
    FormQuestion,
    Heading,
    Item,
    LabelledText,
    Outline,
    Panel,
    Paragraph,
    Section,
    Table,
    Unknown,
)
from services.packs.excerpts import count_words

WORDS_PER_PAGE = 280
FRONT_PAGES = 2
CALLOUT_WORDS = 3
"""What a renderer adds to an item: the word of its tone, "urgent", the numbers of lists."""


def measure_outline(outline: Outline, *, room: int = 0) -> int:
    """Return the words of a document, with what stands again at the head and foot of each page.

    `room` are words that are still to come: they make pages, but are not counted themselves.
    """
    texts = sum(measure_section(section) for section in outline.sections)
    cover = (outline.title, outline.subtitle, outline.reference, outline.edition)
    facts = sum(_measure_labelled(fact) for fact in outline.facts)
    once = sum(map(count_words, (*cover, outline.contents_title))) + facts
    running = (outline.title, outline.classification, outline.notice or "", outline.page_label)
    pages = FRONT_PAGES + (texts + once + room) // WORDS_PER_PAGE
    return texts + once + pages * sum(map(count_words, running))


def measure_section(section: Section) -> int:
    """Return the words of a section with its headings."""
    own = count_words(section.title) + count_words(section.lead or "") + 1
    return own + sum(map(measure_block, section.blocks))


def measure_block(block: Block) -> int:
    """Return the words of a block, with those that a renderer adds to it."""
    words = sum(map(count_words, _list_texts(block)))
    if isinstance(block, Item | Unknown):
        words += CALLOUT_WORDS
    if isinstance(block, Item):
        words += sum(map(_measure_labelled, (*block.fields, *block.notes)))
    return words


def _measure_labelled(text: LabelledText) -> int:
    return count_words(text.label) + sum(map(count_words, text.texts))


def _list_texts(block: Block) -> Iterator[str]:
    if isinstance(block, Item):
        yield from (block.kind, block.title, block.body or "", block.stamp or "")
    elif isinstance(block, Table):
        yield block.caption
        yield from (column.label for column in block.columns)
        yield from (cell.text for row in block.rows for cell in row)
    elif isinstance(block, Panel):
        yield from (block.title, "" if block.items else block.empty)
        for item in block.items:
            yield from (item.title, item.text or "", item.note or "")
    else:
        yield from _list_plain_texts(block)


def _list_plain_texts(block: Paragraph | Heading | Unknown | FormQuestion) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Heading):
        yield block.title
    elif isinstance(block, Unknown):
        yield from (block.label, block.what, block.ask or "")
    else:
        yield from (block.question, block.hint or "", *block.choices)
