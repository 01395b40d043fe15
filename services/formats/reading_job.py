"""Reading: the job that makes a file into data, in a child of the sandbox."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.formats import reasons
from services.formats.archive_files import read_archive
from services.formats.doc_files import read_doc
from services.formats.docx_files import read_docx
from services.formats.eml_files import read_eml, read_mail
from services.formats.epub_files import read_epub
from services.formats.file_types import detect_type, get_type_by_name
from services.formats.html_files import read_html, read_page, read_xml
from services.formats.languages import detect_language, load_detector
from services.formats.msg_files import read_msg
from services.formats.odf_files import read_odf
from services.formats.pdf_files import read_pdf
from services.formats.pointer_files import read_pointer
from services.formats.ppt_files import read_ppt
from services.formats.pptx_files import read_pptx
from services.formats.readings import (
    MOST_CHARACTERS,
    Reading,
    choose_title,
    parse_day,
)
from services.formats.rtf_files import read_rtf
from services.formats.sheet_files import read_workbook, read_xls, read_xlsx
from services.formats.text_files import decode, read_markdown, read_plain
from services.isolation.sandbox_protocol import UnreadableError
from services.secrets.masking import mask_texts
from services.secrets.private_places import is_private
from services.texts import clean_line, clean_text

READERS: dict[str, Callable[[Path], Reading]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "xlsx": read_xlsx,
    "xlsb": read_workbook,
    "xls": read_xls,
    "ods": read_workbook,
    "pptx": read_pptx,
    "odt": read_odf,
    "odp": read_odf,
    "rtf": read_rtf,
    "html": read_html,
    "md": read_markdown,
    "txt": read_plain,
    "csv": read_plain,
    "vcf": read_plain,
    "xml": read_xml,
    "eml": read_eml,
    "msg": read_msg,
    "doc": read_doc,
    "ppt": read_ppt,
    "epub": read_epub,
    "zip": read_archive,
    "pointer": read_pointer,
}
"""The reader of each type; what is not here is listed and not read."""

_REASONS = {
    **dict.fromkeys(("mbox", "pst", "mail"), reasons.MAILBOX),
    "ics": reasons.CALENDAR,
}
"""Sources of another kind: who says yes to documents has not said yes to mail or calendar."""


def warm_up() -> None:
    """Load words, models and what libraries load late, so that no child has to do it again."""
    load_detector()
    mask_texts(["password: Kaolack77\nA\tPassword\nb\tc"])
    is_private("private")
    parse_day("2026-05-03")
    decode("Déjà vu à Thiès, où l'été arrive tôt.".encode("cp1252"))
    read_mail(b"From: a@example.org\nDate: Sun, 3 May 2026 10:00:00 +0000\n\n<p>Hello")
    read_page("<title>Hello</title><p>world")


def read_file(path: str, *, is_put_back: bool = False) -> dict[str, Any]:
    """Return the fields of an extraction but its SHA-256, secrets masked, dates as ISO 8601.

    A mail that is marked as private gives only that reason, unless the leaver put it back.

    Raises:
        UnreadableError: The file is damaged or protected.
        OSError: The file cannot be opened.
    """
    file = Path(path)
    if file.stat().st_size == 0:
        return {"type": detect_type(file), "reason": reasons.EMPTY}
    kind = detect_type(file)
    reader = READERS.get(kind)
    if kind == "encrypted":
        return {"type": get_type_by_name(file), "reason": reasons.PASSWORD}
    if reader is None:
        return {"type": kind, "reason": _REASONS.get(kind, reasons.NO_TEXT_TYPE)}
    try:
        reading = reader(file)
    except UnreadableError as error:
        return {"type": kind, "reason": str(error)}
    if reading.is_private and not is_put_back:
        return {"type": kind, "reason": reasons.PRIVATE}
    return {"type": kind, **_finish(reading)}


def _finish(reading: Reading) -> dict[str, Any]:
    """Clean, cut and mask what a reader returned."""
    cleaned = clean_text(reading.text, max_characters=MOST_CHARACTERS)
    told = [choose_title(reading.title, reading.heading) or "", cleaned]
    authors, editors = _clean_names(reading.authors), _clean_names((reading.modified_by or "",))
    (title, in_title), (text, in_text), *names = mask_texts([*told, *authors, *editors], [(0, 1)])
    kept = [name for name, _ in names]
    if reading.reason is None and not text.strip():
        reading = replace(reading, reason=reasons.NO_TEXT)
    in_names = [place for _, places in names for place in places]
    return {
        "text": text,
        "title": title or None,
        "authors": list(dict.fromkeys(kept[: len(authors)])),
        "modified_by": next(iter(kept[len(authors) :]), None),
        "created_on": reading.created_on.isoformat() if reading.created_on else None,
        "modified_on": reading.modified_on.isoformat() if reading.modified_on else None,
        "language": detect_language(text),
        "reason": reading.reason,
        "secrets": [
            *in_text,
            *("A secret in the title." for _ in in_title),
            *("A secret in a name." for _ in in_names),
        ],
    }


def _clean_names(names: tuple[str, ...]) -> list[str]:
    parts = [part for name in names for part in _split_names(name)]
    cleaned = (clean_line(part, max_characters=120) for part in parts)
    return list(dict.fromkeys(name for name in cleaned if name))


def _split_names(names: str) -> list[str]:
    """Split "Ana Sow, Ben Diop; Moussa Ba" into three, and leave "Sow, Ana" as it is."""
    split = []
    for name in names.split(";"):
        parts = name.split(",")
        split += parts if all(" " in part.strip() for part in parts) else [name]
    return split


warm_up()
