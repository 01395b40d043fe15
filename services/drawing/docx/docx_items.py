"""DOCX items: a record with its words on eight columns and its notes on four, and the gaps."""

from docx.table import Table, _Cell

from models.outline import Item, LabelledText, Tone, Unknown
from services.drawing.docx.draft import (
    BARE,
    NOTES_WIDTH,
    TONE_COLORS,
    TONE_LOOKS,
    WORDS_WIDTH,
    Draft,
    add_row,
    name_bookmark,
)
from services.drawing.docx.elements import (
    MOST_LETTERS_KEPT,
    CellStyle,
    Element,
    Look,
    Slot,
    add_paragraph,
    count_letters,
    keep_with_next,
    make_level,
)
from services.drawing.docx.passages import add_prose, add_value, write_line

LABEL_WIDTH = 1700
"""Of the column of labels, its margins included."""

NOTES = CellStyle(margins={"left": 283, "top": 60})
GAP_BOX = CellStyle(
    rules=dict.fromkeys(("top", "left", "bottom", "right"), (6, "8A1C1C", "dashed")),
    margins={"top": 142, "bottom": 100, "left": 227, "right": 227},
)


def add_item(draft: Draft, item: Item, level: int) -> None:
    """Add the item's title, and under it its words and notes side by side."""
    title = draft.write_bookmark(name_bookmark(item.anchor), draft.write(item.title))
    add_paragraph(draft.body, "Heading3", title, make_level(level))
    widths = (LABEL_WIDTH, WORDS_WIDTH - LABEL_WIDTH, NOTES_WIDTH)
    table = draft.add_table(draft.body, widths, indent=30 if item.tone in TONE_COLORS else 0)
    outer, inner = _style_words(item.tone)
    words, beside = _add_beside(table, Slot(WORDS_WIDTH, outer, columns=2), merge="restart")
    add_paragraph(words, "Eyebrow", _write_eyebrow(draft, item))
    for note in item.notes:
        _add_note(draft, beside, note)
    if item.body:
        words, _ = _add_beside(table, Slot(WORDS_WIDTH, outer, columns=2))
        add_prose(draft, words, item.body, "CellText", WORDS_WIDTH - 600)
    for field in item.fields:
        slots = Slot(LABEL_WIDTH, outer), Slot(WORDS_WIDTH - LABEL_WIDTH, inner)
        label, value, _ = _add_beside(table, *slots)
        draft.add_lines(label, "FieldLabel", field.label)
        add_value(draft, value, field, "CellText", WORDS_WIDTH - LABEL_WIDTH - 170)
    if item.stamp:
        words, _ = _add_beside(table, Slot(WORDS_WIDTH, outer, columns=2))
        draft.add_lines(words, "Stamp", item.stamp)
    if count_letters(table._tbl) < MOST_LETTERS_KEPT:
        keep_with_next(table._tbl)
    # The last row is empty and has no tint: it takes the room that long notes need.
    _add_beside(table, Slot(WORDS_WIDTH, BARE, columns=2))
    draft.add_gap(draft.body)


def add_unknown(draft: Draft, unknown: Unknown) -> None:
    """Add a gap: the word, what is missing, whom to ask."""
    # Beside the box stands an empty cell: a table as wide as the page stands well in any direction.
    table = draft.add_table(draft.body, (WORDS_WIDTH, NOTES_WIDTH), indent=8)
    box, _ = add_row(table, Slot(WORDS_WIDTH, GAP_BOX), Slot(NOTES_WIDTH, BARE))
    alarm = draft.write(draft.say("UNKNOWN"), Look(style="Alarm"))
    label = draft.write(f"  {unknown.label}", Look(style="Strong"))
    add_paragraph(box, "CellText", [*alarm, *label])
    add_prose(draft, box, unknown.what, "CellText", WORDS_WIDTH - 454)
    if unknown.ask:
        ask = draft.write(f"{draft.say('Ask')}  ", Look(style="Strong"))
        add_paragraph(box, "CellText", [*ask, *write_line(draft, unknown.ask)])
    draft.add_gap(draft.body)


def _add_beside(table: Table, *slots: Slot, merge: str = "continue") -> list[_Cell]:
    """Add a row of words; the notes beside it are one cell over all rows."""
    return add_row(table, *slots, Slot(NOTES_WIDTH, NOTES, merge=merge))


def _write_eyebrow(draft: Draft, item: Item) -> list[Element]:
    word = draft.find_tone_word(item.tone)
    runs = draft.write(word, Look(style=TONE_LOOKS.get(item.tone, "Ink")))
    if item.kind and item.kind != word:
        runs += draft.write(f" · {item.kind}" if runs else item.kind)
    if item.is_urgent:
        runs += draft.write(" · " if runs else "")
        runs += draft.write(draft.say("Urgent"), Look(style="Alarm"))
    return runs


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


def _add_note(draft: Draft, place: _Cell, note: LabelledText) -> None:
    """Add a note; what is short begins on the line of its label."""
    label = [*draft.write(note.label, Look(style="Label")), *draft.write("  ")]
    if note.is_plain:
        add_paragraph(place, "Note", [*label, *draft.write("\n".join(note.texts))])
    elif len(note.texts) == 1 and "\n" not in note.texts[0]:
        add_paragraph(place, "Note", [*label, *write_line(draft, note.texts[0])])
    else:
        draft.add_lines(place, "NoteLabel", note.label)
        add_value(draft, place, note, "Note", NOTES_WIDTH - 283)
