"""Properties: what a file says about itself: title, author, language, dates, edition."""

from datetime import UTC, datetime

from lxml import etree

from models.outline import Outline
from services.drawing.docx.elements import Element
from services.drawing.docx.forms import FORM_VERSION
from services.texts import clean_line

CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
DC = "http://purl.org/dc/elements/1.1/"
TERMS = "http://purl.org/dc/terms/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
NAMESPACES = {"cp": CORE, "dc": DC, "dcterms": TERMS, "xsi": XSI}


def make_core(outline: Outline) -> Element:
    """Return docProps/core.xml."""
    root = etree.Element(f"{{{CORE}}}coreProperties", nsmap=NAMESPACES)
    texts = {
        (DC, "title"): f"{outline.title} – {outline.subtitle}",
        (DC, "subject"): outline.subtitle,
        (DC, "creator"): outline.author,
        (DC, "description"): outline.about,
        (DC, "identifier"): identify(outline),
        (DC, "language"): outline.language.value,
        (CORE, "lastModifiedBy"): outline.author,
        (CORE, "revision"): "1",
        (CORE, "category"): outline.classification,
        (CORE, "version"): outline.edition,
    }
    for (space, name), text in texts.items():
        if text:
            etree.SubElement(root, f"{{{space}}}{name}").text = clean_line(text)
    for name in ("created", "modified"):
        element = etree.SubElement(root, f"{{{TERMS}}}{name}")
        element.set(f"{{{XSI}}}type", "dcterms:W3CDTF")
        element.text = say_instant(outline.created_at)
    return root


def make_extended() -> Element:
    """Return docProps/app.xml."""
    root = etree.Element(f"{{{EXTENDED}}}Properties", nsmap={"ep": EXTENDED})
    etree.SubElement(root, f"{{{EXTENDED}}}Application").text = "Baton"
    return root


def identify(outline: Outline) -> str:
    """Return which form a file is: reference, edition, document and version of the form.

    It survives every office program that was tried, where the keys of the answers may not.
    """
    return f"{outline.reference}/{outline.edition_number}/{outline.name}/{FORM_VERSION}"


def say_instant(text: str) -> str:
    """Return an ISO instant in UTC as Word writes it: "2026-11-20T00:00:00Z"."""
    instant = datetime.fromisoformat(text)
    aware = instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.strftime("%Y-%m-%dT%H:%M:%SZ")
