"""Readings: what a reader of one format makes of a file, and what the document is called.

A title comes from the properties, the first heading or the name of the file.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath

from services.texts import clean_line

MOST_CHARACTERS = 2_000_000
"""Of one text; a book of 1,000 pages has as many."""
_PROGRAM = re.compile(r"^microsoft (?:office )?(?:word|powerpoint|excel)\s*[-–]\s*", re.IGNORECASE)
# Names that programs give when nobody does, in the languages they come in.
_NO_TITLE = re.compile(
    r"(?:untitled|unbenannt|sans[ -]?titre|sin t[ií]tulo|без названия|بدون عنوان|无标题|未命名"
    r"|(?:new )?(?:microsoft )?(?:word|excel|powerpoint) ?(?:document|presentation|worksheet)?"
    r"|(?:new |nouveau |nuevo )?(?:document|documento|dokument|classeur|book|libro|workbook)"
    r"|powerpoint presentation|pr[ée]sentation powerpoint|presentaci[oó]n de powerpoint"
    r"|presentation|pr[ée]sentation|presentaci[oó]n|slide|diapositiv[ae]|folie|презентация"
    r"|normal|template|mod[èe]le|plantilla|default|title|titre|t[ií]tulo|titel|page|scan|none|null"
    r"|print|layout|view|home|index|document title|subject)?"
    r"[\s_()\[\]#№.-]*\d{0,4}[\s_().-]*",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\S*\.(?:docx?|dotx?m?|xlsx?m?|pptx?|pdf|indd|rtf|odt|ods|odp|txt|tmp|qxd|p65|ai|html?)",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"[\s_+]+|%20|(?<=\w)-(?=\w)(?!\d)")
_LONGEST = 200


@dataclass(frozen=True)
class Reading:
    """Text and properties as they stand in the file, not yet cleaned or masked.

    `title` is the property, `heading` the first heading of the text. `reason` says why there is no
    text although nothing failed.
    """

    text: str = ""
    title: str | None = None
    heading: str | None = None
    authors: tuple[str, ...] = ()
    modified_by: str | None = None
    created_on: date | None = None
    modified_on: date | None = None
    reason: str | None = None
    is_private: bool = False
    """Whether what it says of itself marks it as private."""


class Lines:
    """A text that is collected until it is long enough."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    @property
    def is_full(self) -> bool:
        """Whether more would be cut off."""
        return self._length >= MOST_CHARACTERS

    def add(self, line: str) -> None:
        """Add a line, unless it is blank."""
        if line.strip():
            self._parts.append(line.rstrip())
            self._length += len(line) + 1

    def join(self) -> str:
        """Return all lines."""
        return "\n".join(self._parts)


def parse_day(text: str | None) -> date | None:
    """Return the day of an ISO 8601 or PDF date ("D:20260503..."), None if it is none."""
    digits = (text or "").strip().removeprefix("D:")
    for shape, length in (("%Y-%m-%d", 10), ("%Y%m%d", 8)):
        try:
            # A day is wanted as the writer's clock showed it: no time zone is needed.
            day = datetime.strptime(digits[:length], shape).date()  # noqa: DTZ007 - see above
        except ValueError:
            continue
        return day if day.year > 1980 else None
    return None


def choose_title(title: str | None, heading: str | None) -> str | None:
    """Return the title if somebody wrote it, else the first heading, else None."""
    for candidate in (title, heading):
        line = clean_line(_PROGRAM.sub("", candidate or ""), max_characters=_LONGEST)
        if len(line) >= 3 and not _NO_TITLE.fullmatch(line) and not _FILE_NAME.fullmatch(line):
            return line
    return None


def make_title(title: str | None, path: str) -> str:
    """Return the title of a document, made from its file name if it has none of its own."""
    if title:
        return title
    stem = PurePosixPath(path).stem
    return clean_line(_SEPARATORS.sub(" ", stem), max_characters=_LONGEST) or stem or path
