"""Blocks: the few shapes of text, such as a heading or a table, that documents are made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

BlockKind = Literal["heading", "bullet", "number", "note", "table", "paragraph"]
Run = tuple[str, bool]

_MARKS: tuple[tuple[BlockKind, str], ...] = (
    ("heading", r"(?P<level>#+) (?P<text>.*)"),
    ("bullet", r"- (?P<text>.*)"),
    ("number", r"\d+\. (?P<text>.*)"),
    ("note", r"> (?P<text>.*)"),
    ("table", r"\|(?P<text>.*)\|"),
    ("paragraph", r"(?P<text>.*)"),
)


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item, speaker's note or table of a document."""

    kind: BlockKind
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def runs(self) -> list[Run]:
        """The text cut at `**`, each piece with whether it is bold."""
        return split_bold(self.text)


def split_bold(text: str) -> list[Run]:
    """Cut a text at its `**` marks into pieces, each with whether it is bold."""
    pieces = text.split("**")
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


def parse_blocks(text: str) -> list[Block]:
    """Read a story's text: one line is one block, following `|` lines are one table."""
    lines = [_parse_line(line) for line in text.splitlines() if line.strip()]
    return [block for kind, group in groupby(lines, _kind_of) for block in _join(kind, group)]


def _kind_of(block: Block) -> BlockKind:
    return block.kind


def _parse_line(line: str) -> Block:
    for kind, pattern in _MARKS:
        found = re.fullmatch(pattern, line)
        if found:
            level = len(found.groupdict().get("level") or "")
            return Block(kind, found["text"].strip(), level)
    raise AssertionError("the pattern of a paragraph fits every line")


def _join(kind: BlockKind, group: Iterator[Block]) -> list[Block]:
    blocks = list(group)
    if kind != "table":
        return blocks
    rows = [tuple(cell.strip() for cell in block.text.split("|")) for block in blocks]
    return [Block("table", rows=tuple(rows))]
