"""Brief: the most important items of a pack, in at most ten minutes of reading."""

from collections import Counter
from typing import NamedTuple

from models.outline import (
    Block,
    Heading,
    Item,
    LabelledText,
    Panel,
    PanelItem,
    Paragraph,
    Section,
    Table,
    Unknown,
)
from models.words import Priority
from services.packs.items import make_item
from services.packs.lengths import count_words, excerpt, measure_block, measure_section, shorten
from services.packs.manuscript import Manuscript

ITEM_WORDS = 120
"""A longer item is cut at a sentence; the pack holds it whole."""
FIELD_WORDS = 28
GAP_WORDS = 50
CELL_WORDS = 12
PANEL_ITEMS = 3
POINTER_WORDS = 12
"""Kept free in each section for the line that says how much more there is."""
AT_ONCE = {"warning": 3, "commitment": 2, "contact": 2}
"""How many of a kind come in at its turn; of the other kinds one."""
TABLE_ROWS = {"section-next-days": 10, "section-systems": 4}
"""How many rows a table keeps; the tables of other sections stay in the pack."""
ROWS_ALONE = 6
"""How many rows it keeps where nobody has said anything and the table is all there is."""


Place = tuple[int, int, bool, int, int]
"""Rank of the priority, turn of the kind, whether it was moved up, section, place in it."""


class Piece(NamedTuple):
    """A block of a section. Without a `place` it stays; else the lowest place is taken first."""

    block: Block
    place: Place | None = None


def shorten_sections(
    sections: tuple[Section, ...], manuscript: Manuscript, max_words: int
) -> tuple[Section, ...]:
    """Return numbered sections with their most important items only, within `max_words` together.

    Priority comes first; inside a priority the kinds take turns, so that none crowds out another.
    An item is taken whole or not at all, and each section says how many more the pack has.
    """
    cut = [_cut(section, manuscript) for section in sections]
    fixed = [
        section.model_copy(update={"blocks": tuple(p.block for p in pieces if p.place is None)})
        for section, pieces in zip(sections, cut, strict=True)
    ]
    left = max_words - sum(measure_section(section) + POINTER_WORDS for section in fixed)
    chosen = _choose([piece for pieces in cut for piece in pieces], left)
    return tuple(
        _fill(section, pieces, chosen, manuscript)
        for section, pieces in zip(sections, cut, strict=True)
    )


def _choose(pieces: list[Piece], words: int) -> set[Place]:
    """Choose pieces by their places, the lowest first, for as long as there is room for more."""
    chosen: set[Place] = set()
    for place, length in sorted((p.place, measure_block(p.block)) for p in pieces if p.place):
        if length <= words:
            chosen.add(place)
            words -= length
    return chosen


def _cut(section: Section, manuscript: Manuscript) -> list[Piece]:
    records = {manuscript.anchors[record.id]: record for record in manuscript.pack.records}
    turns: Counter[tuple[str, int]] = Counter()
    best: dict[str, int] = {}
    for record in records.values():
        own_rank = record.content.priority.rank
        best[record.content.kind] = min(own_rank, best.get(record.content.kind, own_rank))
    pieces: list[Piece] = []
    for block in section.blocks:
        if not isinstance(block, Item | Unknown):
            pieces += [Piece(kept) for kept in _cut_fixed(block, section)]
            continue
        kind: str = "gap"
        rank = Priority.medium.rank
        short: Block = _cut_gap(block) if isinstance(block, Unknown) else block
        if isinstance(block, Item):
            record = records[block.anchor]
            kind, rank = record.content.kind, record.content.priority.rank
            short = _cut_item(make_item(record, manuscript, is_short=True), section, manuscript)
        # The best of a kind goes up by one: of everything there is, something comes in.
        is_best = not turns[kind, rank] and rank == best.get(kind, rank)
        turn = turns[kind, rank] // AT_ONCE.get(kind, 1)
        is_moved = is_best and rank > 0
        place = (rank - is_moved, turn, is_moved, section.number or 0, len(pieces))
        pieces.append(Piece(short, place))
        turns[kind, rank] += 1
    return pieces


def _cut_fixed(block: Block, section: Section) -> tuple[Block, ...]:
    if not isinstance(block, Table):
        return (block,)
    rows = tuple(
        tuple(cell.model_copy(update={"text": shorten(cell.text, CELL_WORDS)}) for cell in row)
        for row in block.rows[: _count_rows(section)]
    )
    return (block.model_copy(update={"rows": rows}),) if rows else ()


def _count_rows(section: Section) -> int:
    is_told = any(isinstance(block, Item) for block in section.blocks)
    return TABLE_ROWS.get(section.anchor, 0 if is_told else ROWS_ALONE)


def _cut_gap(gap: Unknown) -> Unknown:
    ask = shorten(gap.ask, CELL_WORDS) if gap.ask else None
    return gap.model_copy(update={"what": shorten(gap.what, GAP_WORDS), "ask": ask})


def _cut_item(item: Item, section: Section, manuscript: Manuscript) -> Item:
    if measure_block(item) <= ITEM_WORDS:
        return item
    say = manuscript.phrases.say
    pointer = LabelledText(
        label=say("Whole text"),
        texts=(say("in the pack, section {section}", section=section.number),),
        is_plain=True,
    )
    return item.model_copy(
        update={
            "title": shorten(item.title, FIELD_WORDS),
            "body": excerpt(item.body, FIELD_WORDS) if item.body else None,
            "fields": tuple(_cut_text(text) for text in item.fields),
            "notes": (*(_cut_text(text) for text in item.notes), pointer),
        }
    )


def _cut_text(text: LabelledText) -> LabelledText:
    kept: list[str] = []
    left = FIELD_WORDS
    for one in text.texts:
        short = shorten(one, left) if text.is_plain else excerpt(one, left)
        left -= count_words(short)
        kept.append(short)
        if left <= 0:
            break
    return text.model_copy(update={"texts": tuple(kept)})


def _fill(
    section: Section, pieces: list[Piece], chosen: set[Place], manuscript: Manuscript
) -> Section:
    kept = [piece.block for piece in pieces if piece.place is None or piece.place in chosen]
    # A heading goes with the last of what stood under it.
    blocks = [
        block
        for block, following in zip(kept, [*kept[1:], None], strict=False)
        if not isinstance(block, Heading) or not isinstance(following, Heading | None)
    ]
    more = len(pieces) - len(kept)
    if more:
        text = manuscript.phrases.count(
            "{number} more in section {section} of the pack.",
            "{number} more in section {section} of the pack.",
            more,
            section=section.number,
        )
        blocks.append(Paragraph(text=text))
    return section.model_copy(update={"blocks": tuple(blocks), "starts_page": False})


def shorten_one_page(section: Section) -> Section:
    """Return the one page with no line longer than is read at a glance."""
    blocks = tuple(
        block.model_copy(update={"items": tuple(map(_cut_line, block.items[:PANEL_ITEMS]))})
        if isinstance(block, Panel)
        else block
        for block in section.blocks
    )
    return section.model_copy(update={"blocks": blocks})


def _cut_line(item: PanelItem) -> PanelItem:
    return item.model_copy(
        update={
            "title": shorten(item.title, FIELD_WORDS),
            "text": shorten(item.text, FIELD_WORDS) if item.text else None,
            "note": shorten(item.note, CELL_WORDS) if item.note else None,
        }
    )
