"""RTF: a plain writer of Rich Text Format with document information."""

from datetime import datetime

from examples.dakar_story.blocks import Block
from examples.dakar_story.document import Document


def write_rtf(document: Document) -> bytes:
    """Write a document as RTF, non-ASCII letters as Unicode escapes."""
    info = (
        rf"{{\info{{\title {_escape(document.title)}}}{{\author {_escape(document.authors[0])}}}"
        rf"{{\operator {_escape(document.last_author)}}}{{\creatim{_as_time(document.created_at)}}}"
        rf"{{\revtim{_as_time(document.modified_at)}}}}}"
    )
    head = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}"
    title = rf"{{\b\fs32 {_escape(document.title)}\par}}"
    body = "\n".join(_set_block(block) for block in document.blocks)
    return f"{head}\n{info}\n\\f0\\fs22\n{title}\n{body}\n}}\n".encode("ascii")


def _set_block(block: Block) -> str:
    if block.kind == "table":
        return "\n".join(r"\tab ".join(map(_escape, row)) + r"\par" for row in block.rows)
    words = _escape(block.text.replace("**", ""))
    if block.kind == "heading":
        return rf"{{\b {words}\par}}"
    if block.kind in ("bullet", "number"):
        return rf"\'95\tab {words}\par"
    return rf"{words}\par"


def _as_time(instant: datetime) -> str:
    return (
        rf"\yr{instant.year}\mo{instant.month}\dy{instant.day}\hr{instant.hour}\min{instant.minute}"
    )


def _escape(text: str) -> str:
    for mark in "\\{}":
        text = text.replace(mark, "\\" + mark)
    return "".join(letter if letter.isascii() else rf"\u{ord(letter)}?" for letter in text)
