"""Paper: the outline as the HTML that is laid out on pages, before there is a PDF."""

from markupsafe import Markup

from models.outline import Outline
from models.words import Language
from services.rendering.drawing import Fit, draw, get_environment, quote_page_label
from services.rendering.jobs import PrintStyle

LATIN, ARABIC, CHINESE = '"Noto Sans"', '"Noto Sans Arabic"', '"Noto Sans SC"'
ZERO_WIDTH_SPACE = "\u200b"
"""Lays out as `<wbr>` does with a tenth of the boxes; it leaves no trace in the text of a PDF."""
SIGNS = '"Noto Sans Math", "Noto Sans Symbols2", "Noto Emoji"'


def draw_paper(outline: Outline, style: PrintStyle, fit: Fit) -> str:
    """Return the HTML of the document for paper."""
    is_right_to_left = outline.language.is_right_to_left
    css = (
        get_environment()
        .get_template("print.css.j2")
        .render(
            outline=outline,
            style=style,
            fit=fit,
            fonts=Markup(list_fonts(outline.language)),  # noqa: S704 - names of our own fonts
            page_label=quote_page_label(outline.page_label),
            start="right" if is_right_to_left else "left",
            end="left" if is_right_to_left else "right",
        )
    )
    has_cover = outline.name != "brief"
    one_pages = [index for index, part in enumerate(outline.sections) if part.is_one_page]
    html = draw(
        "print.html.j2",
        outline,
        css=Markup(css),  # noqa: S704 - our own style sheet; texts in it are escaped for CSS
        title=f"{outline.title} – {outline.subtitle}",
        fit=fit,
        has_cover=has_cover,
        contents_before=one_pages[0] + 1 if one_pages else 0,
        on_screen=False,
    )
    return html.replace("<wbr>", ZERO_WIDTH_SPACE)


def list_fonts(language: Language) -> str:
    """Return the font families, the language's own script first."""
    first = {Language.ar: ARABIC, Language.zh: CHINESE}.get(language, LATIN)
    rest = [family for family in (LATIN, ARABIC, CHINESE) if family != first]
    return ", ".join([first, rest[0], SIGNS, *rest[1:]])
