"""Pack files: every file of a pack, drawn from the pack and from nothing else."""

import csv
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path

from models.outline import Outline
from models.pack import Pack, PackDocument, dump_pack
from services.drawing.docx import render_docx
from services.drawing.jobs import Job, JobKind
from services.drawing.pdf import render_documents
from services.lock_watch import slow
from services.packs.calendar_file import make_calendar
from services.packs.outline import outline_brief, outline_pack, outline_read_back
from services.packs.pack_checks import check_drawn, check_pack
from services.secrets.masked_values import list_leaves, put_leaf
from services.texts import clean_text, close_directions

COLUMNS = (
    *("path", "title", "type", "modified", "language", "why", "duplicates", "holder", "SHA-256"),
    *("versions", "unreadable"),
)
"""Fixed names (docs/formats.md): they are never translated, so that scripts can rely on them."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run as a formula; such a cell gets a leading quote."""

SEPARATOR = " | "
ENCODING = "utf-8-sig"
"""With a byte order mark: without it, Excel shows "Sédhiou" as "SÃ©dhiou"."""
_OUTLINES: Mapping[str, Callable[[Pack], Outline]] = {
    "brief": outline_brief,
    "pack": outline_pack,
    "read-back": outline_read_back,
}
_DRAWN = (("brief.pdf", JobKind.pdf), ("pack.pdf", JobKind.pdf), ("pack.html", JobKind.html))
_WORD = ("brief.docx", "pack.docx", "read-back.docx")


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
    armed = cell.startswith(FORMULA_STARTS)
    cleaned = clean_text(cell)
    return f"'{cleaned}" if armed or cleaned.startswith(FORMULA_STARTS) else cleaned


@slow
def draw_pack_files(pack: Pack, cache: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Draw every file of a pack.

    Args:
        pack: what is drawn.
        cache: a folder for the fonts' cache; nothing else is written.

    Returns:
        The files by name, and warnings about characters that could not be drawn.

    Raises:
        InvalidInputError: it holds what its readers may not see, a secret, a character that no font
            draws, or texts that cannot be drawn within the limits.
    """
    check_pack(pack)
    shown = _close_directions(pack)
    outlines = {name: outline(shown) for name, outline in _OUTLINES.items()}
    jobs = [Job(kind=kind, outline=outlines[Path(name).stem]) for name, kind in _DRAWN]
    drawn = render_documents(jobs, cache)
    check_drawn(pack, {character for one in drawn for character in one.missing})
    files, pages = {}, dict[str, dict[str, int]]()
    for (name, kind), one in zip(_DRAWN, drawn, strict=True):
        files[name] = one.content
        if kind is JobKind.pdf:
            pages[Path(name).stem] = one.pages
    for name in _WORD:
        document = Path(name).stem
        files[name] = render_docx(outlines[document], pages.get(document))
    files["pack.json"] = dump_pack(pack).encode()
    files["calendar.ics"] = make_calendar(pack, pack.made_on)
    files["documents.csv"] = make_documents_csv(pack)
    warnings = sorted({warning for one in drawn for warning in one.warnings})
    return dict(sorted(files.items())), tuple(warnings)


def _close_directions(pack: Pack) -> Pack:
    """Return the pack as it is shown: no name of it turns the sentence in which it stands."""
    data = pack.model_dump(mode="json", by_alias=True)
    turned = {
        path: closed
        for path, text in list_leaves(data)
        if (closed := close_directions(text)) != text
    }
    for path, text in turned.items():
        put_leaf(data, path, text)
    return Pack.model_validate(data) if turned else pack
