"""Forms: questions with room to answer, whose answers can be read back from the file.

Programs lose some of the places where a key can stand, and which ones differs. So the key of an
answer stands in four: the tag and the alias of its content control, a bookmark around it, and in
small print in the cell beside it.
"""

import hashlib

from models.outline import FormQuestion
from services.drawing.docx.draft import Draft, name_bookmark
from services.drawing.docx.elements import TEXT_WIDTH, W14, Element, make, make_paragraph
from services.drawing.docx.grids import CellStyle, make_cell, make_grid, make_row
from services.drawing.docx.passages import write_line

FORM_VERSION = "1"
"""Raised when answers stand elsewhere than before, so that a reader knows."""

PLACEHOLDER = "…"
"""Stands where nothing has been answered; it is no letter, so that no reader takes it for one."""

LONGEST_TAG = 64
"""Of signs; Word calls a file with a longer tag damaged."""

KEY_WIDTH = 1701
LINE_HEIGHT = 420
MOST_LINES = 40
BOX = CellStyle(
    rules=dict.fromkeys(("top", "left", "bottom", "right"), (4, "8A9199", "single")),
    margins={"top": 74, "bottom": 74, "left": 113, "right": 113},
)
KEY = CellStyle(margins={"left": 85, "top": 74})
CHOICE = CellStyle(margins={"top": 40, "bottom": 60, "right": 113})


def write_question(draft: Draft, question: FormQuestion, level: int) -> list[Element]:
    """Return the question, its choices to tick and a box for the answer."""
    asked = write_line(draft, question.question)
    written = [make_paragraph("Question", asked, make("outlineLvl", val=level - 1))]
    if question.hint:
        written.append(make_paragraph("Hint", write_line(draft, question.hint)))
    if question.choices:
        # The box stays on the page of its choices, which would otherwise be ticked for nothing.
        gap = make_paragraph("Gap", (), make("keepNext"))
        written += [_write_choices(draft, question), gap]
    return [*written, _write_room(draft, question), make_paragraph("Gap", ())]


def name_choice(key: str, number: int) -> str:
    """Return the key of a choice, counted from 1."""
    return f"{key}#{number}"


def _write_choices(draft: Draft, question: FormQuestion) -> Element:
    width = (TEXT_WIDTH - KEY_WIDTH) // len(question.choices)
    cells = []
    for number, choice in enumerate(question.choices, start=1):
        box = _make_control(draft, name_choice(question.key, number), _make_checkbox(), "☐")
        runs = [*box, *draft.write(f" {choice}")]
        cells.append(make_cell([make_paragraph("Choice", runs)], width, CHOICE))
    rest = TEXT_WIDTH - width * len(cells)
    cells.append(make_cell((), rest, CHOICE))
    return make_grid(draft, [width] * len(question.choices) + [rest], [make_row(cells)])


def _write_room(draft: Draft, question: FormQuestion) -> Element:
    control = _make_control(draft, question.key, make("text", multiLine="1"), PLACEHOLDER)
    answer = make_cell([make_paragraph("Answer", control)], TEXT_WIDTH - KEY_WIDTH, BOX)
    key = make_cell([make_paragraph("AnswerKey", draft.write(question.key))], KEY_WIDTH, KEY)
    height = LINE_HEIGHT * max(1, min(question.lines, MOST_LINES))
    row = make_row([answer, key], is_whole=question.lines < MOST_LINES // 2, height=height)
    return make_grid(draft, (TEXT_WIDTH - KEY_WIDTH, KEY_WIDTH), [row])


def _make_control(draft: Draft, key: str, kind: Element, shown: str) -> list[Element]:
    """Return a content control inside a line; controls around whole paragraphs lose answers."""
    tag = key if len(key) <= LONGEST_TAG else name_bookmark(key)
    number = int(hashlib.sha256(key.encode()).hexdigest()[:7], 16) + 1
    is_text = shown == PLACEHOLDER
    properties = make(
        "sdtPr",
        make("alias", val=tag),
        make("tag", val=tag),
        make("id", val=number),
        make("lock", val="sdtLocked"),
        make("showingPlcHdr") if is_text else None,
        kind,
    )
    run = make("r", make("rPr", make("rStyle", val="PlaceholderText")) if is_text else None)
    text = make("t")
    text.text = shown
    run.append(text)
    control = make("sdt", properties, make("sdtContent", run))
    return draft.write_bookmark(name_bookmark(key), [control])


def _make_checkbox() -> Element:
    box = make("x").makeelement(f"{{{W14}}}checkbox")
    for name, attributes in (
        ("checked", {"val": "0"}),
        ("checkedState", {"val": "2612", "font": "MS Gothic"}),
        ("uncheckedState", {"val": "2610", "font": "MS Gothic"}),
    ):
        state = box.makeelement(f"{{{W14}}}{name}")
        for attribute, said in attributes.items():
            state.set(f"{{{W14}}}{attribute}", said)
        box.append(state)
    return box
