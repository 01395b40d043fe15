"""Markdown: what people typed, as safe HTML in which every letter is still there as typed.

Staff type addresses of shares, file names and formulas. So the parts of Markdown that swallow or
change characters are off: escapes (they would eat a backslash of a share's address), entities, link
definitions, images, underscores (`__FINAL__.docx`), underlined headings, indented code. Numbers of
lists stay the typed ones. HTML stays text. Where one would be lost all the same, such as by
quotes nested too deep, the text is shown as typed.
"""

import re
import unicodedata
from collections.abc import Sequence
from html import escape, unescape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize as tokenize_emphasis
from markdown_it.token import Token
from markupsafe import Markup

SWALLOWING_RULES = ["escape", "entity", "reference", "image", "lheading", "code", "html_block"]
MAX_NESTING = 8
MAX_TABLE_COLUMNS = 10
MAX_PARTS = 3_000
"""Of one text: paragraphs, list entries, cells, emphasized words."""
TAGS = {
    *("p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "a", "wbr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "th": {"scope"}, "p": {"dir"}, "li": {"dir"}}
PARAGRAPH_LINES = 50
SHORT_PATH = 16
"""Shorter than this it fits on a line anyway."""
ALLOWED_ADDRESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
BARE_ADDRESS = re.compile(
    r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]}»”’]"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63})+"
)
PLAIN = re.compile(r"(?!\s*(\d{1,9}[.)]|\+)(\s|$))[^*`~\[\]<>#|:@\n&-]+")
"""Text without a sign that Markdown, HTML or an address could begin with."""
TAG = re.compile(r"<[^>]*>")


def render_markdown(text: str) -> Markup:
    """Return the text as blocks of HTML: paragraphs, lists, quotes, code, small tables."""
    if not PLAIN.fullmatch(text):
        html = nh3.clean(
            _PARSER.render(text),
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer",
        )
        if says_all(unescape(TAG.sub("", html)), text):
            return Markup(html)  # noqa: S704 - nh3 let through the allowed tags only
    return _render_as_typed(text)


def _render_as_typed(text: str) -> Markup:
    """Return the lines as they are; in paragraphs of some lines, as a layout needs."""
    lines = escape(text.strip("\n"), quote=False).split("\n") if text.strip() else []
    direction = find_direction(text) or "auto"
    return Markup("").join(
        Markup(f'<p dir="{direction}">{"<br>".join(lines[start : start + PARAGRAPH_LINES])}</p>\n')  # noqa: S704 - escaped
        for start in range(0, len(lines), PARAGRAPH_LINES)
    )


def render_line(text: str) -> Markup:
    """Return the text as HTML inside a line, where there is no room for blocks."""
    html = str(render_markdown(text)).strip()
    inner = re.fullmatch(
        r"<p[^>]*>((?:(?!</?p\b|<[uo]l|<pre|<table|<blockquote).)*)</p>", html, re.DOTALL
    )
    return Markup(inner[1] if inner else escape(text, quote=False))  # noqa: S704 - cleaned above


def render_plain(text: str) -> Markup:
    """Return a text that is never Markdown, such as a place or a name; addresses are links."""
    parts, end = [], 0
    for match in BARE_ADDRESS.finditer(text):
        address = match[0] if "://" in match[0] else f"mailto:{match[0]}"
        link = Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(address, match[0])
        parts += [mark_breaks(text[end : match.start()]), link]
        end = match.end()
    return Markup("").join([*parts, mark_breaks(text[end:])]).replace("\n", Markup("<br>"))


def mark_breaks(path: str) -> Markup:
    """Return a path as HTML that may break after its separators, and not between two of them."""
    parts = re.findall(r"[^\\/_]*(?:[\\/]+|_|$)", path) if len(path) > SHORT_PATH else [path]
    return Markup("<wbr>").join(part for part in parts if part)


