"""The code that guides ask people to write does what they say."""

import re
from pathlib import Path

import pytest
from builders import make_pack

from models.outline import Outline
from services.interviews.banks import load_banks, read_bank
from services.packs.outline import outline_brief, outline_pack, outline_read_back
from tests.services.drawing.sample_outline import TYPED, make_outline

DOCS = Path(__file__).parents[1] / "docs"
RECORDS = [{"kind": kind, "title": f"A {kind}"} for kind in ("warning", "decision", "commitment")]
OUTLINES = (
    make_outline(),
    *(outline(make_pack(*RECORDS)) for outline in (outline_pack, outline_brief, outline_read_back)),
)


def read_blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("outline", OUTLINES, ids=lambda outline: outline.name)
def test_the_format_of_the_guide_draws_every_document(outline: Outline) -> None:
    written: dict[str, object] = {}
    exec(read_blocks("add-a-document-format.md", "python")[0], written)  # noqa: S102 - our own page
    text = written["render_text"](outline)  # type: ignore[operator]

    items = [b.title for s in outline.sections for b in s.blocks if b.block == "item"]
    assert [title for title in items if title not in text] == []
    assert TYPED in text or outline is not OUTLINES[0]


def test_the_bank_of_the_guide_fits_beside_ours() -> None:
    (text,) = read_blocks("add-a-question-bank.md", "yaml")[:1]
    known = {question.id for _, question in load_banks().list_questions()}
    added = {question.id for question in read_bank(text, "families/warehouse.yaml").bank.questions}

    assert added == {"warehouse_count"}
    assert added.isdisjoint(known)
