"""Finisher: makes WeasyPrint's tag tree the tree of the document, for people who listen to it.

WeasyPrint tags what is on each page: a table over three pages becomes three tables with three
headers, running titles become content. Here, after the pages are drawn and before the file is
written: pieces of one element are joined, repeated table headers and page margins become
artifacts, column headers get a scope, elements without content go.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pydyf  # type: ignore[import-untyped]  # the library below WeasyPrint
from weasyprint.pdf import tags

logger = logging.getLogger(__name__)

SOURCE = "BatonSource"
"""A mark on each tag while the file is made: which HTML element and which kind of tag it is."""
REPEATED_TAGS = {"/THead", "/TFoot"}
LIST_PARTS = {"/Lbl", "/LBody"}
KEPT_WHEN_EMPTY = {"/TD", "/TH", "/LBody", "/Document"}
CHARACTER_MAP = b"/CIDInit /ProcSet findresource begin"

Element = Any
"""A pydyf dictionary of a structure element."""


def mark_sources() -> bool:
    """Make WeasyPrint write on each tag which element of the HTML it came from.

    Wraps a private function: returns False, and says so, where a new version has moved it; tags
    are then not joined, but the document is drawn.
    """
    original: Callable[..., Iterator[Element]] | None = getattr(tags, "_build_box_tree", None)
    if original is None:
        logger.warning("WeasyPrint has moved its tag builder: tags split by pages are not joined.")
        return False

    def build(box: Any, *arguments: Any) -> Iterator[Element]:
        html = getattr(box, "_box", box).element
        for element in original(box, *arguments):
            if html is not None and SOURCE not in element:
                element[SOURCE] = (id(html), element["S"])
                _describe(element, html, getattr(box, "link_annotation", None))
            yield element

    tags._build_box_tree = build
    return True


def _describe(element: Element, html: Any, annotation: Any) -> None:
    """Say what a header heads and where a link leads, in words instead of the name of an anchor."""
    if element["S"] == "/TH":
        element["A"]["Scope"] = "/Row" if html.get("scope") == "row" else "/Column"
    if annotation is not None:
        words = " ".join("".join(html.itertext()).split())
        annotation["Contents"] = pydyf.String(words or html.get("href", ""))


def avoid_ambiguous_ends() -> None:
    """Write a stream plainly where its last byte would read as half of the line's end after it.

    One compressed stream in 256 ends with a carriage return; the length of such a stream counts as
    wrong (ISO 19005-3, 6.1.7.1). Wraps a public property of pydyf.
    """
    stream_class: Any = pydyf.Stream
    write = stream_class.data.fget

    def data(stream: Any) -> bytes:
        written: bytes = write(stream)
        if stream.compress and written.endswith(b"\r\nendstream"):
            stream.compress = False
            written = write(stream)
        return written

    stream_class.data = property(data)


def finish(_document: Any, pdf: Any) -> None:
    """Correct the tags of a PDF before it is written; WeasyPrint calls it as its finisher."""
    tree = TagTree(pdf)
    tree.join(tree.document)
    tree.wrap_list_bodies(pdf)
    tree.prune(tree.document)
    tree.release_orphans()
    for found in pdf.objects:
        if isinstance(found, pydyf.Stream):
            if found.extra.get("Type") == "/Metadata":
                found.compress = False  # PDF/A readers look for the packet as plain text.
            if found.stream and found.stream[0] == CHARACTER_MAP:
                _fill_character_map(found.stream)


def _fill_character_map(lines: list[Any]) -> None:
    """Give each glyph a meaning: the second glyph of an Arabic letter would have none."""
    for index, line in enumerate(lines):
        if isinstance(line, bytes) and line.endswith(b" <>"):
            lines[index] = line.replace(b" <>", b" <200d>")


class TagTree:
    """The tag tree of a PDF that is being made, with references resolved."""

    def __init__(self, pdf: Any) -> None:
        self.objects: list[Any] = pdf.objects
        self.page_references: tuple[bytes, ...] = pdf.page_references
        root = self.get(pdf.catalog["StructTreeRoot"])
        self.parents: list[Any] = self.get(root["ParentTree"])["Nums"]
        self.document: Element = self.get(root["K"][0])
        self.first_pieces: dict[object, Element] = {}
        self.heirs: dict[bytes, bytes] = {}
        """The reference of the first piece, by the reference of a later one."""
        self.reachable: set[bytes] = set()

    def get(self, reference: bytes) -> Any:
        """Return the object behind a reference such as ``12 0 R``."""
        return self.objects[int(reference.split()[0])]

    def find_child(self, kid: object) -> Element | None:
        """Find the element that a kid is; None for marked content and for annotations."""
        if not isinstance(kid, bytes):
            return None
        found: Element = self.get(kid)
        return found if found.get("Type") == "/StructElem" else None

    def join(self, parent: Element) -> None:
        """Join the pieces that page breaks made of the elements below the parent."""
        kids, parent["K"] = parent["K"], pydyf.Array()
        self._adopt(kids, parent, parent)

    def _adopt(self, kids: list[Any], piece: Element, parent: Element) -> None:
        """Hang the kids of a piece under the parent; join those that the parent has begun."""
        for kid in kids:
            child = self.find_child(kid)
            if child is None:
                parent["K"].append(_with_page(kid, piece, parent))
                continue
            source = child.get(SOURCE, child.reference)
            first = self.first_pieces.get(source)
            if first is None or not self._is_continued(first, child, parent):
                self.first_pieces[source] = child
                child["P"] = parent.reference
                parent["K"].append(kid)
                self.join(child)
            elif child["S"] not in REPEATED_TAGS:
                self.heirs[kid] = first.reference
                self._adopt(child["K"], child, first)

    def _is_continued(self, first: Element, child: Element, parent: Element) -> bool:
        """Whether the child goes on with the first piece, and is no second box of its element."""
        is_last = parent["K"] and parent["K"][-1] == first.reference
        is_later = first["Pg"] != child["Pg"] and child["S"] != "/NonStruct"
        return first is parent or bool(is_last) or is_later

    def wrap_list_bodies(self, pdf: Any) -> None:
        """Put what a list item holds besides its label into a body, as the standard asks.

        Source: ISO 32000-1, 14.8.4.3.3: the kids of LI are Lbl and LBody.
        """
        for item in list(self.first_pieces.values()):
            kids = [(kid, self.find_child(kid)) for kid in item["K"]] if item["S"] == "/LI" else []
            loose = [kid for kid, child in kids if not child or child["S"] not in LIST_PARTS]
            if not loose:
                continue
            body = pydyf.Dictionary(
                {"Type": "/StructElem", "S": "/LBody", "Pg": item["Pg"], "P": item.reference}
            )
            body["K"] = pydyf.Array(loose)
            pdf.add_object(body)
            for kid in loose:
                if child := self.find_child(kid):
                    child["P"] = body.reference
            item["K"][:] = [kid for kid, _ in kids if kid not in loose] + [body.reference]

    def prune(self, parent: Element) -> bool:
        """Drop elements that say nothing, such as lines to write on; return whether one is left."""
        kept = []
        for kid in parent["K"]:
            child = self.find_child(kid)
            if child is None or self.prune(child) or child["S"] in KEPT_WHEN_EMPTY:
                kept.append(kid)
        parent["K"][:] = kept
        self.reachable.add(parent.reference)
        parent.get("A", {}).pop("Headers", None)  # They name cells of headers that were dropped.
        parent.pop("ID", None)
        parent.pop(SOURCE, None)
        return bool(kept)

    def release_orphans(self) -> None:
        """Turn marked content that is in no tag, such as page margins, into artifacts."""
        for index, entry in enumerate(self.parents[1::2]):
            if isinstance(entry, bytes):
                self.parents[2 * index + 1] = self.heirs.get(entry, entry)
                continue
            entry[:] = [self.heirs.get(parent, parent) for parent in entry]
            orphans = {mcid for mcid, parent in enumerate(entry) if parent not in self.reachable}
            entry[:] = ["null" if mcid in orphans else parent for mcid, parent in enumerate(entry)]
            page = self.get(self.page_references[index])
            _make_artifacts(self.get(page["Contents"]).stream, orphans)
        for found in self.objects:
            is_element = isinstance(found, pydyf.Dictionary) and found.get("Type") == "/StructElem"
            if is_element and found.reference not in self.reachable:
                found.clear()


def _make_artifacts(stream: list[Any], marks: set[int]) -> None:
    """Say of marked content that it is an artifact of pagination; a mark follows its tag's name."""
    for index, operation in enumerate(stream):
        if isinstance(operation, dict) and operation.get("MCID") in marks:
            stream[index - 1] = "/Artifact"
            stream[index] = pydyf.Dictionary({"Type": "/Pagination"})


def _with_page(kid: Any, piece: Element, parent: Element) -> Any:
    """Return marked content in a form that names its page, if that is not the parent's page."""
    if not isinstance(kid, int) or piece["Pg"] == parent["Pg"]:
        return kid
    return pydyf.Dictionary({"Type": "/MCR", "Pg": piece["Pg"], "MCID": kid})