def find_direction(text: str) -> str | None:
    """Find which way the first letter's script runs: "ltr", "rtl", or None without a letter."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction == "L":
            return "ltr"
        if direction in ("R", "AL"):
            return "rtl"
    return None


def says_all(shown: str, typed: str) -> bool:
    """Whether what is shown has every letter and digit that was typed."""
    return sum(map(str.isalnum, shown)) >= sum(map(str.isalnum, typed))


class _Renderer(RendererHTML):
    """Draws links with their address in sight, and headings as strong paragraphs."""

    def link_close(self, tokens: Sequence[Token], idx: int, *_: Any) -> str:
        """Say the address after the link, unless the link's text already is the address."""
        start = idx
        while tokens[start].type != "link_open":
            start -= 1
        address = str(tokens[start].attrGet("href") or "")
        shown = address.removeprefix("mailto:")
        text = "".join(token.content for token in tokens[start + 1 : idx])
        is_said = text in (address, shown) or tokens[start].info == "auto"
        return "</a>" if is_said else f"</a> ({escape(shown, quote=False)})"

    def heading_open(self, *_: Any) -> str:
        """Begin a strong paragraph: an answer's headings stay out of the document's outline."""
        return "<p><strong>"

    def heading_close(self, *_: Any) -> str:
        """End what `heading_open` began."""
        return "</strong></p>\n"

    def ordered_list_open(self, *_: Any) -> str:
        """Begin a list whose numbers stand in its texts; a `start` would be ignored in print."""
        return "<ol>\n"

    def th_open(self, *_: Any) -> str:
        """Begin the header of a column."""
        return '<th scope="col">'

    def td_open(self, *_: Any) -> str:
        """Begin a cell, without the style that says its alignment."""
        return "<td>"


def _draw_code(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:
    return f"<code>{mark_breaks(tokens[index].content)}</code>"  # Mostly a path.


def _keep_underscores(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the library's signature
    return state.src[state.pos] == "*" and tokenize_emphasis(state, silent)


def _write_numbers(state: StateCore) -> None:
    number = ""
    for token in state.tokens:
        if token.type == "list_item_open":
            number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "inline" and number:
            token.children = [Token("text", "", 0, content=number), *(token.children or [])]
            number = ""


def _link_addresses(state: StateCore) -> None:
    for block in state.tokens:
        if block.type != "inline" or not BARE_ADDRESS.search(block.content):
            continue
        depth, children = 0, []
        for token in block.children or []:
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            is_free_text = token.type == "text" and not depth
            children += _split_at_addresses(token.content) if is_free_text else [token]
        block.children = children


def _split_at_addresses(text: str) -> list[Token]:
    found, end = [], 0
    for match in BARE_ADDRESS.finditer(text):
        address = match[0] if "://" in match[0] else f"mailto:{match[0]}"
        found += [
            Token("text", "", 0, content=text[end : match.start()]),
            Token("link_open", "a", 1, attrs={"href": address}, info="auto"),
            Token("text", "", 0, content=match[0]),
            Token("link_close", "a", -1),
        ]
        end = match.end()
    return [*found, Token("text", "", 0, content=text[end:])]


def _say_directions(state: StateCore) -> None:
    opened: list[Token] = []
    for token in state.tokens:
        if token.type in ("paragraph_open", "list_item_open"):
            opened.append(token)
        elif token.type == "inline":
            for block in opened:
                block.attrSet("dir", find_direction(token.content) or "auto")
            opened = []


def _refuse_too_much(state: StateCore) -> None:
    """Empty what no page can show well: its letters are missed then, and it is shown as typed."""
    columns, parts = 0, 0
    for token in state.tokens:
        columns = 0 if token.type == "table_open" else columns + (token.type == "th_open")
        parts += 1 + len(token.children or [])
        if columns > MAX_TABLE_COLUMNS or parts > MAX_PARTS:
            state.tokens = []
            return


def make_parser() -> MarkdownIt:
    """Return a parser for the parts of Markdown that neither swallow nor change a character."""
    options = {"html": False, "linkify": False, "typographer": False, "breaks": True}
    parser = MarkdownIt("commonmark", {**options, "maxNesting": MAX_NESTING})
    parser.enable("table").disable(SWALLOWING_RULES)
    parser.inline.ruler.at("emphasis", _keep_underscores)
    parser.validateLink = lambda url: bool(ALLOWED_ADDRESS.match(url))  # type: ignore[method-assign]  # the library's own way to say which links are allowed
    return parser


def _make_html_parser() -> MarkdownIt:
    parser = make_parser()
    parser.renderer = _Renderer(parser)
    parser.add_render_rule("code_inline", _draw_code)
    for rule in (_write_numbers, _link_addresses, _say_directions, _refuse_too_much):
        parser.core.ruler.push(rule.__name__, rule)
    return parser


_PARSER = _make_html_parser()
