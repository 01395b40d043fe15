"""The DOCX says what the PDF says: section by section and item by item, in the same order.

Texts are compared without white space, without the hyphens of a layout and without what only joins
texts on a line. The letters of Arabic are counted: a PDF holds them in the order of its glyphs.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable

import pikepdf
import pytest
from builders import make_pack, read_dakar

from models.outline import Outline
from models.words import Audience, Language
from services.drawing.docx import render_docx
from services.drawing.jobs import Drawn
from services.packs.compose import compose_pack
from services.packs.outline import outline_pack
from tests.services.drawing.reading_pdf import TaggedPdf
from tests.services.drawing.reading_word import read_blocks
from tests.services.drawing.sample_outline import make_outline

pytestmark = pytest.mark.drawing

ARABIC = (
    {
        "kind": "warning",
        "title": "لا تلمس الجدول قبل نهاية المراجعة",
        "if": "طلب المدقق الجدول",
        "then": "اتصل بموسى با أولاً",
        "early_signs": ["رسالتان في يوم واحد", "لا جواب يوم الاثنين"],
    },
    {"kind": "decision", "title": "نحتفظ بالورق عشر سنوات", "why": "رفضت المحكمة نسخة ممسوحة"},
)
JOINS = "\u2010·,…"
LOST_LIGATURE = ("\u200d", "لأ")
"""What the text layer of a PDF says for a ligature of bold Arabic, and what is printed."""

MIRRORED = str.maketrans("(", ")")


def squeeze(text: str) -> str:
    """The text without what a layout adds or moves."""
    bare = "".join(character for character in text if character not in JOINS)
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", bare).translate(MIRRORED)
        if not character.isspace() and unicodedata.category(character) != "Cf"
    )


class Twins:
    """An outline as PDF and as DOCX: the text of a part in the one, its paragraphs in the other."""

    def __init__(self, outline: Outline, draw_pdf: Callable[..., Drawn]) -> None:
        self.language = outline.language
        self._pdf = TaggedPdf(draw_pdf(outline).content)
        self._blocks = read_blocks(render_docx(outline))

    def pair_sections(self) -> list[tuple[str, list[str]]]:
        sections = [one for one in self._pdf.find("/Sect") if self._pdf.find("/H2", one)]
        written: list[list[str]] = []
        for style, texts in self._blocks:
            written += [[]] if style == "Heading1" else []
            if written and not style.startswith("TOC"):
                written[-1] += map(squeeze, texts)
        return list(zip(map(self._hear, sections), written, strict=True))

    def pair_items(self) -> list[tuple[str, list[str]]]:
        following = zip(self._blocks, self._blocks[1:], strict=False)
        written = [
            [*map(squeeze, title), *map(squeeze, texts)]
            for (style, title), (_, texts) in following
            if style == "Heading3"
        ]
        return list(zip(map(self._hear, self._pdf.find("/Art")), written, strict=True))

    def _hear(self, element: pikepdf.Object) -> str:
        return squeeze(self._pdf.read(element).replace(*LOST_LIGATURE))


@pytest.fixture(scope="module", params=["hostile", "example", "arabic"])
def twins(request: pytest.FixtureRequest, draw_pdf: Callable[..., Drawn]) -> Twins:
    outlines = {
        "hostile": make_outline,
        "example": lambda: outline_pack(compose_pack(read_dakar(), Audience.successor)),
        "arabic": lambda: outline_pack(make_pack(*ARABIC, language=Language.ar)),
    }
    return Twins(outlines[request.param](), draw_pdf)


def list_differences(pairs: list[tuple[str, list[str]]]) -> list[tuple[str, Counter, Counter]]:
    counted = [(said, Counter(said), Counter("".join(written))) for said, written in pairs]
    return [(said[:60], a - b, b - a) for said, a, b in counted if a != b]


def list_unsaid(pairs: list[tuple[str, list[str]]]) -> list[str]:
    return [text for said, written in pairs for text in written if text not in said]


def test_each_item_says_the_same(twins: Twins) -> None:
    pairs = twins.pair_items()

    assert len(pairs) > 1
    assert list_differences(pairs) == []
    assert twins.language is Language.ar or list_unsaid(pairs) == []


def test_each_section_says_the_same(twins: Twins) -> None:
    """But for the one page, where each format says as much of a text as it has room for."""
    one_page, *pairs = twins.pair_sections()

    assert len(pairs) > 3
    assert list_differences(pairs) == []
    assert twins.language is Language.ar or list_unsaid([one_page, *pairs]) == []
