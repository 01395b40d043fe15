"""XMP: the metadata packet that says PDF/A-3a and PDF/UA-1 at once.

WeasyPrint writes one standard only, and its `xmp_metadata` adds a second RDF block that readers
refuse; so the one block it writes is extended.
"""

from collections.abc import Callable
from xml.etree import ElementTree as ET

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PDFUA = "http://www.aiim.org/pdfua/ns/id/"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
PREFIXES = {
    "pdfuaid": PDFUA,
    "pdfaExtension": EXTENSION,
    "pdfaSchema": SCHEMA,
    "pdfaProperty": PROPERTY,
}


def say_both_standards(generate: Callable[..., bytes]) -> Callable[..., bytes]:
    """Wrap WeasyPrint's generator of RDF so that the block also says PDF/UA-1.

    Source: ISO 14289-1, 5 (pdfuaid:part); ISO 19005-3, 6.6.2.3 (extension schemas).
    """

    def generate_both(variant: str, version: int, conformance: str | None) -> bytes:
        for prefix, address in PREFIXES.items():
            ET.register_namespace(prefix, address)
        rdf = ET.fromstring(generate(variant, version, conformance))  # noqa: S314 - written by WeasyPrint just now
        _add(rdf, f"{{{RDF}}}Description", {f"{{{RDF}}}about": "", f"{{{PDFUA}}}part": "1"})
        _describe_extension(rdf)
        extended: bytes = ET.tostring(rdf, encoding="utf-8")
        return extended

    return generate_both


def _describe_extension(rdf: ET.Element) -> None:
    """Declare the schema of pdfuaid, which is not among those that PDF/A knows."""
    resource = {f"{{{RDF}}}parseType": "Resource"}
    description = _add(rdf, f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})
    bag = _add(_add(description, f"{{{EXTENSION}}}schemas"), f"{{{RDF}}}Bag")
    schema = _add(bag, f"{{{RDF}}}li", resource)
    for name, text in (
        ("schema", "PDF/UA identification schema"),
        ("namespaceURI", PDFUA),
        ("prefix", "pdfuaid"),
    ):
        _add(schema, f"{{{SCHEMA}}}{name}").text = text
    sequence = _add(_add(schema, f"{{{SCHEMA}}}property"), f"{{{RDF}}}Seq")
    entry = _add(sequence, f"{{{RDF}}}li", resource)
    for name, text in (
        ("name", "part"),
        ("valueType", "Integer"),
        ("category", "internal"),
        ("description", "Part of ISO 14289 to which the document conforms"),
    ):
        _add(entry, f"{{{PROPERTY}}}{name}").text = text


def _add(parent: ET.Element, tag: str, attributes: dict[str, str] | None = None) -> ET.Element:
    return ET.SubElement(parent, tag, attributes or {})
