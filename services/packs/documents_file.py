"""Documents file: the index of documents as documents.csv, for a spreadsheet or another system."""

import csv
from io import StringIO

from models.pack import Pack, PackDocument
from services.texts import clean_text

COLUMNS = (
    *("path", "title", "type", "modified", "language", "why", "duplicates", "holder", "SHA-256"),
    *("versions", "unreadable"),
)
"""Fixed names (contract.md): they are never translated, so that scripts can rely on them."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run as a formula; such a cell gets a leading quote."""

SEPARATOR = " | "
ENCODING = "utf-8-sig"
"""With a byte order mark: without it, Excel shows "Sédhiou" as "SÃ©dhiou"."""


def make_documents_csv(pack: Pack) -> bytes:
    """Return documents.csv: UTF-8 with byte order mark, CRLF, one row a document in pack order."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for document in pack.documents:
        writer.writerow([_disarm(cell) for cell in _list_cells(document)])
    return text.getvalue().encode(ENCODING)


def _list_cells(document: PackDocument) -> tuple[str, ...]:
    return (
        document.path,
        document.title,
        document.type,
        document.modified_on.isoformat() if document.modified_on else "",
        document.language or "",
        document.why or "",
        SEPARATOR.join(document.duplicates),
        document.holder or "",
        document.sha256 or "",
        SEPARATOR.join(document.versions),
        document.unreadable or "",
    )


def _disarm(cell: str) -> str:
    armed = cell.startswith(FORMULA_SIGNS)
    cleaned = clean_text(cell)
    return f"'{cleaned}" if armed or cleaned.startswith(FORMULA_SIGNS) else cleaned
