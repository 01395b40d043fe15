"""Items: a record with its words on eight columns and its notes on four, and the gaps."""

from collections.abc import Sequence

from models.outline import Item, LabelledText, Tone, Unknown
from services.drawing.docx.draft import TONE_COLORS, TONE_LOOKS, Draft, name_bookmark
from services.drawing.docx.elements import (
    NOTES_WIDTH,
    WORDS_WIDTH,
    Element,
    keep_with_next,
    make,
    make_paragraph,
)
from services.drawing.docx.grids import CellStyle, make_cell, make_grid, make_row
from services.drawing.docx.passages import write_line, write_prose, write_texts
from services.drawing.docx.runs import Look

LABEL_WIDTH = 1700
"""Of the column of labels, its margins included."""

MOST_LETTERS_KEPT = 900
"""Of an item or a row that is moved to the next page as a whole: some quarter of a page."""

NOTES = CellStyle(margins={"left": 283, "top": 60})
GAP_BOX = CellStyle(
    rules=dict.fromkeys(("top", "left", "bottom", "right"), (6, "8A1C1C", "dashed")),
    margins={"top": 142, "bottom": 100, "left": 227, "right": 227},
)


def write_item(draft: Draft, item: Item, level: int) -> list[Element]:
    """Return the item's title, and under it its words and notes side by side."""
    title = draft.write_bookmark(name_bookmark(item.anchor), draft.write(item.title))
    heading = make_paragraph("Heading3", title, make("outlineLvl", val=level - 1))
    rows = _list_rows(draft, item)
    if sum(map(count_letters, rows)) < MOST_LETTERS_KEPT:
        keep_with_next(rows[:-1])
    widths = (LABEL_WIDTH, WORDS_WIDTH - LABEL_WIDTH, NOTES_WIDTH)
    indent = 30 if item.tone in TONE_COLORS else 0
    return [heading, make_grid(draft, widths, rows, indent=indent), make_paragraph("Gap", ())]


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
    # Beside the box stands an empty cell: a table as wide as the page stands well in any direction.
    cells = make_cell(content, WORDS_WIDTH, GAP_BOX), make_cell((), NOTES_WIDTH, CellStyle())
    grid = make_grid(draft, (WORDS_WIDTH, NOTES_WIDTH), [make_row(cells)], indent=8)
    return [grid, make_paragraph("Gap", ())]


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
    outer, inner = _style_words(item.tone)
    eyebrow = make_paragraph("Eyebrow", _write_eyebrow(draft, item))
    words = [[make_cell([eyebrow], WORDS_WIDTH, outer, columns=2)]]
    if item.body:
        body = write_prose(draft, item.body, "CellText", width=WORDS_WIDTH - 600)
        words.append([make_cell(body, WORDS_WIDTH, outer, columns=2)])
    words += [_write_field(draft, field, outer, inner) for field in item.fields]
    if item.stamp:
        stamp = make_paragraph("Stamp", draft.write(item.stamp))
        words.append([make_cell([stamp], WORDS_WIDTH, outer, columns=2)])
    notes = _write_notes(draft, item.notes)
    # The last row is empty and has no tint: it takes the room that long notes need.
    words.append([make_cell((), WORDS_WIDTH, CellStyle(), columns=2)])
    rows = []
    for index, cells in enumerate(words):
        merge = "restart" if index == 0 else "continue"
        content = notes if index == 0 else ()
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
    return [paragraph for note in notes for paragraph in _write_note(draft, note)]


def _write_note(draft: Draft, note: LabelledText) -> list[Element]:
    """Return a note; what is short begins on the line of its label."""
    label = [*draft.write(note.label, Look(style="Label")), *draft.write("  ")]
    if note.is_plain:
        return [make_paragraph("Note", [*label, *draft.write("\n".join(note.texts))])]
    if len(note.texts) == 1 and "\n" not in note.texts[0]:
        return [make_paragraph("Note", [*label, *write_line(draft, note.texts[0])])]
    values = _write_value(draft, note, "Note", NOTES_WIDTH - 283)
    return [make_paragraph("NoteLabel", draft.write(note.label)), *values]


def _write_value(draft: Draft, field: LabelledText, style: str, width: int) -> list[Element]:
    if field.is_plain:
        return [make_paragraph(style, draft.write(text)) for text in field.texts]
    return write_texts(draft, field.texts, style, width=width)


def _is_small(cells: Sequence[Element]) -> bool:
    """Whether a row is low enough to be moved to the next page as a whole."""
    return sum(map(count_letters, cells)) < MOST_LETTERS_KEPT


def count_letters(element: Element) -> int:
    """Return how much text there is in an element."""
    return sum(map(len, element.itertext()))
