"""Documents drawn once for all tests of this folder."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from services.drawing.jobs import Drawn, Job, JobKind, PrintStyle
from services.drawing.pdf import Press
from tests.services.drawing.sample_outline import make_outline


@pytest.fixture(scope="session")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawing")


@pytest.fixture(scope="session")
def press(cache_folder: Path) -> Iterator[Press]:
    with Press(cache_folder) as made:
        yield made


@pytest.fixture(scope="session")
def draw_pdf(press: Press) -> Callable[..., Drawn]:
    """Draw an outline as PDF, in the style that is given."""
    return lambda outline, style=None: press.draw(
        Job(kind=JobKind.pdf, outline=outline, style=style or PrintStyle())
    )


@pytest.fixture(scope="session")
def drawn(press: Press) -> dict[str, Drawn]:
    jobs = {
        "pack": Job(kind=JobKind.pdf, outline=make_outline()),
        "brief": Job(kind=JobKind.pdf, outline=make_outline(name="brief", items=3, rows=5)),
        "html": Job(kind=JobKind.html, outline=make_outline()),
    }
    return {name: press.draw(job) for name, job in jobs.items()}


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
