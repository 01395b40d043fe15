"""PDF: a plain text writer with the standard Helvetica fonts, so that no machine's fonts matter."""

import hashlib
import textwrap
from dataclasses import dataclass
from datetime import datetime

from examples.dakar_story.blocks import Block
from examples.dakar_story.document import Document
from examples.dakar_story.pdf_lock import Lock

LINES_A_PAGE = 52
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources 5 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>"
FIRST_FREE = 8


@dataclass(frozen=True)
class Line:
    """One line of type on a page."""

    text: str
    size: float = 10
    font: str = "F1"


def write_pdf(document: Document) -> bytes:
    """Write a document as PDF 1.4; one with `password` in its front matter is encrypted (RC4)."""
    lines = [Line(text, 16, "F2") for text in textwrap.wrap(document.title, 60)] + [Line("")]
    for block in document.blocks:
        lines += _lay_out(block)
    pages = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)]
    identity = hashlib.sha256(document.path.encode()).digest()[:16]
    password = document.extra.get("password")
    lock = Lock.from_password(str(password), identity) if password else None
    return _assemble(_make_objects(document, pages, lock), lock, identity)


def _lay_out(block: Block) -> list[Line]:
    words = block.text.replace("**", "")
    if block.kind == "heading":
        return [Line(""), Line(words, 13 if block.level == 1 else 11, "F2")]
    if block.kind == "table":
        return [Line(_set_row(row), 8, "F3") for row in block.rows] + [Line("")]
    if block.kind in ("bullet", "number"):
        return [Line(text) for text in textwrap.wrap(f"•  {words}", 98, subsequent_indent="    ")]
    return [Line(text) for text in textwrap.wrap(words, 98)] + [Line("", 5)]


def _set_row(row: tuple[str, ...]) -> str:
    width = 102 // len(row)
    return "".join(textwrap.shorten(cell, width - 1, placeholder="…").ljust(width) for cell in row)


def _make_objects(
    document: Document, pages: list[list[Line]], lock: Lock | None
) -> dict[int, bytes]:
    numbers = [FIRST_FREE + 2 * place for place in range(len(pages))]
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/Lang(%s)>>" % _seal(document.language, 1, lock),
        2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        3: FONT % b"Helvetica",
        4: FONT % b"Helvetica-Bold",
        5: b"<</Font<</F1 3 0 R/F2 4 0 R/F3 6 0 R>>>>",
        6: FONT % b"Courier",
        7: _describe(document, lock),
    }
    for place, (number, lines) in enumerate(zip(numbers, pages, strict=True), start=1):
        objects[number] = PAGE % (number + 1)
        stream = _draw(lines, f"{place} / {len(pages)}")
        body = lock.seal(stream, number + 1) if lock else stream
        objects[number + 1] = b"<</Length %d>>stream\n%s\nendstream" % (len(body), body)
    return objects


def _describe(document: Document, lock: Lock | None) -> bytes:
    facts = {
        "Title": _as_text(document.title),
        "Author": _as_text(", ".join(document.authors)),
        "Producer": b"Office writer",
        "CreationDate": _as_date(document.created_at),
        "ModDate": _as_date(document.modified_at),
    }
    sealed = {key: lock.seal(value, 7) if lock else value for key, value in facts.items()}
    inner = b"".join(b"/%s(%s)" % (key.encode(), _escape(sealed[key])) for key in sealed)
    return b"<<%s>>" % inner


def _draw(lines: list[Line], folio: str) -> bytes:
    parts = [b"BT 56 786 Td"]
    for line in lines:
        parts.append(b"/%s %g Tf" % (line.font.encode(), line.size))
        parts.append(b"(%s) Tj 0 -%g Td" % (_escape(_encode(line.text)), line.size * 1.35))
    parts.append(b"ET BT /F1 8 Tf 500 30 Td (%s) Tj ET" % folio.encode())
    return b"\n".join(parts)


def _assemble(objects: dict[int, bytes], lock: Lock | None, identity: bytes) -> bytes:
    content = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places: list[int] = []
    for number in sorted(objects):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, b"\n" + objects[number])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    locked = b"/Encrypt %s" % lock.dictionary if lock else b""
    mark = identity.hex().encode()
    trailer = b"<</Size %d/Root 1 0 R/Info 7 0 R/ID[<%s><%s>]%s>>" % (size, mark, mark, locked)
    end = b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, end)


def _seal(text: str, number: int, lock: Lock | None) -> bytes:
    return _escape(lock.seal(_encode(text), number) if lock else _encode(text))


def _encode(text: str) -> bytes:
    return text.encode("cp1252")


def _as_text(text: str) -> bytes:
    return text.encode() if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")


def _as_date(instant: datetime) -> bytes:
    return instant.strftime("D:%Y%m%d%H%M%SZ").encode()


def _escape(raw: bytes) -> bytes:
    for plain, escaped in ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r")):
        raw = raw.replace(plain, escaped)
    return raw
