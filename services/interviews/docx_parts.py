"""DOCX parts: what a form to fill in needs beyond python-docx: styles, boxes, places to write."""

from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from models.words import Language
from services.texts import clean_text

INK, ACCENT, GREY = "1A1A1A", "0B3D63", "555555"
LINE, TINT = "AEB9C2", "EEF3F7"
FONT, FALLBACK_FONT = "Noto Sans", "Calibri"
PAGE_WIDTH_MM, MARGIN_MM = 210, 20
PLACEHOLDER_STYLE = "Placeholder Text"
_CELL_MARGIN = "110"
_DATE_IN_ZIP = (1980, 1, 1, 0, 0, 0)
_STALE_PARTS = ("stylesWithEffects", "customXml", "thumbnail")


class _Look:
    """How a paragraph style looks; sizes in points."""

    def __init__(
        self, size: float, before: float, after: float, color: str = INK, *, bold: bool = False
    ) -> None:
        self.size, self.before, self.after = size, before, after
        self.color, self.bold = color, bold


_LOOKS = {
    "Normal": _Look(10, 0, 5),
    "Title": _Look(24, 0, 2, ACCENT, bold=True),
    "Subtitle": _Look(12, 0, 10, GREY),
    "Heading 1": _Look(15, 20, 6, ACCENT, bold=True),
    "Heading 2": _Look(11, 14, 3, bold=True),
    "List Bullet": _Look(9.5, 0, 2),
    "Small": _Look(8.5, 0, 3, GREY),
    "Choices": _Look(8.5, 4, 8, GREY),
    "Cell": _Look(9, 1, 1),
}
_KEPT_WITH_NEXT = ("Heading 1", "Heading 2", "List Bullet", "Small")


def start_document(language: Language, title: str, subject: str, day: date) -> DocxDocument:
    """Return an empty A4 document with our styles, its language and its properties set."""
    document = Document()
    _drop_stale_parts(document)
    _set_styles(document, language)
    _name_fallback_font(document)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH_MM), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    properties = document.core_properties
    properties.title, properties.subject = clean_text(title), clean_text(subject)
    properties.author = properties.last_modified_by = "Baton"
    properties.comments = properties.keywords = properties.category = ""
    properties.language = str(language)
    properties.created = properties.modified = datetime.combine(day, time(), UTC)
    properties.revision = 1
    return document


