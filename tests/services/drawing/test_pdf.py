import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest
from pypdf import PdfReader

from models.outline import Item, LabelledText, Outline, Paragraph, Section
from models.words import Language
from services.drawing.fonts import list_missing
from services.drawing.jobs import Drawn, PrintStyle
from services.drawing.pdf import ROOT
from tests.services.drawing.sample_outline import HOSTILE, TYPED, make_outline

pytestmark = pytest.mark.drawing

DrawPdf = Callable[..., Drawn]

GREETINGS = {
    Language.en: "A quiet handover",
    Language.fr: "Où sont les clés ? Ça dépend",
    Language.es: "¿Qué pasa mañana?",
    Language.ar: "سُلِّمَ المَلَفُّ إلى المسؤول، لم يُراجَع بعدُ",
    Language.ru: "Передача дел преемнику",
    Language.zh: "工作交接：联系人和风险",
}


def make_note(text: str, language: Language = Language.en) -> Outline:
    section = Section(anchor="a", number=1, title=text[:60], blocks=(Paragraph(text=text),))
    return make_outline(language).model_copy(update={"sections": (section,), "title": text[:80]})


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_the_whole_text_is_in_the_pdf_as_typed(pages: list[str]):
    text = squeeze("".join(pages))

    assert squeeze(TYPED) in text
    assert squeeze(HOSTILE) in text


def test_no_character_is_added_to_a_long_word(draw_pdf: DrawPdf):
    text = "anticonstitutionnellement trésorerie interministérielle " * 40
    entry = LabelledText(label="Où", texts=(text,), is_plain=True)
    item = Item(anchor="i", kind="Leçon", title=text[:300], body=text, notes=(entry,) * 2)
    outline = make_note(text, Language.fr)
    section = outline.sections[0].model_copy(update={"blocks": (item, Paragraph(text=text * 9))})
    content = draw_pdf(outline.model_copy(update={"sections": (section,)})).content
    text_read = "".join(
        sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(content)
    )

    assert not set(text_read) & set("\u00ad\u2010\u200b\ufffe")
    assert squeeze(text_read).count("interministérielle") >= 40 * 12
    assert "‐" not in "".join(s.extract_text() for s in PdfReader(io.BytesIO(content)).pages)


def test_the_cover_comes_first_then_the_one_page_then_the_contents(pages: list[str]):
    assert "Ben Diop" in pages[0]
    assert "Threethingsonfire" in squeeze(pages[1])
    assert "Whatnottotouch" in squeeze(pages[1])
    assert "Contents" in pages[2]


def test_a_brief_begins_with_the_one_page(drawn: dict[str, Drawn]):
    first, second = (
        sheet.extract_text() for sheet in PdfReader(io.BytesIO(drawn["brief"].content)).pages[:2]
    )

    assert "Ben Diop" in first
    assert "Whatnottotouch" in squeeze(first)
    assert "Tranchetwo" in squeeze(first)
    assert "Threepeople" not in squeeze(second)


def test_every_page_says_who_may_read_it_and_that_nobody_reviewed_it(pages: list[str]):
    for number, text in enumerate(pages[1:], start=2):
        assert "Internal: for the successor" in text
        assert "Nobody has reviewed this yet" in text
        assert f"Page {number} of {len(pages)}" in text


def test_contents_name_the_page_of_each_section(pack: bytes, pages: list[str]):
    document = pypdfium2.PdfDocument(pack)
    page_of = {entry.get_title(): entry.get_dest().get_index() for entry in document.get_toc()}

    assert f"Read it back {page_of['Read it back'] + 1}" in " ".join(pages[2].split())


def test_every_item_is_a_named_place(pdf: pikepdf.Pdf):
    named = {str(name) for name in list(pdf.Root.Names.Dests.Names)[::2]}

    assert {"warnings", "warning-1", "documents"} <= named


def test_a_text_too_long_for_the_one_page_is_cut_to_fit(draw_pdf: DrawPdf):
    outline = make_outline(name="brief", items=1, rows=1)
    one_page = outline.sections[0]
    panels = tuple(
        panel.model_copy(
            update={
                "items": tuple(
                    entry.model_copy(update={"text": "word " * 500, "note": "note " * 100})
                    for entry in panel.items
                )
            }
        )
        for panel in one_page.blocks
    )
    sections = (one_page.model_copy(update={"blocks": panels}), *outline.sections[1:])
    content = draw_pdf(outline.model_copy(update={"sections": sections})).content

    assert "Warnings and deadlines" in PdfReader(io.BytesIO(content)).pages[1].extract_text()


