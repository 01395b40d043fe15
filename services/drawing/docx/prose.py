"""Prose: Markdown that people typed, as passages: paragraphs, list entries, quotes, code, tables.

Read by the parser of `services.drawing.markdown`, for the same reason: no character that somebody
typed may be lost. Where one would be, the text is shown as typed.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from markdown_it.token import Token

from models.values import Value
from services.drawing.markdown import (
    BARE_ADDRESS,
    MAX_TABLE_COLUMNS,
    PLAIN,
    make_parser,
    says_all,
)

SAFE_ADDRESS = re.compile(
    r"(https?://[\w.-]+(:\d+)?([/?#][!-~]*)?|mailto:[!-~]+@[\w.-]+)", re.ASCII
)
"""Addresses that a DOCX can hold: one that is not whole makes Word call the file damaged."""


class Span(Value):
    """Text of one look; `address` is where it leads."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    address: str = ""


class Passage(Value):
    """A paragraph in its place: how deep in lists, and with which mark."""

    spans: tuple[Span, ...] = ()
    depth: int = 0
    """0 outside of lists, 1 in a list, 2 in a list inside a list."""
    mark: str = ""
    """"-" for a dash, or a typed number such as "3." or "3)"; empty: goes on without a mark."""
    list_id: int = 0
    """Tells one list of a text from the next."""
    is_quote: bool = False
    is_code: bool = False
    rows: tuple[tuple[tuple[Span, ...], ...], ...] = ()
    """The rows of a table, the first is its header; there are no spans then."""

    @property
    def text(self) -> str:
        """Everything that it says, marks included."""
        cells = (span.text for row in self.rows for cell in row for span in cell)
        return self.mark + "".join(span.text for span in self.spans) + "".join(cells)


def read_prose(text: str) -> tuple[Passage, ...]:
    """Return Markdown as passages; what Markdown would swallow comes out as it was typed."""
    if not PLAIN.fullmatch(text):
        passages = _Reader().read(_PARSER.parse(text))
        if says_all("".join(one.text for one in passages), text):
            return passages
    typed = text.strip("\n")
    return (Passage(spans=_split_addresses(Span(text=typed))),) if typed else ()


def read_line(text: str) -> tuple[Span, ...]:
    """Return Markdown inside a line, where there is no room for more than one paragraph."""
    passages = read_prose(text)
    if len(passages) == 1 and not passages[0].depth and passages[0].spans:
        return passages[0].spans
    return (Span(text=text),)


class _Reader:
    """Walks over the tokens of one text."""

    def __init__(self) -> None:
        self._passages: list[Passage] = []
        self._lists: list[int] = []
        self._count = 0
        self._mark = ""
        self._quotes = 0
        self._rows: list[list[tuple[Span, ...]]] = []
        self._is_heading = False

    def read(self, tokens: Sequence[Token]) -> tuple[Passage, ...]:
        for token in tokens:
            getattr(self, f"_{token.type}", self._pass_over)(token)
        return tuple(self._passages)

    def _pass_over(self, _token: Token) -> None:
        """Nothing is to be written for this kind of token."""

    def _inline(self, token: Token) -> None:
        spans = tuple(_read_inline(token.children or []))
        if self._is_heading:
            spans = tuple(span.model_copy(update={"is_bold": True}) for span in spans)
        if self._rows:
            self._rows[-1].append(spans)
        else:
            self._add(spans)

    def _add(self, spans: tuple[Span, ...], *, is_code: bool = False) -> None:
        self._passages.append(
            Passage(
                spans=spans,
                depth=len(self._lists),
                mark=self._mark,
                list_id=self._lists[-1] if self._lists else 0,
                is_quote=self._quotes > 0,
                is_code=is_code,
            )
        )
        self._mark = ""

    def _fence(self, token: Token) -> None:
        said = (token.info + "\n" if token.info else "") + token.content.rstrip("\n")
        self._add((Span(text=said),), is_code=True)

    def _hr(self, token: Token) -> None:
        self._add((Span(text=token.markup),))

    def _bullet_list_open(self, _token: Token) -> None:
        self._count += 1
        self._lists.append(self._count)

    _ordered_list_open = _bullet_list_open

    def _bullet_list_close(self, _token: Token) -> None:
        self._lists.pop()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token: Token) -> None:
        self._mark = f"{token.info}{token.markup}" if token.info else "-"

    def _list_item_close(self, _token: Token) -> None:
        if self._mark:
            self._add(())

    def _blockquote_open(self, _token: Token) -> None:
        self._quotes += 1

    def _blockquote_close(self, _token: Token) -> None:
        self._quotes -= 1

    def _heading_open(self, _token: Token) -> None:
        self._is_heading = True

    def _heading_close(self, _token: Token) -> None:
        self._is_heading = False

    def _tr_open(self, _token: Token) -> None:
        self._rows.append([])

    def _table_close(self, _token: Token) -> None:
        rows = tuple(tuple(row) for row in self._rows)
        self._rows = []
        # A table wider than a page is left out; its letters are missed then, and it stays typed.
        if len(rows[0]) <= MAX_TABLE_COLUMNS:
            self._passages.append(Passage(rows=rows, depth=len(self._lists)))


def _read_inline(tokens: Sequence[Token]) -> Iterator[Span]:
    bold = italic = 0
    address, shown = "", ""
    for token in tokens:
        bold += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        italic += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        if token.type == "link_open":
            address, shown = str(token.attrGet("href") or ""), ""
        elif token.type == "link_close":
            yield from _say_address(address, shown)
            address = ""
        else:
            text = "\n" if token.type in ("softbreak", "hardbreak") else token.content
            shown += text
            span = Span(
                text=text,
                is_bold=bold > 0,
                is_italic=italic > 0,
                is_code=token.type == "code_inline",
                address=address if is_whole_address(address) else "",
            )
            yield from _split_addresses(span) if token.type == "text" and not address else (span,)


def _say_address(address: str, shown: str) -> Iterator[Span]:
    """Say the address after a link on paper, unless the link's text already is the address."""
    said = address.removeprefix("mailto:")
    if shown not in (address, said):
        yield Span(text=f" ({said})")


def _split_addresses(span: Span) -> tuple[Span, ...]:
    found: list[Span] = []
    end = 0
    for match in BARE_ADDRESS.finditer(span.text):
        if is_whole_address(match[0]):
            before = span.text[end : match.start()]
            found += [span.model_copy(update={"text": before})] if before else []
            found.append(span.model_copy(update={"text": match[0], "address": match[0]}))
            end = match.end()
    rest = span.text[end:]
    return (*found, span.model_copy(update={"text": rest})) if rest else tuple(found)


def is_whole_address(address: str) -> bool:
    """Whether an address can be written into a DOCX as a link."""
    if not SAFE_ADDRESS.fullmatch(address) or len(address) > 2000:
        return False
    try:
        parts = urlsplit(address)
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


_PARSER = make_parser()
