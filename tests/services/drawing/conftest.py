"""Documents drawn once for all tests of this folder."""

import io
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from services.drawing.jobs import Drawn, Job, JobKind
from services.drawing.pdf import render_documents
from tests.services.drawing.sample_outline import make_outline


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawing")


@pytest.fixture(scope="session")
def drawn(cache_folder: Path) -> dict[str, Drawn]:
    jobs = {
        "pack": Job(kind=JobKind.pdf, outline=make_outline()),
        "brief": Job(kind=JobKind.pdf, outline=make_outline(name="brief", items=3, rows=5)),
        "html": Job(kind=JobKind.html, outline=make_outline()),
    }
    return dict(zip(jobs, render_documents(list(jobs.values()), cache_folder), strict=True))


@pytest.fixture(scope="session")
def pack(drawn: dict[str, Drawn]) -> bytes:
    return drawn["pack"].content


@pytest.fixture(scope="session")
def html(drawn: dict[str, Drawn]) -> str:
    return drawn["html"].content.decode()


@pytest.fixture(scope="session")
def pages(pack: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pack)).pages]


@pytest.fixture
def pdf(pack: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pack))
