"""The one page in DOCX: what to do about each fire stands there, not only what burns."""

from builders import read_dakar

from models.words import Audience
from services.drawing.docx import render_docx
from services.packs.compose import compose_pack
from services.packs.outline import outline_brief
from tests.services.drawing.reading_word import read_part, read_text


def test_the_example_keeps_what_to_do_on_its_one_page() -> None:
    brief = outline_brief(compose_pack(read_dakar(), Audience.successor))
    text = read_text(read_part(render_docx(brief)))

    assert "Call Ingrid Solheim before the date" in text[: text.index("Dates from")]
