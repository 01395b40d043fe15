"""HTML: an outline as one HTML file for phone and desk, and the HTML that paper is drawn from.

It has its own style, no script and makes no request. Texts of the outline are data: they are
escaped, never evaluated, and reach a template only as values. Templates are rendered in Jinja2's
immutable sandbox all the same, because deployers edit them.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from models.outline import Column, Heading, Item, LabelledText, Outline, Tone
from models.values import Value
from models.words import Language
from services.drawing.markdown import (
    find_direction,
    mark_breaks,
    render_line,
    render_markdown,
    render_plain,
)
from services.translations import get_translator
from templates import TEMPLATES

LONGEST_TABLE_ROWS = 1000
"""A longer table is drawn as blocks of two lines: thousands of rows make a layout slow."""

TALLEST_WHOLE_LINES = 10
"""Some fifth of a page: a taller item may go on over the end of a page."""
LONGEST_FIELD = 360
"""In characters: a longer one stands under its label, over the whole width, and may break."""

CODE_CLASS, LONG_CLASS, NOTHING = Markup(' class="code"'), Markup(' class="long"'), Markup("")
RUNNING_WORDS = 5
"""Checkers of accessibility take a longer line in the margin for text that was left out."""

TONE_WORDS = {
    Tone.risk: "Risk",
    Tone.do_first: "Do first",
    Tone.decision: "Decision needed",
    Tone.know_how: "Know-how",
}
"""The word of each callout, never the color alone; translated where it is drawn."""

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ufdd0-\ufdef\ud800-\udfff]")


class Fit(Value):
    """How large the texts of the one page are, and how many characters of each are shown there."""

    scale: float = 1
    title: int = 200
    text: int = 600
    note: int = 200


def draw(template: str, outline: Outline, **values: Any) -> str:
    """Draw a template over an outline; `values` are the template's own."""
    texts = get_translator(outline.language)
    html = (
        get_environment()
        .get_template(template)
        .render(
            outline=outline,
            direction="rtl" if outline.language.is_right_to_left else "ltr",
            anchors=list_anchors(outline),
            tone_word=lambda tone: texts.gettext(TONE_WORDS[tone]) if tone in TONE_WORDS else "",
            code_class=_code_class,
            shape_of=shape_of,
            own=partial(isolate, outline.language),
            is_long=_long_class,
            longest_table=LONGEST_TABLE_ROWS,
            _=texts.gettext,
            **values,
        )
    )
    return CONTROL.sub("", html)


@cache
def get_environment() -> ImmutableSandboxedEnvironment:
    """Return the environment of the pack templates."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES / "packs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "markdown": render_markdown,
        "line": render_line,
        "plain": render_plain,
        "shorten": shorten,
        "running": shorten_to_running_title,
        "css_text": quote_for_css,
        "breakable": mark_breaks,
    }
    return environment


def list_anchors(outline: Outline) -> frozenset[str]:
    """List the anchors that a link of this document can lead to."""
    found = {section.anchor for section in outline.sections}
    for section in outline.sections:
        found.update(block.anchor for block in section.blocks if isinstance(block, Item | Heading))
    return frozenset(found)


def isolate(language: Language, text: str, html: str | None = None) -> str:
    """Return a text, or its HTML, as a run of its own if it runs against the document's direction.

    Without this the full stop of an English title stands at its beginning in an Arabic document.
    """
    usual = "rtl" if language.is_right_to_left else "ltr"
    direction = find_direction(text) or usual
    shown = text if html is None else html
    if direction == usual:
        return shown
    return Markup('<bdi dir="{}">{}</bdi>').format(direction, shown)


def shape_of(item: Item) -> str:
    """Return how an item is laid out: "whole" or "bare" on one page, "tall" over a page's end."""
    lines = 2 + len(item.title) / 50 + _count_lines(item.body or "", 75)
    lines += sum(_count_lines(text, 52) + 0.3 for part in item.fields for text in part.texts)
    if lines > TALLEST_WHOLE_LINES:
        return "tall"
    return "whole" if item.notes else "bare"


def _count_lines(text: str, width: int) -> float:
    return sum(1 + len(line) // width for line in text.splitlines())


def shorten(text: str, limit: int) -> str:
    """Return the text, cut at a word and with an ellipsis if it is longer than the limit."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    head, space, _ = kept.rpartition(" ")
    return f"{head if space and len(head) > limit // 2 else kept}…"


def shorten_to_running_title(title: str) -> str:
    """Return the first words of a title, for the header of each page."""
    words = title.split()
    kept = shorten(" ".join(words[:RUNNING_WORDS]), 48)
    return kept if len(words) <= RUNNING_WORDS or kept.endswith("…") else f"{kept} …"


def quote_for_css(text: str) -> Markup:
    """Return the text as a CSS string in which every character that is no letter is escaped."""
    safe = CONTROL.sub("", text)
    escaped = (one if one.isalnum() and one.isascii() else f"\\{ord(one):x} " for one in safe)
    return Markup('"{}"').format(Markup("".join(escaped)))  # noqa: S704 - only letters and escapes


def quote_page_label(label: str) -> Markup:
    """Return a label such as "Page {page} of {pages}" as the content of a page margin."""
    counters = {"{page}": Markup("counter(page)"), "{pages}": Markup("counter(pages)")}
    parts: Iterable[str] = filter(None, re.split(r"(\{pages?\})", label or "{page} / {pages}"))
    return Markup(" ").join(counters.get(part) or quote_for_css(part) for part in parts)


def _long_class(entry: LabelledText) -> Markup:
    is_long = sum(map(len, entry.texts)) > LONGEST_FIELD
    return LONG_CLASS if is_long else NOTHING


def _code_class(columns: Sequence[Column], index: int) -> Markup:
    return CODE_CLASS if columns[index].is_code else NOTHING


FONTS = Markup('system-ui, "Noto Sans", "Noto Sans Arabic", "Noto Sans SC", sans-serif')


def render_html(outline: Outline) -> str:
    """Return the whole document as one HTML file; every item has its anchor as id."""
    css = get_environment().get_template("screen.css.j2").render(fonts=FONTS)
    safe = Markup(css)  # noqa: S704 - our own style sheet, in which there is no text of a person
    return draw("screen.html.j2", outline, css=safe, fit=Fit(), on_screen=True)
