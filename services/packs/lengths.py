"""Lengths: how many words a text or a document has for its reader, and how a text is shortened."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from models.normal_forms import normalize
from models.outline import (
    Block,
    FormQuestion,
    Heading,
    InterviewQuestion,
    Item,
    LabelledText,
    Outline,
    Panel,
    Paragraph,
    Section,
    Table,
    Unknown,
)

SENTENCE_END = re.compile(r"(?<=[.!?…؟])[\"”’»)]*\s+(?=[^\sa-z])|(?<=[。！？])")
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*])\1(?![\w*])", re.DOTALL)
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LIST_MARK = re.compile(r"^\s*(?:[-*+]|#{1,6}|>)\s+", re.MULTILINE)
IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
IDEOGRAPHS_PER_WORD = 1.6
"""Chinese is read by characters: about 1.6 of them say what one English word says."""

LONG_WORD = 30
WORDS_PER_PAGE = 280
FRONT_PAGES = 2
CALLOUT_WORDS = 3
"""What a renderer adds to an item: the word of its tone, "urgent", the numbers of lists."""


def count_words(text: str) -> int:
    """Return the number of words as a reader meets them; ideographs count by the meaning."""
    ideographs = len(IDEOGRAPH.findall(text))
    rest = (IDEOGRAPH.sub(" ", text) if ideographs else text).split()
    # An address or a path runs over lines, where it looks like several words.
    broken = sum(len(word) // LONG_WORD for word in rest)
    return len(rest) + broken + round(ideographs / IDEOGRAPHS_PER_WORD)


def strip_markdown(text: str) -> str:
    """Return the text on one line, without the marks of emphasis, code, lists and headings."""
    plain = CODE.sub(r"\1", EMPHASIS.sub(r"\2", LIST_MARK.sub("", text)))
    return " ".join(plain.split())


def list_sentences(text: str) -> list[str]:
    """Return the sentences of a text of one line."""
    return [part.strip() for part in SENTENCE_END.split(text) if part.strip()]


def excerpt(text: str, max_words: int) -> str:
    """Return whole sentences from the text's beginning, plain, in at most `max_words` words.

    A first sentence that is too long is cut between words and ends in "…".
    """
    sentences = list_sentences(strip_markdown(text))
    kept: list[str] = []
    for sentence in sentences:
        if count_words(" ".join([*kept, sentence])) > max_words:
            break
        kept.append(sentence)
    if kept or not sentences:
        return " ".join(kept)
    return shorten(sentences[0], max_words)


def shorten(text: str, max_words: int) -> str:
    """Return a text of one line as it is, or its first words and "…" where it is longer."""
    if count_words(text) <= max_words:
        return text
    words = text.split()[:max_words]
    while count_words(" ".join(words)) > max_words and len(words) > 1:
        words.pop()
    kept = " ".join(words)
    if count_words(kept) > max_words:
        is_ideographic = IDEOGRAPH.search(kept) is not None
        kept = kept[: int(max_words * (IDEOGRAPHS_PER_WORD if is_ideographic else LONG_WORD))]
    return kept.rstrip(" ,;:–—，；：、") + "…"


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the text for comparison: no case, no accents, no punctuation."""
    decomposed = normalize("NFKD", text.casefold())
    letters = (c for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def measure_outline(outline: Outline, *, room: int = 0) -> int:
    """Return the words of a document, with what is repeated at the top and foot of each page.

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


def _list_plain_texts(
    block: Paragraph | Heading | Unknown | FormQuestion | InterviewQuestion,
) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Heading):
        yield block.title
    elif isinstance(block, Unknown):
        yield from (block.label, block.what, block.ask or "")
    elif isinstance(block, FormQuestion):
        yield from (block.question, block.hint or "", *block.choices)
    else:
        yield from (block.question, *block.facts, *block.prompts, *block.ways_out)
