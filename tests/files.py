"""Files: small ones of every format, made by hand so that each part of them is known."""

import io
import struct
import zipfile
from collections.abc import Iterator

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SLIDE = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
CORE = """<cp:coreProperties
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:title>%s</dc:title><dc:creator>Ana Sow; Moussa Ba</dc:creator>
<cp:lastModifiedBy>Ben Diop</cp:lastModifiedBy>
<dcterms:created>2025-03-01T08:00:00Z</dcterms:created>
<dcterms:modified>2026-05-03T17:00:00Z</dcterms:modified></cp:coreProperties>"""


def zip_parts(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # A fixed date: the bytes stand in the names of tests, which must not follow the clock.
            entry = zipfile.ZipInfo(name, date_time=(2026, 11, 20, 8, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def make_office(kinds: dict[str, str], parts: dict[str, str], title: str = "") -> bytes:
    """`kinds`: the content type of each part that needs one, after "application/vnd."."""
    kinds = kinds | {"docProps/core.xml": "openxmlformats-package.core-properties+xml"}
    rows = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.{kind}"/>'
        for name, kind in kinds.items()
    )
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    parts = {"_rels/.rels": relate(("r", "officeDocument", next(iter(kinds)))), **parts}
    listed = f'<Types xmlns="{types}">{rows}</Types>'
    return zip_parts({"[Content_Types].xml": listed, **parts, "docProps/core.xml": CORE % title})


def make_docx(body: str, title: str = "", **beside: str) -> bytes:
    kind = "openxmlformats-officedocument.wordprocessingml"
    kinds = {"word/document.xml": f"{kind}.document.main+xml"}
    parts = {"word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>"}
    for name, content in beside.items():
        kinds[f"word/{name}.xml"] = f"{kind}.{name}+xml"
        parts[f"word/{name}.xml"] = f"<w:x {WORD}>{content}</w:x>"
    return make_office(kinds, parts, title)


def relate(*targets: tuple[str, str, str]) -> str:
    address = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = "".join(
        f'<Relationship Id="{name}" Type="{address}/{kind}" Target="{target}"/>'
        for name, kind, target in targets
    )
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{rows}</Relationships>"
    )


def make_pdf(content: str, info: str = "", size: int = 0) -> bytes:
    """One page with a stream of drawing commands; `size` bytes of padding follow it."""
    stream = content.encode("latin-1") + b" " * size
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R/Resources 7 0 R>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<<{info}>>".encode("latin-1"),
        b"<</Font<</F 5 0 R>>>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%b endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    tail = b"trailer<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(out))
    return out + head + table + tail


def make_ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with large sectors' chains; each stream is padded to 4,096 bytes.

    A name with a slash lies in a storage.
    """
    sectors: list[bytes] = []
    table: list[int] = []
    places: dict[str, tuple[int, int]] = {}
    for name, content in streams.items():
        blocks = [content[at : at + 512] for at in range(0, max(len(content), 4096), 512)]
        places[name] = (len(sectors), max(len(content), 4096))
        sectors += [block.ljust(512, b"\0") for block in blocks]
        first = len(table)
        table += [first + step + 1 for step in range(len(blocks) - 1)] + [0xFFFFFFFE]
    directory = b"".join(_list_directory(places))
    blocks = [directory[at : at + 512].ljust(512, b"\0") for at in range(0, len(directory), 512)]
    first = len(table)
    table += [first + step + 1 for step in range(len(blocks) - 1)] + [0xFFFFFFFE, 0xFFFFFFFD]
    packed = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    )
    head += b"\0" * 10 + struct.pack("<III", 1, first, 0) + struct.pack("<I", 4096)
    head += struct.pack("<IIII", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", len(table) - 1, *[0xFFFFFFFF] * 108)
    return head + b"".join(sectors) + b"".join(blocks) + packed


def _list_directory(places: dict[str, tuple[int, int]]) -> Iterator[bytes]:
    """Yield the entries of a compound file: root, storages and streams, then what is in those."""
    storages = dict.fromkeys(name.split("/")[0] for name in places if "/" in name)
    tops = [*storages, *(name for name in places if "/" not in name)]
    inside = {top: [name for name in places if name.startswith(f"{top}/")] for top in storages}
    ordered = [*tops, *(name for names in inside.values() for name in names)]
    number = {name: at for at, name in enumerate(ordered, start=1)}
    yield _write_entry("Root Entry", 5, 1, None, (0xFFFFFFFE, 0))
    for level in (tops, *inside.values()):
        for name, following in zip(level, [*level[1:], None], strict=True):
            kind = 1 if name in storages else 2
            child = number[inside[name][0]] if name in storages else None
            right = number[following] if following else None
            yield _write_entry(
                name.split("/")[-1], kind, child, right, places.get(name, (0xFFFFFFFE, 0))
            )


def _write_entry(
    name: str, kind: int, child: int | None, right: int | None, place: tuple[int, int]
) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    links = (0xFFFFFFFF if link is None else link for link in (None, right, child))
    head = struct.pack("<64sHBBIII", encoded, len(encoded), kind, 1, *links)
    return head + b"\0" * 36 + struct.pack("<III", *place, 0)
