"""Rights of acts on the command line: each has the row of its route, and comes as far."""

from pathlib import Path

import pytest
from each import each
from house import House, say_expected
from rights_table import OF_A_CASE, PARTS, STAFF

from models.errors import HandoverError, NotAllowedError
from models.states import HandoverState
from portal.cli.app import app, run_command

pytestmark = pytest.mark.slow

WHO = ("--name", "Someone", "--email", "leaver@example.org")
RECORD, TEXT = ("--record", 1), ("--text", "because")
FILES = {
    "answers": "format: baton-answers/1\nrespondent: peer\nname: Pat\nrecords: []\n",
    "edit": "record_id: 1\nrevision: 9\ncontent: {kind: tip, title: Call first}\n",
    "texts": "texts: {S1: words}\n",
    "survey": "day: 7\n",
}
ACTS: dict[str, tuple[str, str, tuple[object, ...]]] = {
    "answer": ("PUT", "/answers", ("--file", "answers")),
    "ask-peer": ("POST", "/peers", WHO),
    "records": ("GET", "/records", ()),
    "agree": ("POST", "/records/{number}/agree", RECORD),
    "edit": ("PUT", "/records/{number}", ("--file", "edit")),
    "changes": ("GET", "/changes", ()),
    "agree-change": ("POST", "/changes/{number}/agree", ("--change", 1)),
    "refuse-change": ("POST", "/changes/{number}/refuse", ("--change", 1)),
    "fallback": ("POST", "/fallback", WHO),
    "show-record": ("POST", "/records/{number}/show", RECORD),
    "strike-out": ("POST", "/records/{number}/strike-out", RECORD),
    "sources": ("GET", "/sources", ()),
    "allow": ("POST", "/sources/{number}/allow", ("--source", 1)),
    "refuse": ("POST", "/sources/{number}/refuse", ("--source", 1)),
    "found": ("GET", "/found", ()),
    "keep": ("POST", "/found/keep", ("--number", 1)),
    "mark-private": ("POST", "/found/mark-private", ("--number", 1)),
    "correct": ("POST", "/found/correct", ("--number", 1, *TEXT)),
    "describe": ("POST", "/found/describe", ("--number", 1, *TEXT)),
    "sign": ("POST", "/sign", ()),
    "send-back": ("POST", "/send-back", TEXT),
    "fetch": ("GET", "/pack", ("--out", "pack")),
    "items": ("GET", "/items", ()),
    "read-back": ("POST", "/read-back", ("--file", "texts")),
    "accept": ("POST", "/records/{number}/accept", RECORD),
    "decline": ("POST", "/records/{number}/decline", (*RECORD, *TEXT)),
    "survey": ("POST", "/survey", ("--file", "survey")),
    "gaps": ("GET", "/gaps", ()),
    "answer-gap": ("POST", "/gaps/{number}/answer", ("--gap", 1, *TEXT)),
    "waive": ("POST", "/gaps/{number}/waive", ("--gap", 1, *TEXT, "--until", "2099-01-05")),
    "owner": ("POST", "/records/{number}/owner", (*RECORD, *WHO)),
    "give-items": ("POST", "/items/give", ("--from", "x@example.org", *WHO)),
    "receiver": ("POST", "/receiver", WHO),
    "reschedule": ("POST", "/reschedule", ("--to", "1999-01-05")),
    "reassign": ("POST", "/reassign", ("manager", *WHO)),
    "people": ("GET", "/people", ()),
    "correct-person": (
        *("POST", "/people/correct"),
        ("--person", "leaver@example.org", "--name", "Someone"),
    ),
    "reopen": ("POST", "/reopen", ()),
    "hold": ("POST", "/legal-hold", ("--lift",)),
    "return": ("POST", "/return", ("--on", "2099-01-05")),
    "tick": ("POST", "/steps/{key}/done", ("meet",)),
    "close": ("POST", "/close", ()),
}
"""Each act of the command line: the route that does the same, and words that change nothing."""


@pytest.fixture
def files(tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BATON_DATA", str(house.folder))
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def try_act(*words: object) -> str:
    """Return how far an act came: past the right, or where it was stopped."""
    try:
        run_command([str(word) for word in words], is_debug=True)
    except NotAllowedError:
        return "403"
    except HandoverError as error:
        return "404" if "there is no handover" in str(error) else "past"
    return "past"


def test_no_act_is_without_a_row() -> None:
    assert set(app.commands["act"].commands) == set(ACTS)  # type: ignore[attr-defined]


@each("name", [*PARTS, *(f"{role}_here" for role in STAFF), "hr_below", "hr_beside", "stranger"])
def test_each_act_comes_as_far_as_its_route(house: House, files: Path, name: str) -> None:
    assert files.is_dir()
    rows = {(row.method, row.path): row for row in OF_A_CASE}
    for act, (method, path, words) in ACTS.items():
        house.put_into(HandoverState.harvested, house.case)
        outcome = try_act("act", act, house.case, "--as", f"{name}@example.org", *words)
        is_outside = name in ("hr_below", "hr_beside", "stranger")
        expected = say_expected(rows[method, path], name.removesuffix("_here"))
        assert outcome == ("404" if is_outside else expected), act
