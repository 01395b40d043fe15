from pathlib import Path

import pytest

from models.errors import InvalidInputError
from models.outline import Item, Outline, Section, Unknown
from services.drawing.jobs import Job, JobKind, Limits
from services.drawing.pdf import render_documents
from tests.services.drawing.sample_outline import make_outline

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


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
def test_a_hostile_text_is_drawn_all_the_same(name: str, cache_folder: Path):
    job = Job(kind=JobKind.pdf, outline=make_hostile(HOSTILE_TEXTS[name]))
    (document,) = render_documents([job], cache_folder, Limits(cpu_seconds=60, wall_seconds=120))

    assert document.content.startswith(b"%PDF-1.7")
    assert b"/EmbeddedFile" not in document.content


def test_a_text_without_end_stops_at_its_limit(cache_folder: Path):
    job = Job(kind=JobKind.pdf, outline=make_hostile("- entry\n" * 90_000))
    with pytest.raises(InvalidInputError, match="took too long: look for a text of unusual"):
        render_documents([job], cache_folder, Limits(cpu_seconds=3, wall_seconds=60))


def test_a_document_beyond_its_time_is_named(cache_folder: Path):
    jobs = [
        Job(kind=JobKind.html, outline=make_outline(name="brief")),
        Job(kind=JobKind.pdf, outline=make_outline(items=400)),
    ]
    with pytest.raises(InvalidInputError, match="The pack 'HO-2026-0007' took too long"):
        render_documents(jobs, cache_folder, Limits(cpu_seconds=3, wall_seconds=60))


def test_a_document_beyond_its_memory_is_named(cache_folder: Path):
    limits = Limits(cpu_seconds=60, wall_seconds=120, memory_bytes=400 << 20)
    job = Job(kind=JobKind.pdf, outline=make_outline(items=400, rows=900))
    with pytest.raises(InvalidInputError, match="needed too much memory"):
        render_documents([job], cache_folder, limits)


def test_nothing_stays_behind(cache_folder: Path):
    render_documents([Job(kind=JobKind.html, outline=make_outline())], cache_folder)

    assert not list(cache_folder.glob("press-*"))
