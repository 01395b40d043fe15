"""Bag texts: what a delivered bag says, read back from each of its formats."""

import json
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
from lxml import etree, html
from pypdf import PdfReader

FILES = (
    *("brief.pdf", "brief.docx", "pack.pdf", "pack.docx", "pack.html", "pack.json"),
    *("calendar.ics", "documents.csv", "read-back.docx"),
)
EDGE = 5
"""Lines at the top and the foot of a page among which its running head and foot are looked for."""
TAG_FILES = ("bagit.txt", "bag-info.txt", "manifest-sha512.txt", "tagmanifest-sha512.txt")


@cache
def squeeze(text: str) -> str:
    """The text without blanks, line ends and invisible characters, which formats may move."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        character
        for character in composed
        if not character.isspace() and unicodedata.category(character) != "Cf"
    )


@cache
def read_pages(path: Path) -> tuple[str, ...]:
    """The text of each page of a PDF."""
    document = pypdfium2.PdfDocument(path)
    return tuple(page.get_textpage().get_text_range() for page in document)


@cache
def read_pages_in_order(path: Path) -> tuple[str, ...]:
    """The same by pypdf, which reads words of Arabic as they are written."""
    return tuple(page.extract_text() for page in PdfReader(path).pages)


def read_pdf(path: Path) -> str:
    """The text of a PDF without what its pages repeat at their ends, so that texts go on."""
    pages = [page.splitlines() for page in read_pages(path)]
    edges = Counter(_shape(line) for page in pages for line in {*page[:EDGE], *page[-EDGE:]})
    return "\n".join(
        line
        for page in pages
        for place, line in enumerate(page)
        if EDGE <= place < len(page) - EDGE or edges[_shape(line)] <= len(pages) / 3
    )


def _shape(line: str) -> str:
    return "".join("0" if character.isdigit() else character for character in line)


@cache
def read_docx(path: Path) -> str:
    """The text of a DOCX, paragraph by paragraph."""
    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    paragraphs = body.iter("{*}p")
    return "\n".join("".join(each.itertext("{*}t")) for each in paragraphs)


@cache
def read_html(path: Path) -> str:
    """The text of an HTML file."""
    return str(html.fromstring(path.read_text(encoding="utf-8")).text_content())


@cache
def read_json(path: Path) -> str:
    """Every text of a JSON file, one a line."""

    def walk(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from walk(one)
        else:
            yield str(value)

    return "\n".join(walk(json.loads(path.read_text(encoding="utf-8"))))


@cache
def read_everything(bag: Path) -> dict[str, str]:
    """Every byte of a bag that could be read, unpacked, by where it stands; names included."""
    found = {"names": "\n".join(path.relative_to(bag).as_posix() for path in bag.rglob("*"))}
    for path in sorted(path for path in bag.rglob("*") if path.is_file()):
        found |= {f"{path.name} {part}": text for part, text in _unpack(path)}
    return found


def _unpack(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix == ".pdf":
        yield "text", "\n".join(read_pages(path))
        streams = b"\n".join(_list_objects(path))
        yield "objects", streams.decode("latin-1")
        yield "objects, wide", streams.decode("utf-16-be", "replace")
        yield "objects, wide, shifted", streams[1:].decode("utf-16-be", "replace")
    elif path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name, archive.read(name).decode("utf-8", "replace")
        yield "text", read_docx(path)
    else:
        yield "as it is", path.read_bytes().decode("utf-8", "replace")


def _list_objects(path: Path) -> Iterator[bytes]:
    with pikepdf.open(path) as pdf:
        for one in pdf.objects:
            is_stream = isinstance(one, pikepdf.Stream)
            yield one.read_bytes() if is_stream and not _is_font(one) else one.unparse()


def _is_font(stream: pikepdf.Stream) -> bool:
    return "/Length1" in stream or stream.get("/Subtype") in ("/OpenType", "/CIDFontType0C")
