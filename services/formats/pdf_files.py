"""Pdf: the text of the pages and the properties of the file.

Short, as one format is one file.
"""

from pathlib import Path
from typing import Any

import pypdfium2

from services.formats import reasons
from services.formats.readings import Lines, Reading, parse_day
from services.isolation.sandbox_protocol import UnreadableError


def read_pdf(path: Path) -> Reading:
    """Read page after page.

    Raises:
        UnreadableError: The file is damaged or protected.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        is_locked = "password" in str(error).lower()
        reason = reasons.PASSWORD if is_locked else "is damaged: it is no whole PDF"
        raise UnreadableError(reason) from error
    properties = document.get_metadata_dict()
    text = _read_pages(document)
    return Reading(
        text=text,
        title=properties.get("Title"),
        authors=(properties["Author"],) if properties.get("Author") else (),
        created_on=parse_day(properties.get("CreationDate")),
        modified_on=parse_day(properties.get("ModDate")),
        reason=None if text.strip() else reasons.ONLY_PICTURES,
    )


def _read_pages(document: Any) -> str:
    lines = Lines()
    for number in range(len(document)):
        try:
            lines.add(_read_page(document, number))
        except pypdfium2.PdfiumError:
            continue  # One broken page does not cost the others.
        if lines.is_full:
            break
    return lines.join()


def _read_page(document: Any, number: int) -> str:
    page = document[number]
    if pypdfium2.raw.FPDFPage_GetAnnotCount(page) > 0:
        # What was typed into forms and notes becomes part of the page, of our copy of it only.
        pypdfium2.raw.FPDFPage_Flatten(page, pypdfium2.raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number]
    text: str = page.get_textpage().get_text_range()
    page.close()
    return text
