"""Package: the parts of a DOCX as one zip, with the same bytes for the same parts."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from services.drawing.docx.elements import Element, serialize

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
TYPES = {
    "word/document.xml": f"{WORD_TYPE}document.main+xml",
    "word/styles.xml": f"{WORD_TYPE}styles+xml",
    "word/settings.xml": f"{WORD_TYPE}settings+xml",
    "word/numbering.xml": f"{WORD_TYPE}numbering+xml",
    "word/fontTable.xml": f"{WORD_TYPE}fontTable+xml",
    "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "word/header1.xml": f"{WORD_TYPE}header+xml",
    "word/header2.xml": f"{WORD_TYPE}header+xml",
    "word/footer1.xml": f"{WORD_TYPE}footer+xml",
    "word/footer2.xml": f"{WORD_TYPE}footer+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
KINDS = {
    "theme1": "theme",
    "header1": "header",
    "header2": "header",
    "footer1": "footer",
    "footer2": "footer",
}
ROOTS = {
    "word/document.xml": f"{OFFICE}/officeDocument",
    "docProps/core.xml": f"{PACKAGE}/relationships/metadata/core-properties",
    "docProps/app.xml": f"{OFFICE}/extended-properties",
}
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every part: the first that a zip can hold; the document's is in its properties."""


def pack_parts(parts: Mapping[str, Element], addresses: Mapping[str, str]) -> bytes:
    """Return the DOCX; `addresses` are the relationship ids of web addresses."""
    files = {
        "[Content_Types].xml": serialize(_list_types(parts)),
        "_rels/.rels": serialize(_relate(ROOTS, {})),
        "word/_rels/document.xml.rels": serialize(_relate(_list_own(parts), addresses)),
        **{name: serialize(parts[name]) for name in sorted(parts)},
    }
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def name_relation(part: str) -> str:
    """Return the relationship id of a part of the document, such as "rIdheader1"."""
    return f"rId{_get_stem(part)}"


def _list_types(parts: Mapping[str, Element]) -> Element:
    space = f"{PACKAGE}/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap=_default(space))
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
    }
    for ending, kind in defaults.items():
        etree.SubElement(root, f"{{{space}}}Default", Extension=ending, ContentType=kind)
    for name in sorted(parts):
        etree.SubElement(root, f"{{{space}}}Override", PartName=f"/{name}", ContentType=TYPES[name])
    return root


def _list_own(parts: Mapping[str, Element]) -> dict[str, str]:
    """Return the kind of relationship of each part that belongs to the document."""
    own = sorted(name for name in parts if name not in ROOTS)
    return {name: f"{OFFICE}/{KINDS.get(_get_stem(name), _get_stem(name))}" for name in own}


def _relate(parts: Mapping[str, str], addresses: Mapping[str, str]) -> Element:
    space = f"{PACKAGE}/relationships"
    root = etree.Element(f"{{{space}}}Relationships", nsmap=_default(space))
    tag = f"{{{space}}}Relationship"
    for name, kind in parts.items():
        target = name.removeprefix("word/") if parts is not ROOTS else name
        etree.SubElement(root, tag, Id=name_relation(name), Type=kind, Target=target)
    for address, relation in addresses.items():
        link = {"Id": relation, "Type": f"{OFFICE}/hyperlink", "Target": address}
        etree.SubElement(root, tag, {**link, "TargetMode": "External"})
    return root


def _default(space: str) -> dict[str, str]:
    # The stubs of lxml do not know that None is the prefix of names without a prefix.
    return {None: space}  # type: ignore[dict-item]  # see above


def _get_stem(part: str) -> str:
    return part.rpartition("/")[2].partition(".")[0]
