"""Elements: the XML of WordprocessingML, in as few words as possible."""

from collections.abc import Iterable

from lxml import etree

Element = etree._Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NAMESPACES = {"w": W, "r": R, "w14": W14, "mc": MC}

TEXT_WIDTH = 9638
"""170 mm in twentieths of a point: twelve columns."""

WORDS_WIDTH = 6327
"""111.6 mm: eight columns for the text; notes have the rest."""

NOTES_WIDTH = TEXT_WIDTH - WORDS_WIDTH


def make(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """Return the element `w:tag`; attributes are in the same name space, None is no child."""
    element = etree.Element(f"{{{W}}}{tag}", nsmap=NAMESPACES)
    for name, said in attributes.items():
        element.set(f"{{{W}}}{name}", str(said))
    element.extend([child for child in children if child is not None])
    return element


def make_part(tag: str, children: Iterable[Element]) -> Element:
    """Return the root element of a part, which says that Word 2010's names may be passed over."""
    element = make(tag, *children)
    element.set(f"{{{MC}}}Ignorable", "w14")
    return element


def make_paragraph(style: str, runs: Iterable[Element], *properties: Element | None) -> Element:
    """Return a paragraph of a style; direct properties stand in the order of the schema."""
    return make("p", make("pPr", make("pStyle", val=style), *properties), *runs)


def keep_with_next(elements: Iterable[Element]) -> None:
    """Keep every paragraph in the elements on the page of what follows it."""
    for element in elements:
        for properties in element.iter(f"{{{W}}}pPr"):
            properties.insert(1, make("keepNext"))


def serialize(root: Element) -> bytes:
    """Return the bytes of a part, the same for the same tree."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "w14", "mc"])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
