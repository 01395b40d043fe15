from pathlib import Path

import pytest

from models.errors import InvalidInputError, TemporaryError
from models.outline import Item, Outline, Section, Unknown
from services.drawing.jobs import Job, JobKind
from services.drawing.pdf import MEMORY_BYTES, Press, render_documents, start_press
from services.isolation.sandbox_protocol import Limits
from tests.services.drawing.sample_outline import make_outline

pytestmark = pytest.mark.drawing

HOSTILE_TEXTS = {
    "deep quotes": "> " * 10_000 + "x",
    "deep lists": "\n".join("  " * depth + "- x" for depth in range(800)),
    "one word": "x" * 20_000,
    "brackets": "[" * 20_000,
    "wide table": "|" + "a|" * 2_000 + "\n|" + "-|" * 2_000,
    "bidirectional": "\u202e\u2066" * 10_000 + "x",
    "combining": "a" + "\u0301" * 10_000,
    "tags": "<table><td colspan=65534>" * 500 + "<div>" * 3_000,
    "lines": "\n" * 10_000 + "x",
}


def make_hostile(text: str) -> Outline:
    item = Item(anchor="a", kind="Lesson", title=text[:500], body=text)
    section = Section(anchor="s", title=text[:500], blocks=(item, Unknown(label="l", what=text)))
    return make_outline().model_copy(update={"sections": (section,), "title": text[:500]})


def limit(
    *, cpu_seconds: int = 60, wall_seconds: float = 600, memory_bytes: int = MEMORY_BYTES
) -> Limits:
    return Limits(cpu_seconds=cpu_seconds, wall_seconds=wall_seconds, memory_bytes=memory_bytes)


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
def test_a_hostile_text_is_drawn_all_the_same(name: str, press: Press):
    document = press.draw(Job(kind=JobKind.pdf, outline=make_hostile(HOSTILE_TEXTS[name])), limit())

    assert document.content.startswith(b"%PDF-1.7")
    assert b"/EmbeddedFile" not in document.content


def test_a_text_without_end_stops_at_its_limit(press: Press):
    job = Job(kind=JobKind.pdf, outline=make_hostile("- entry\n" * 90_000))
    with pytest.raises(InvalidInputError, match="took too long: look for a text of unusual"):
        press.draw(job, limit(cpu_seconds=3))


def test_a_document_beyond_its_time_is_named(cache_folder: Path):
    jobs = [
        Job(kind=JobKind.html, outline=make_outline(name="brief")),
        Job(kind=JobKind.pdf, outline=make_outline(items=400)),
    ]
    with pytest.raises(InvalidInputError, match="The pack 'HO-2026-0007' took too long"):
        render_documents(jobs, cache_folder, limit(cpu_seconds=1))


@pytest.mark.parametrize("megabytes", [40, 100])
def test_a_document_beyond_its_memory_is_named(press: Press, megabytes: int):
    job = Job(kind=JobKind.pdf, outline=make_outline(items=400, rows=900))
    with pytest.raises(InvalidInputError, match="needed too much memory"):
        press.draw(job, limit(memory_bytes=megabytes << 20))


def test_a_busy_machine_is_never_the_fault_of_the_text(press: Press):
    job = Job(kind=JobKind.pdf, outline=make_outline())
    with pytest.raises(TemporaryError, match="this machine is busy: try again later") as caught:
        press.draw(job, limit(wall_seconds=0.01))
    assert "text" not in str(caught.value)


def test_a_press_started_early_draws_the_next_documents(cache_folder: Path, tmp_path: Path):
    job = Job(kind=JobKind.html, outline=make_outline())
    start_press(tmp_path)
    assert len(list(tmp_path.glob("baton-sandbox-*"))) == 1
    assert render_documents([job], tmp_path) == render_documents([job], cache_folder)
    assert not list(tmp_path.glob("baton-sandbox-*"))


def test_nothing_stays_behind(cache_folder: Path):
    render_documents([Job(kind=JobKind.html, outline=make_outline())], cache_folder / "own")

    assert not list((cache_folder / "own").glob("baton-sandbox-*"))
