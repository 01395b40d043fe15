"""Forms: questions with room to answer, whose answers can be read back from the file.

Programs lose some of the places where a key can stand, and which ones differs. So the key of an
answer stands in four: the tag and the alias of its content control, a bookmark around it, and in
small print in the cell beside it.
"""

import hashlib

from models.outline import FormQuestion, InterviewQuestion
from services.drawing.docx.draft import DASHES, TEXT_WIDTH, Draft, add_row, name_bookmark
from services.drawing.docx.elements import (
    CellStyle,
    Element,
    Slot,
    add_paragraph,
    make_control,
    make_level,
    make_number,
)
from services.drawing.docx.passages import write_line
from services.texts import clean_line

PLACEHOLDER = "…"
"""Stands where nothing has been answered; it is no letter, so that no reader takes it for one."""

LONGEST_TAG = 64
"""In characters; Word calls a file with a longer tag damaged."""

KEY_WIDTH = 1701
LINE_HEIGHT = 420
INTERVIEW_LINE_HEIGHT = 312
"""An interview has many more lines, and is mostly written on a screen."""
MOST_LINES = 40
BOX = CellStyle(
    rules=dict.fromkeys(("top", "left", "bottom", "right"), (4, "8A9199", "single")),
    margins={"top": 74, "bottom": 74, "left": 113, "right": 113},
)
KEY = CellStyle(margins={"left": 85, "top": 74})
CHOICE = CellStyle(margins={"top": 40, "bottom": 60, "right": 113})


def add_question(draft: Draft, question: FormQuestion | InterviewQuestion, level: int) -> None:
    """Add the question and a box for its answer."""
    if isinstance(question, FormQuestion):
        _add_form_question(draft, question, level)
    else:
        _add_interview_question(draft, question, level)


def _add_form_question(draft: Draft, question: FormQuestion, level: int) -> None:
    asked = write_line(draft, question.question)
    add_paragraph(draft.body, "Question", asked, make_level(level))
    if question.hint:
        add_paragraph(draft.body, "Hint", write_line(draft, question.hint))
    if question.choices:
        _add_choices(draft, question)
        # The box stays on the page of its choices, which would otherwise be ticked for nothing.
        gap = add_paragraph(draft.body, "Gap")
        gap.paragraph_format.keep_with_next = True
    _add_room(draft, question)
    draft.add_gap(draft.body)


def _add_interview_question(draft: Draft, question: InterviewQuestion, level: int) -> None:
    """Add what helps to answer, the box, and what may be ticked instead.

    The tag of the control is the key; its alias is the question, for people who hear the file.
    """
    asked = draft.write(question.question)
    add_paragraph(draft.body, "Question", asked, make_level(level))
    draft.add_lines(draft.body, "Hint", *question.facts)
    for prompt in question.prompts:
        runs = draft.write(prompt)
        added = add_paragraph(draft.body, "Note", runs, make_number(DASHES, 0))
        added.paragraph_format.keep_with_next = True
    height = INTERVIEW_LINE_HEIGHT * max(1, min(question.lines, MOST_LINES))
    table = draft.add_table(draft.body, (TEXT_WIDTH,))
    (answer,) = add_row(table, Slot(TEXT_WIDTH, BOX), height=height)
    alias = clean_line(question.question, max_characters=LONGEST_TAG)
    room = _write_control(draft, question.key, question.placeholder, alias=alias)
    add_paragraph(answer, "Answer", room).paragraph_format.keep_with_next = True
    ways_out = (" " * 6).join(f"☐ {way}" for way in question.ways_out)
    draft.add_lines(draft.body, "WaysOut", ways_out)


def name_choice(key: str, number: int) -> str:
    """Return the key of a choice, counted from 1."""
    return f"{key}#{number}"


def _add_choices(draft: Draft, question: FormQuestion) -> None:
    width = (TEXT_WIDTH - KEY_WIDTH) // len(question.choices)
    widths = [width] * len(question.choices)
    widths.append(TEXT_WIDTH - sum(widths))
    cells = add_row(draft.add_table(draft.body, widths), *(Slot(one, CHOICE) for one in widths))
    for number, (cell, choice) in enumerate(zip(cells, question.choices, strict=False), start=1):
        box = _write_control(draft, name_choice(question.key, number), "☐", is_box=True)
        add_paragraph(cell, "Choice", [*box, *draft.write(f" {choice}")])


def _add_room(draft: Draft, question: FormQuestion) -> None:
    widths = (TEXT_WIDTH - KEY_WIDTH, KEY_WIDTH)
    height = LINE_HEIGHT * max(1, min(question.lines, MOST_LINES))
    slots = Slot(widths[0], BOX), Slot(widths[1], KEY)
    answer, key = add_row(draft.add_table(draft.body, widths), *slots, height=height)
    add_paragraph(answer, "Answer", _write_control(draft, question.key, PLACEHOLDER))
    draft.add_lines(key, "AnswerKey", question.key)


def _write_control(
    draft: Draft, key: str, shown: str, *, alias: str = "", is_box: bool = False
) -> list[Element]:
    tag = key if len(key) <= LONGEST_TAG else name_bookmark(key)
    number = int(hashlib.sha256(key.encode()).hexdigest()[:7], 16) + 1
    control = make_control({"alias": alias or tag, "tag": tag}, number, shown, is_box=is_box)
    return draft.write_bookmark(name_bookmark(key), [control])
