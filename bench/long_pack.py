"""Long pack: a pack of some 46 pages with a 500-row index, as PDF, HTML and DOCX."""

import resource
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench.machine import run_command
from models.pack import Pack, PackDocument, PackPerson, PackPost, PackRecord
from models.record_kinds import Decision, WarningRecord
from services.drawing.docx import render_docx
from services.drawing.jobs import Job, JobKind
from services.drawing.pdf import render_documents
from services.packs.outline import outline_pack

_WORDS = "The second tranche is paid only after the narrative report, so begin three weeks before. "


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield time, processor time and size of the three formats."""
    outline = outline_pack(make_long_pack())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    pdf = render_documents([Job(kind=JobKind.pdf, outline=outline)], folder / "cache")[0]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = len(pdf.content) / 1024
    yield (
        f"PDF of {pdf.page_count} pages, tagged and finished",
        f"{seconds:.1f} CPU-s, {size:.0f} KB",
    )
    began = time.process_time()
    docx = render_docx(outline, pdf.pages)
    yield "DOCX of the same pack", f"{time.process_time() - began:.2f} CPU-s"
    if shutil.which("libreoffice"):
        (folder / "long.docx").write_bytes(docx)
        command = ["libreoffice", f"-env:UserInstallation=file://{folder}/office", "--headless"]
        other = run_command(
            [*command, "--convert-to", "pdf", "--outdir", str(folder), str(folder / "long.docx")],
            {},
        )
        yield "the same DOCX to PDF by LibreOffice, untagged", f"{other.seconds:.1f} s"


def make_long_pack() -> Pack:
    """Return a pack that fills some 46 pages."""
    records = [
        PackRecord(
            id=f"record-{number:03}",
            owner="Ben Diop",
            content=WarningRecord(title=f"Warning {number}", if_=_WORDS, then=_WORDS * 3)
            if number % 2
            else Decision(title=f"Decision {number}", why=_WORDS * 4, rejected=(_WORDS, _WORDS)),
        )
        for number in range(60)
    ]
    documents = [
        PackDocument(
            path=f"drive/Budget/{number:03} revised budget.xlsx",
            title=f"Revised budget {number}",
            type="xlsx",
            modified_on=date(2026, 1 + number % 11, 1 + number % 28),
            why="Only the leaver worked on it.",
        )
        for number in range(500)
    ]
    return Pack(
        reference="HO-2026-0001",
        made_on=date(2026, 11, 20),
        post=PackPost(title="Programme officer", unit="Water and sanitation"),
        leaver=PackPerson(name="Ana Sow"),
        manager=PackPerson(name="Moussa Ba"),
        records=tuple(records),
        documents=tuple(documents),
    )
