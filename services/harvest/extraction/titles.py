"""Titles: what a document is called, from its properties, its first heading or its name."""

import re
from pathlib import PurePosixPath

from services.texts import clean_line

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