@pytest.mark.parametrize("language", list(Language))
def test_six_languages_are_drawn_with_our_own_fonts(language: Language, draw_pdf: DrawPdf):
    document = draw_pdf(make_note(GREETINGS[language], language))
    reader = PdfReader(io.BytesIO(document.content))
    fonts = {
        str(font.get_object()["/BaseFont"])
        for sheet in reader.pages
        for font in sheet["/Resources"]["/Font"].values()
    }

    assert document.warnings == ()
    assert fonts
    assert all("+Noto-" in font for font in fonts)
    assert reader.root_object["/Lang"] == language.value
    assert page.is_pdf_compliant_bytes(document.content, profile="3a")
    assert page.is_pdf_compliant_bytes(document.content, profile="ua1")


def test_nothing_is_drawn_where_a_character_has_no_glyph(draw_pdf: DrawPdf):
    document = draw_pdf(make_note("Ask \U00012000 about it 🎉"))

    assert (document.content, document.missing) == (b"", ("\U00012000",))


def test_a_character_without_a_meaning_is_replaced_with_a_warning(draw_pdf: DrawPdf):
    document = draw_pdf(make_note("Ask \uf0b7 about it"))

    assert document.content.startswith(b"%PDF")
    assert document.warnings == (
        "No shipped font can draw U+F0B7 without a name: it is printed as �.",
    )


NAMES = {
    "Amharic": "ተስፋዬ ገብረእግዚአብሔር",
    "Armenian": "Արամ Հակոբյան",
    "Bengali": "রহিমা খাতুন",
    "Burmese": "ဒေါ်အောင်ဆန်း",
    "Cherokee": "ᏣᎳᎩ",
    "Cree": "ᐊᓂᔑᓈᐯ",
    "Georgian": "ნინო ბერიძე",
    "Gujarati": "નરેન્દ્ર પટેલ",
    "Hebrew": "יעל כהן",
    "Hindi": "प्रिया शर्मा",
    "Japanese": "髙橋 優子 﨑 ゑ",
    "Kannada": "ಕನ್ನಡ",
    "Khmer": "សុខ សុភា",
    "Korean": "김민준 뷁쀍 ㅋ",
    "Lao": "ສົມສັກ",
    "Malayalam": "മലയാളം",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "N'Ko": "ߒߞߏ",
    "Odia": "ଓଡ଼ିଆ",
    "Pulaar": "𞤆𞤵𞤤𞤢𞤪",
    "Punjabi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Sinhala": "සුනිල් පෙරේරා",
    "Syriac": "ܣܘܪܝܝܐ",
    "Tamil": "முருகன் செல்வம்",
    "Telugu": "తెలుగు",
    "Thaana": "މުޙައްމަދު",
    "Thai": "สมชาย ใจดี",
    "Tibetan": "བསྟན་འཛིན",
    "Tifinagh": "ⵜⵉⴼⵉⵏⴰⵖ",
    "letters of mathematics": "𝓐𝓷𝓪 𝗦𝗼𝘄",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_in_any_living_script_is_drawn(name: str):
    assert list_missing(name) == ()


def test_names_in_many_scripts_stand_in_the_pdf(draw_pdf: DrawPdf):
    document = draw_pdf(make_note(" – ".join(NAMES.values())))
    sheets = pypdfium2.PdfDocument(document.content)
    found = "".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    assert (document.missing, document.warnings) == ((), ())
    assert "�" not in found
    for script in ("Georgian", "Armenian", "Korean", "Amharic", "Tifinagh"):
        assert NAMES[script].split()[0] in found
    assert page.is_pdf_compliant_bytes(document.content, profile="3a")
    assert page.is_pdf_compliant_bytes(document.content, profile="ua1")


def test_large_print_on_letter_paper(draw_pdf: DrawPdf):
    style = PrintStyle(paper="letter", text_points=14)
    content = draw_pdf(make_note("Large"), style).content

    assert PdfReader(io.BytesIO(content)).pages[0].mediabox.width == 612


def test_same_bytes_with_another_hash_seed_and_time_zone(pack: bytes, tmp_path: Path):
    script = (
        "import sys; from pathlib import Path; from services.drawing.jobs import Job, JobKind\n"
        "from services.drawing.pdf import render_documents\n"
        "from tests.services.drawing.sample_outline import make_outline\n"
        "job = Job(kind=JobKind.pdf, outline=make_outline())\n"
        "sys.stdout.buffer.write(render_documents([job], Path(sys.argv[1]))[0].content)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "HOME": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "cache")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )

    assert ended.stdout == pack
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]
