"""PDF files read back by their tags: what is said in which section and item, in reading order."""

import ctypes
import io
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium


class TaggedPdf:
    """The tags of a PDF, and the text under each."""

    def __init__(self, content: bytes) -> None:
        self._pdf = pikepdf.open(io.BytesIO(content))
        self._pages = {page.objgen: number for number, page in enumerate(self._pdf.pages)}
        self._texts = [_read_marked(page) for page in pypdfium2.PdfDocument(content)]
        self.root = self._pdf.Root.StructTreeRoot

    def find(self, tag: str, element: pikepdf.Object | None = None) -> list[pikepdf.Object]:
        """Every element with this tag in reading order, none of them inside another."""
        found = []
        for child in _list_children(self.root if element is None else element):
            if not isinstance(child, pikepdf.Dictionary):
                continue
            found += [child] if child.get("/S") == tag else self.find(tag, child)
        return found

    def read(self, element: pikepdf.Object) -> str:
        """The text of an element, without the marks of lists."""
        return "".join(self._read(element, 0))

    def _read(self, element: pikepdf.Object, page: int) -> Iterator[str]:
        page = self._pages[element.Pg.objgen] if "/Pg" in element else page
        for child in _list_children(element):
            if not isinstance(child, pikepdf.Dictionary):
                yield self._texts[page].get(int(child), "")
            elif child.get("/Type") == "/MCR":
                where = self._pages[child.Pg.objgen] if "/Pg" in child else page
                yield self._texts[where].get(int(child.MCID), "")
            elif child.get("/S") != "/Lbl":
                yield from self._read(child, page)


def _list_children(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    waiting = [element.get("/K", pikepdf.Array())]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += reversed(list(one))
        else:
            yield one


def _read_marked(page: pypdfium2.PdfPage) -> dict[int, str]:
    """The text of a page by the number of its marked content."""
    layer, found = page.get_textpage(), dict[int, str]()
    for one in page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT]):
        number = pdfium.FPDFPageObj_GetMarkedContentID(one.raw)
        size = pdfium.FPDFTextObj_GetText(one.raw, layer.raw, None, 0)
        room = ctypes.create_string_buffer(size)
        where = ctypes.cast(room, ctypes.POINTER(pdfium.FPDF_WCHAR))
        pdfium.FPDFTextObj_GetText(one.raw, layer.raw, where, size)
        found[number] = found.get(number, "") + room.raw.decode("utf-16-le").rstrip("\0")
    return found
