"""Html: what a reader of the page would see."""

import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from services.formats.readings import Reading, parse_day
from services.formats.text_files import decode, read_start
from services.secrets.secret_words import is_announcing

_HIDDEN = ["script", "style", "noscript", "template", "svg", "object", "iframe"]
_BLOCKS = (
    "p, div, li, ul, ol, h1, h2, h3, h4, h5, h6, tr, table, section, article, header, footer, "
    "blockquote, pre, dt, dd, br, hr, figure, figcaption, address, form, option, caption, title"
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]{2,30})""", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z_][\w.:-]{0,60})(?P<rest>(?:\s[^<>]{0,500})?)>")
_CALLED = re.compile(r"""(?i)\s(?:name|key|id)\s*=\s*["']([^"'<>]{1,60})""")
_BETWEEN = re.compile(r"(</[A-Za-z_][\w.:-]{0,60}>\s{0,200})(?=<[A-Za-z_])")
_WHITE = re.compile(r"[ \t\r\n\f\v]+")
_END = "\ue000"
"""A character that no text holds, for the end of a line."""

_CELL = "\ue001"
"""Another one, for the end of a cell: blanks are joined, cells are not."""

_BETWEEN_CELLS = re.compile(f" ?{_CELL} ?")


def read_html(path: Path) -> Reading:
    """Read a page: its title, its author if it names one, and its visible text."""
    content = read_start(path)
    declared = _CHARSET.search(content[:4096])
    encoding = declared[1].decode("ascii") if declared else None
    return read_page(decode(content, declared=encoding))


def read_xml(path: Path) -> Reading:
    """Read XML as the text that it holds; an element that is called "password" says so."""
    return read_page(_TAG.sub(_tell_name, _BETWEEN.sub(r"\1<br>", decode(read_start(path)))))


def _tell_name(tag: re.Match[str]) -> str:
    """Return a tag with its name behind it in a line of its own, if it announces a secret."""
    called = _CALLED.search(tag["rest"])
    for name in (tag["name"], *([called[1]] if called else ())):
        if is_announcing(name) and not tag["rest"].endswith("/"):
            return f"{tag[0]}<br>" if tag["end"] else f"{tag[0]}<br>{name}: "
    return tag[0]


def read_page(source: str) -> Reading:
    """Return what the source of a page shows."""
    tree = LexborHTMLParser(source)
    title = tree.css_first("title")
    heading = tree.css_first("h1")
    properties = {
        (meta.attributes.get("name") or "").lower(): meta.attributes.get("content")
        for meta in tree.css("meta")
    }
    author = properties.get("author")
    return Reading(
        title=_WHITE.sub(" ", title.text()).strip() if title else None,
        heading=_WHITE.sub(" ", heading.text()).strip() if heading else None,
        authors=(author,) if author else (),
        created_on=parse_day(properties.get("date")),
        text=_show(tree),
    )


def _show(tree: LexborHTMLParser) -> str:
    tree.strip_tags(_HIDDEN)
    for node in tree.css(_BLOCKS):
        if not _is_all_of_cell(node):
            node.insert_before(_END)
            node.insert_after(_END)
    for node in tree.css("td, th"):
        node.insert_after(_CELL)
    body = tree.body
    text = body.text() if body else ""
    return "\n".join(filter(None, map(_clean_line, text.split(_END))))


def _is_all_of_cell(node: LexborNode) -> bool:
    """Whether it is the one paragraph of a cell, as office programs write them: no line ends."""
    if node.parent is None or node.parent.tag not in ("td", "th"):
        return False
    return all(
        one is None or (one.tag == "-text" and not (one.text_content or "").strip())
        for one in (node.prev, node.next)
    )


def _clean_line(line: str) -> str:
    joined = _WHITE.sub(" ", line).strip().rstrip(f" {_CELL}")
    return _BETWEEN_CELLS.sub("\t", joined)