def _drop_stale_parts(document: DocxDocument) -> None:
    package: Any = document.part.package
    for relations in (document.part.rels, package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(_STALE_PARTS):
                del relations[key]


def _set_styles(document: DocxDocument, language: Language) -> None:
    for name, look in _LOOKS.items():
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style = document.styles[name]
        if isinstance(style, ParagraphStyle):
            _set_style(style, look)
    placeholder: Any = document.styles.add_style(PLACEHOLDER_STYLE, WD_STYLE_TYPE.CHARACTER)
    placeholder.font.color.rgb = RGBColor.from_string(GREY)
    _set_language(document.styles.element, language)


def _set_style(style: ParagraphStyle, look: _Look) -> None:
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, False
    style.font.color.rgb = RGBColor.from_string(look.color)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(look.before), Pt(look.after)
    shape.line_spacing = 1.0 if look.size > 11 else 1.15
    shape.keep_with_next = style.name in _KEPT_WITH_NEXT
    element: Any = style.element
    properties = element.get_or_add_rPr()
    # What is left of python-docx's own template: its font, its rule under the title, its spacing.
    for leftover in ("w:rPr/w:rFonts", "w:pPr/w:pBdr", "w:rPr/w:spacing", "w:rPr/w:kern"):
        for found in element.findall(leftover, element.nsmap):
            found.getparent().remove(found)
    properties.insert(0, _make("w:rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT))


def _set_language(styles: Any, language: Language) -> None:
    defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(_make("w:lang", val=str(language), eastAsia=str(language), bidi="ar"))


def _name_fallback_font(document: DocxDocument) -> None:
    """Name the font that stands in where ours is not installed."""
    table = next(r.target_part for r in document.part.rels.values() if "fontTable" in r.reltype)
    font = f'<w:font w:name="{FONT}"><w:altName w:val="{FALLBACK_FONT}"/></w:font></w:fonts>'
    # python-docx keeps this part as bytes only.
    table._blob = table.blob.replace(b"</w:fonts>", font.encode())


def _make(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def add_text(paragraph: Paragraph, text: str, *, bold: bool = False, color: str = "") -> None:
    """Add a text as it was typed; a newline stays one."""
    run = paragraph.add_run(clean_text(text))
    run.bold = bold or None
    if color:
        run.font.color.rgb = RGBColor.from_string(color)


def add_table(
    document: DocxDocument, widths_mm: tuple[float, ...], *, has_columns: bool = True
) -> Table:
    """Add a table without rows, with fixed widths; `has_columns` says whether lines part them."""
    table: Table = document.add_table(rows=0, cols=len(widths_mm))
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    properties = table._tbl.tblPr
    borders = _make("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        is_upright = side in ("left", "right", "insideV")
        kind = "single" if has_columns or not is_upright else "nil"
        borders.append(_make(f"w:{side}", val=kind, sz="4", space="0", color=LINE))
    margins = _make("w:tblCellMar")
    for side, room in (
        ("top", "60"),
        ("left", _CELL_MARGIN),
        ("bottom", "60"),
        ("right", _CELL_MARGIN),
    ):
        margins.append(_make(f"w:{side}", w=room, type="dxa"))
    # The order is the schema's: programs refuse a file that has another.
    layout, look = properties.find(qn("w:tblLayout")), properties.find(qn("w:tblLook"))
    for element in (layout, look):
        if element is not None:
            properties.remove(element)
    indent = _make("w:tblInd", w=_CELL_MARGIN, type="dxa")
    for element in (indent, borders, layout, margins, look):
        if element is not None:
            properties.append(element)
    return table


def add_row(table: Table, *, is_header: bool = False, min_height_mm: float = 0) -> list[_Cell]:
    """Add a row that stays on one page; a header row is repeated on each."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx types no result here
    properties = row._tr.get_or_add_trPr()
    properties.append(_make("w:cantSplit"))
    if min_height_mm:
        height = str(round(min_height_mm * 56.7))
        properties.append(_make("w:trHeight", val=height, hRule="atLeast"))
    if is_header:
        properties.append(_make("w:tblHeader"))
    cells = list(row.cells)
    for cell, column in zip(cells, table.columns, strict=True):
        cell.width = column.width or Mm(0)
        cell.paragraphs[0].style = "Cell"
        if is_header:
            shade(cell)
    return cells


def shade(cell: _Cell) -> None:
    """Give a cell our tint."""
    properties = cell._tc.get_or_add_tcPr()
    properties.append(_make("w:shd", val="clear", color="auto", fill=TINT))


def add_field(paragraph: Paragraph, key: str, label: str, placeholder: str, number: int) -> None:
    """Add a place to write in: a content control that carries its key, inside a bookmark."""
    control = _make("w:sdt")
    properties = _make("w:sdtPr")
    properties.append(_make("w:alias", val=clean_text(label)[:60]))
    properties.append(_make("w:tag", val=key))
    properties.append(_make("w:id", val=str(number)))
    properties.append(_make("w:showingPlcHdr"))
    properties.append(_make("w:text", multiLine="1"))
    content = _make("w:sdtContent")
    run = paragraph.add_run(placeholder)
    run.style = PLACEHOLDER_STYLE
    content.append(run._r)
    control.append(properties)
    control.append(content)
    name = f"answer_{key}"[:40]
    paragraph._p.append(_make("w:bookmarkStart", id=str(number), name=name))
    paragraph._p.append(control)
    paragraph._p.append(_make("w:bookmarkEnd", id=str(number)))


def add_page_number(paragraph: Paragraph) -> None:
    """Add the number of the page, as a field."""
    field = _make("w:fldSimple", instr="PAGE")
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def save_document(document: DocxDocument) -> bytes:
    """Return the file; the same document gives the same bytes."""
    saved, packed = BytesIO(), BytesIO()
    document.save(saved)
    with ZipFile(saved) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, _DATE_IN_ZIP)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            target.writestr(entry, source.read(name))
    return packed.getvalue()
