"""Paper: the outline as the HTML that is laid out on pages, before there is a PDF."""

import re

from markupsafe import Markup

from models.outline import Outline
from models.words import Language
from services.drawing.html_pages import Fit, draw, get_environment, quote_page_label
from services.drawing.jobs import NORMAL_POINTS, Paper, PrintStyle

LATIN, ARABIC, CHINESE = '"Noto Sans"', '"Noto Sans Arabic"', '"Noto Sans SC"'
ZERO_WIDTH_SPACE = "\u200b"
"""Lays out as `<wbr>` does with a tenth of the boxes; it leaves no trace in the text of a PDF."""
LONG_WORD = re.compile(rf"(?:&[a-z0-9#]+;|[^ \t\n<>&{ZERO_WIDTH_SPACE}]){{100}}")
TAG = re.compile(r"(<style>.*?</style>|<[^>]*>)", re.DOTALL)
SYMBOLS = '"Noto Sans Math", "Noto Sans Symbols2", "Noto Emoji"'


def draw_paper(outline: Outline, style: PrintStyle, fit: Fit, *, is_alone: bool = False) -> str:
    """Return the HTML of the document for paper; without its cover if it is a part alone."""
    is_right_to_left = outline.language.is_right_to_left
    css = (
        get_environment()
        .get_template("print.css.j2")
        .render(
            outline=outline,
            style=style,
            fit=fit,
            cover_space_mm=find_cover_space(outline, style),
            fonts=Markup(list_fonts(outline.language)),  # noqa: S704 - names of our own fonts
            page_label=quote_page_label(outline.page_label),
            start="right" if is_right_to_left else "left",
            end="left" if is_right_to_left else "right",
        )
    )
    one_pages = [index for index, part in enumerate(outline.sections) if part.is_one_page]
    html = draw(
        "print.html.j2",
        outline,
        css=Markup(css),  # noqa: S704 - our own style sheet; texts in it are escaped for CSS
        title=f"{outline.title} – {outline.subtitle}",
        fit=fit,
        has_cover=outline.has_cover and not is_alone,
        has_masthead=not outline.has_cover,
        contents_before=one_pages[0] + 1 if one_pages else 0,
        on_screen=False,
    )
    return break_long_words(html.replace("<wbr>", ZERO_WIDTH_SPACE))


def find_cover_space(outline: Outline, style: PrintStyle) -> int:
    """Return the millimetres above the title of the cover: less where there is more to say."""
    title_lines = 1 + len(outline.title) // 26
    taken_mm = 13 * title_lines + 9 * len(outline.facts)
    page_mm = 135 if style.paper is Paper.a4 else 115
    return round(max(15, page_mm - taken_mm * style.text_points / NORMAL_POINTS))


def break_long_words(html: str) -> str:
    """Return the HTML with a chance to break in each word that is longer than a line.

    Layout time grows with the square of a word's length: 50,000 characters take minutes.
    """
    parts = TAG.split(html)
    parts[::2] = [LONG_WORD.sub(r"\g<0><wbr>", part) for part in parts[::2]]
    return "".join(parts)


def list_fonts(language: Language) -> str:
    """Return the font families, the language's own script first."""
    first = {Language.ar: ARABIC, Language.zh: CHINESE}.get(language, LATIN)
    rest = [family for family in (LATIN, ARABIC, CHINESE) if family != first]
    return ", ".join([first, rest[0], SYMBOLS, *rest[1:]])
