"""Word files: an empty document in our styles, what it says about itself, and its bytes."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.shared import Mm

from models.outline import Outline
from models.words import Language
from services.drawing.docx.elements import Element, make_direction
from services.texts import clean_line
from templates import TEMPLATES

LOCALES = {
    Language.en: "en-GB",
    Language.fr: "fr-FR",
    Language.es: "es-ES",
    Language.ru: "ru-RU",
}
"""Of texts in Latin and Cyrillic letters; Arabic and Chinese have places of their own."""

OURS = ("styles", "settings", "numbering", "fontTable", "theme", "app")
"""Parts of python-docx's own template that are replaced by a file in templates/packs/word."""

KEPT = ("document", "core")
"""Parts that python-docx fills itself; every other part is stale or empty, and dropped."""

FORM_VERSION = "1"
"""Raised when answers stand elsewhere than before, so that a reader knows."""

LONGEST_PROPERTY = 255
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every part: the first that a zip can hold; the document's is in its properties."""


def open_document(language: Language) -> Document:
    """Return an empty A4 document with our styles, in its language and direction."""
    document = docx.Document()
    package: Element = document.part.package
    locale = LOCALES.get(language, "en-GB").encode()
    for relations in (package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            part = relation.target_part
            name = part.partname.filename.partition(".")[0].rstrip("1")
            if name not in KEPT:
                del relations[key]
            if name in OURS:
                text = (TEMPLATES / "packs" / "word" / f"{name}.xml").read_bytes()
                own = text.replace(b'w:val="en-GB"', b'w:val="%s"' % locale)
                loaded = type(part).load(part.partname, part.content_type, own, package)
                relations.add_relationship(relation.reltype, loaded, key)
    page = document.sections[0]
    if language.is_right_to_left:
        normal: Element = document.styles["Normal"].element
        normal.get_or_add_pPr().append(make_direction(is_right_to_left=True))
        page._sectPr[-1].addprevious(make_direction(is_right_to_left=True))
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(26), Mm(24)
    page.header_distance, page.footer_distance = Mm(12), Mm(10)
    return document


def set_properties(document: Document, outline: Outline) -> None:
    """Set what the file says about itself: title, author, language, dates, edition."""
    said = {
        "title": f"{outline.title} – {outline.subtitle}",
        "subject": outline.subtitle,
        "author": outline.author,
        "last_modified_by": outline.author,
        "comments": outline.about,
        "identifier": identify(outline),
        "language": outline.language.value,
        "category": outline.classification,
        "version": outline.edition,
    }
    properties = document.core_properties
    for name, text in said.items():
        setattr(properties, name, clean_line(text, max_characters=LONGEST_PROPERTY))
    properties.created = properties.modified = read_instant(outline.created_at)
    properties.revision = 1


def identify(outline: Outline) -> str:
    """Return which form a file is: reference, edition, document and version of the form.

    It survives every office program that was tried, where the keys of the answers may not.
    """
    if not outline.reference:
        return ""
    return f"{outline.reference}/{outline.edition_number}/{outline.name}/{FORM_VERSION}"


def read_instant(text: str) -> datetime:
    """Return an ISO instant in UTC, without its zone, as python-docx writes it."""
    instant = datetime.fromisoformat(text)
    return (instant.astimezone(UTC) if instant.tzinfo else instant).replace(tzinfo=None)


def save_document(document: Document) -> bytes:
    """Return the file; the same document gives the same bytes."""
    saved, packed = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return packed.getvalue()
