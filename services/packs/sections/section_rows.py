"""Section rows: a section of a pack as a row of data, drawn by one function.

A row says title, lead and parts. A part is the items of some kinds of record; where that is not
enough, a function of another file writes it.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from models.outline import Block, Heading, Paragraph, Section
from services.packs.items import make_items
from services.packs.manuscript import Manuscript


class Part(NamedTuple):
    """Some blocks of a section, below a heading of their own where `title` says one."""

    write: Callable[[Manuscript], Iterable[Block]]
    anchor: str = ""
    title: str = ""
    empty: str = ""
    """What is written if there are no blocks; without it, there is no heading either."""
    is_divider: bool = False
    """The heading only separates these blocks from earlier ones; without those it is left out."""


class Row(NamedTuple):
    """A section; its number or letter comes from its place in the table."""

    anchor: str
    title: str
    lead: str | None
    parts: tuple[Part, ...]
    empty: str = ""
    """What is written if the section has no blocks."""
    starts_page: bool = False
    name: Callable[[Manuscript], str] = lambda manuscript: manuscript.owner
    """Who is meant by `{name}` in lead and sentences."""


def items(*kinds: str) -> Callable[[Manuscript], Iterable[Block]]:
    """Return what writes the records of these kinds, the most important first."""
    return lambda manuscript: make_items(manuscript, *kinds)


def write_numbered(rows: Iterable[Row], manuscript: Manuscript) -> tuple[Section, ...]:
    """Write sections, numbered from 1."""
    return tuple(
        _write_section(row, manuscript).model_copy(update={"number": number})
        for number, row in enumerate(rows, start=1)
    )


def write_lettered(rows: Iterable[Row], manuscript: Manuscript) -> tuple[Section, ...]:
    """Write annexes, lettered from A."""
    say = manuscript.phrases.say
    sections = [_write_section(row, manuscript) for row in rows]
    return tuple(
        section.model_copy(
            update={"title": say("Annex {letter}: {title}", letter=letter, title=section.title)}
        )
        for letter, section in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", sections, strict=False)
    )


def _write_section(row: Row, manuscript: Manuscript) -> Section:
    name = row.name(manuscript)
    blocks: list[Block] = []
    for part in row.parts:
        written = list(part.write(manuscript)) or _say(part.empty, manuscript, name)
        if written and part.title and (blocks or not part.is_divider):
            title = manuscript.phrases.say(part.title)
            blocks.append(Heading(anchor=part.anchor, title=title))
        blocks += written
    return Section(
        anchor=row.anchor,
        title=manuscript.phrases.say(row.title),
        lead=manuscript.phrases.say(row.lead, name=name) if row.lead else None,
        blocks=tuple(blocks or _say(row.empty, manuscript, name)),
        starts_page=row.starts_page,
    )


def _say(sentence: str, manuscript: Manuscript, name: str) -> list[Block]:
    if not sentence:
        return []
    return [Paragraph(text=manuscript.phrases.say(sentence, name=name))]
