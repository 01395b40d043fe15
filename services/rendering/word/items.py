"""Items: a record with its words on eight columns and its notes on four, and the gaps."""

from collections.abc import Sequence

from models.outline import Item, LabelledText, Tone, Unknown
from services.rendering.drawing import is_short
from services.rendering.word.draft import TONE_COLORS, TONE_LOOKS, Draft, name_bookmark
from services.rendering.word.elements import (
    NOTES_WIDTH,
    WORDS_WIDTH,
    Element,
    W,
    make,
    make_paragraph,
)
from services.rendering.word.grids import CellStyle, make_cell, make_grid, make_row
from services.rendering.word.passages import write_line, write_prose, write_texts
from services.rendering.word.runs import Look

LABEL_WIDTH = 1700
"""Of the column of labels, its margins included."""

NOTES = CellStyle(margins={"left": 283, "top": 60})
GAP_BOX = CellStyle(
    rules=dict.fromkeys(("top", "left", "bottom", "right"), (6, "8A1C1C", "dashed")),
    margins={"top": 142, "bottom": 100, "left": 227, "right": 227},
)


def write_item(draft: Draft, item: Item, level: int) -> list[Element]:
    """Return the item's title, and under it its words and notes side by side."""
    title = draft.write_bookmark(name_bookmark(item.anchor), draft.write(item.title))
    written = [
        make_paragraph("Eyebrow", _write_eyebrow(draft, item)),
        make_paragraph("Heading3", title, make("outlineLvl", val=level - 1)),
    ]
    rows = _list_rows(draft, item)
    if rows:
        is_whole = is_short(item)
        if is_whole:
            _keep_together(rows)
        widths = (LABEL_WIDTH, WORDS_WIDTH - LABEL_WIDTH, NOTES_WIDTH)
        indent = 30 if item.tone in TONE_COLORS else 0
        written += [make_grid(draft, widths, rows, indent=indent), make_paragraph("Gap", ())]
    return written


def write_unknown(draft: Draft, unknown: Unknown) -> list[Element]:
    """Return a gap: the word, what is missing, whom to ask."""
    alarm = draft.write(draft.say("UNKNOWN"), Look(style="Alarm"))
    content = [
        make_paragraph(
            "CellText", [*alarm, *draft.write(f"  {unknown.label}", Look(style="Strong"))]
        ),
        *write_prose(draft, unknown.what, "CellText", width=WORDS_WIDTH - 454),
    ]
    if unknown.ask:
        label = draft.write(f"{draft.say('Ask')}  ", Look(style="Strong"))
        content.append(make_paragraph("CellText", [*label, *write_line(draft, unknown.ask)]))
    box = make_cell(content, WORDS_WIDTH, GAP_BOX)
    return [
        make_grid(draft, (WORDS_WIDTH,), [make_row([box])], indent=8),
        make_paragraph("Gap", ()),
    ]


def _write_eyebrow(draft: Draft, item: Item) -> list[Element]:
    word = draft.find_tone_word(item.tone)
    runs = draft.write(word, Look(style=TONE_LOOKS.get(item.tone, "Ink")))
    rest = [item.kind] if item.kind and item.kind != word else []
    for text in rest:
        runs += draft.write(f" · {text}" if runs else text)
    if item.is_urgent:
        runs += draft.write(" · " if runs else "")
        runs += draft.write(draft.say("Urgent"), Look(style="Alarm"))
    return runs


def _list_rows(draft: Draft, item: Item) -> list[Element]:
    words: list[list[Element]] = []
    outer, inner = _style_words(item.tone)
    if item.body:
        body = write_prose(draft, item.body, "CellText", width=WORDS_WIDTH - 600)
        words.append([make_cell(body, WORDS_WIDTH, outer, columns=2)])
    words += [_write_field(draft, field, outer, inner) for field in item.fields]
    if item.stamp:
        stamp = make_paragraph("Stamp", draft.write(item.stamp))
        words.append([make_cell([stamp], WORDS_WIDTH, outer, columns=2)])
    if not words and item.notes:
        words = [_write_field(draft, note, outer, inner) for note in item.notes]
        return [make_row(cells, is_whole=False) for cells in words]
    notes = _write_notes(draft, item.notes)
    rows = []
    for index, cells in enumerate(words):
        merge = ("restart" if index == 0 else "continue") if len(words) > 1 else ""
        content = notes if index == 0 else [make_paragraph("Gap", ())]
        beside = make_cell(content, NOTES_WIDTH, NOTES, merge=merge)
        rows.append(make_row([*cells, beside], is_whole=_is_small(cells)))
    return rows


def _style_words(tone: Tone) -> tuple[CellStyle, CellStyle]:
    """Return the styles of the cell where the line begins, and of the one after it."""
    if tone not in TONE_COLORS:
        return CellStyle(margins={"top": 40, "right": 142}), CellStyle(margins={"top": 40})
    color, tint = TONE_COLORS[tone]
    rule = {"left": (24, color, "single")}
    first = CellStyle(
        rules=rule, tint=tint, margins={"left": 227, "right": 142, "top": 60, "bottom": 40}
    )
    return first, CellStyle(tint=tint, margins={"right": 170, "top": 60, "bottom": 40})


def _write_field(
    draft: Draft, field: LabelledText, outer: CellStyle, inner: CellStyle
) -> list[Element]:
    width = WORDS_WIDTH - LABEL_WIDTH
    label = make_cell([make_paragraph("FieldLabel", draft.write(field.label))], LABEL_WIDTH, outer)
    return [label, make_cell(_write_value(draft, field, "CellText", width - 170), width, inner)]


def _write_notes(draft: Draft, notes: Sequence[LabelledText]) -> list[Element]:
    return [
        paragraph
        for note in notes
        for paragraph in (
            make_paragraph("NoteLabel", draft.write(note.label)),
            *_write_value(draft, note, "Note", NOTES_WIDTH - 283),
        )
    ]


def _write_value(draft: Draft, field: LabelledText, style: str, width: int) -> list[Element]:
    if field.is_plain:
        return [make_paragraph(style, draft.write(text)) for text in field.texts]
    return write_texts(draft, field.texts, style, width=width)


def _is_small(cells: Sequence[Element]) -> bool:
    """Whether a row is low enough to be moved to the next page as a whole."""
    return sum(len(text) for cell in cells for text in cell.itertext()) < 900


def _keep_together(rows: Sequence[Element]) -> None:
    """Let each row of an item stay with the next, as long as it has one."""
    for row in rows[:-1]:
        for properties in row.iter(f"{{{W}}}pPr"):
            properties.insert(1, make("keepNext"))
