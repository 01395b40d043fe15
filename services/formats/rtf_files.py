"""Rtf: rich text, and the properties in its header.

Short, as one format is one file.
"""

import re
from datetime import date
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from services.formats.readings import Reading
from services.formats.text_files import read_start
from services.isolation.sandbox_protocol import UnreadableError

_PROPERTY = re.compile(r"\{\\(title|author|operator) ([^{}]{1,300})\}")
_DAY = re.compile(r"\{\\(creatim|revtim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
# Pictures are long hexadecimal numbers; without them the reading is ten times faster.
_PICTURE = re.compile(r"(?:[0-9a-fA-F]{2}){100,}\s*|(?:[0-9a-fA-F]{40,}\s+){2,}")


def read_rtf(path: Path) -> Reading:
    """Read text and properties.

    Raises:
        UnreadableError: The file is damaged.
    """
    source = _PICTURE.sub("", read_start(path).decode("latin-1"))
    head = source[:50_000]
    properties = {name: _to_line(value) for name, value in _PROPERTY.findall(head)}
    days = {name: _make_day(year, month, day) for name, year, month, day in _DAY.findall(head)}
    author = properties.get("author")
    return Reading(
        text=_strip(source),
        title=properties.get("title"),
        authors=(author,) if author else (),
        modified_by=properties.get("operator"),
        created_on=days.get("creatim"),
        modified_on=days.get("revtim"),
    )


def _to_line(value: str) -> str:
    return _strip(r"{\rtf1 " + value + "}").strip()


def _strip(source: str) -> str:
    try:
        return str(rtf_to_text(source, encoding="cp1252", errors="ignore"))  # type: ignore[no-untyped-call]  # the library has none
    except ValueError as error:
        raise UnreadableError("is damaged: it is no whole rich text") from error


def _make_day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
