"""Documents: every file of a pack, drawn from the pack and from nothing else."""

from collections.abc import Callable, Mapping
from pathlib import Path

from models.outline import Outline
from models.pack import Pack, dump_pack
from services.packs.calendar_file import make_calendar
from services.packs.documents_file import make_documents_csv
from services.packs.outline import outline_brief, outline_pack, outline_read_back
from services.rendering.jobs import Job, JobKind
from services.rendering.pdf import render_documents
from services.rendering.word import render_docx

VERSION = "7"
"""Raised with every change of how files look, so that they are drawn again."""

_OUTLINES: Mapping[str, Callable[[Pack], Outline]] = {
    "brief": outline_brief,
    "pack": outline_pack,
    "read-back": outline_read_back,
}
_DRAWN = (("brief.pdf", JobKind.pdf), ("pack.pdf", JobKind.pdf), ("pack.html", JobKind.html))
_WORD = ("brief.docx", "pack.docx", "read-back.docx")


def draw_pack_files(pack: Pack, cache: Path) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Draw every file of a pack.

    Args:
        pack: what is drawn.
        cache: a folder for the fonts' cache; nothing else is written.

    Returns:
        The files by name, and warnings about signs that could not be drawn.

    Raises:
        InvalidInputError: its texts cannot be drawn within the limits.
    """
    outlines = {name: outline(pack) for name, outline in _OUTLINES.items()}
    jobs = [Job(kind=kind, outline=outlines[Path(name).stem]) for name, kind in _DRAWN]
    drawn = render_documents(jobs, cache)
    files = {name: one.content for (name, _), one in zip(_DRAWN, drawn, strict=True)}
    files |= {name: render_docx(outlines[Path(name).stem]) for name in _WORD}
    files["pack.json"] = dump_pack(pack).encode()
    files["calendar.ics"] = make_calendar(pack, pack.made_on)
    files["documents.csv"] = make_documents_csv(pack)
    warnings = sorted({warning for one in drawn for warning in one.warnings})
    return dict(sorted(files.items())), tuple(warnings)
