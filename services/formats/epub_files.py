"""Epub: the chapters of an electronic book, in the order of their names.

Short, as one format is one file.
"""

from pathlib import Path

from services.formats.html_files import read_page
from services.formats.readings import Lines, Reading, parse_day
from services.formats.text_files import decode
from services.formats.xml_parts import Package

_DUBLIN = "{http://purl.org/dc/elements/1.1/}"


def read_epub(path: Path) -> Reading:
    """Read all pages and the properties of the book.

    Raises:
        UnreadableError: The file is damaged or protected.
    """
    lines = Lines()
    with Package(path) as package:
        about = next((package.parse(name) for name in package.names if name.endswith(".opf")), None)
        for name in sorted(package.names):
            if name.endswith((".xhtml", ".html", ".htm")) and not lines.is_full:
                lines.add(read_page(decode(package.read(name) or b"")).text)
    if about is None:
        return Reading(text=lines.join())
    authors = [element.text.strip() for element in about.iter(f"{_DUBLIN}creator") if element.text]
    return Reading(
        text=lines.join(),
        title=next((element.text for element in about.iter(f"{_DUBLIN}title")), None),
        authors=tuple(authors),
        created_on=parse_day(next((day.text for day in about.iter(f"{_DUBLIN}date")), None)),
    )
