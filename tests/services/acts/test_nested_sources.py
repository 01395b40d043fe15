"""Nested sources: each place goes by the innermost source that names it, whatever the outer one."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from acting import Stage
from people import ANA, CARLA
from sourced import MAIL, list_found, open_sourced, run_harvest
from sqlmodel import select

from models.case_file import CaseFile
from models.found import FoundState
from models.handover import Source
from models.harvest_rows import Content, FindingRow, FoundFileRow
from models.permission import Narrowing
from models.states import SourceState
from services.acts.looking import FoundChoice, FoundDecision, decide, list_found_lines
from services.acts.permitting import Allowance, allow_source, keep_silent_out, refuse_source
from services.acts.settling import tick_step
from services.acts.source_lines import SourceLine, list_source_lines
from services.harvest.walk import OTHER_SOURCE
from services.store import Store

DRIVE, HR, BOX, POST, POST_HR, POST_FILES = range(1, 7)
NAMED = (
    ("folder", "drive"),
    ("folder", "drive/Private/hr"),
    ("mailbox", "drive/box.mbox"),
    ("mailbox", "post"),
    ("mailbox", "post/hr"),
    ("folder", "post"),
)
SPELLINGS = ["drive/Private/hr", "drive/../drive/./Private/hr", "people/hr"]
DAY = "Mon, 05 Oct 2026 09:00:00 +0000"


def write_mail(path: Path, subject: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    mail = MAIL.format(day=DAY, subject=subject, number=subject.replace(" ", ""), label="Work")
    text = mail if path.suffix == ".mbox" else mail.partition("\n")[2]
    path.write_text(text, encoding="utf-8")


@pytest.fixture(params=SPELLINGS[:1])
def nested(
    store: Store,
    case: CaseFile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Stage]:
    """Give an exit of nested sources, whose hold is checked; the parameter spells the second."""
    hr = tmp_path / "drive" / "Private" / "hr"
    hr.mkdir(parents=True)
    for name, year in (("pay.txt", 2026), ("older.txt", 2019)):
        (hr / name).write_text(f"Salaries of {year}.", encoding="utf-8")
        os.utime(hr / name, (0, date(year, 10, 5).toordinal() * 86_400 - 62_135_683_200))
    (tmp_path / "people").symlink_to(tmp_path / "drive" / "Private")
    write_mail(tmp_path / "drive" / "box.mbox", "Boxed words")
    write_mail(tmp_path / "post" / "one.eml", "Posted words")
    write_mail(tmp_path / "post" / "hr" / "two.eml", "Salary words")
    named = tuple((kind, request.param if path == NAMED[1][1] else path) for kind, path in NAMED)
    with open_sourced(store, case, tmp_path, monkeypatch, named) as stage:
        stage.act(CARLA.email, tick_step, "check_legal_hold")
        yield stage


def answer(stage: Stage, *yes: int, refused_first: bool = True) -> Stage:
    """Let the leaver allow these sources and refuse the others, and harvest what was allowed."""
    no = [number for number in range(1, 7) if number not in yes]
    for number in sorted(range(1, 7), key=lambda one: (one in no) is not refused_first):
        if number in no:
            stage.act(ANA.email, refuse_source, number)
        else:
            stage.act(ANA.email, allow_source, Allowance(source=number))
    run_harvest(stage)
    return stage


def list_read(stage: Stage) -> str:
    """Return all that is kept of what was listed and read."""
    with stage.look() as (session, _):
        paths = [f"{row.source_id} {row.path}" for row in session.exec(select(FoundFileRow))]
        texts = [str(row.reading) for row in session.exec(select(Content))]
        places = [row.path for row in session.exec(select(FindingRow))]
    return "\n".join((*paths, *texts, *places, *list_found(stage)))


def put_back_private(stage: Stage) -> None:
    (line,) = [one for one in stage.ask(ANA.email, list_found_lines) if one.kind == "passed_over"]
    assert line.title == "drive/Private"
    decision = FoundDecision(FoundChoice(numbers=(line.number,)), FoundState.kept)
    stage.act(ANA.email, decide, decision)
    run_harvest(stage)


@pytest.mark.parametrize("nested", SPELLINGS, indirect=True)
@pytest.mark.parametrize("refused_first", [True, False])
def test_what_was_refused_is_not_read_with_what_holds_it(
    nested: Stage, refused_first: bool
) -> None:
    answer(nested, DRIVE, POST, POST_FILES, refused_first=refused_first)
    put_back_private(nested)
    read = list_read(nested)
    assert "plan.txt" in read
    assert "Posted words" in read
    for word in ("pay", "Salar", "Boxed", "two.eml"):
        assert word not in read, word
    with nested.look() as (session, _):
        other = select(FindingRow.path).where(FindingRow.reason == OTHER_SOURCE)
        told = set(session.exec(other))
    assert told == {"drive/Private/hr", "drive/box.mbox", "post/hr"}


def test_silence_keeps_out_what_lies_in_an_allowed_source(nested: Stage) -> None:
    nested.act(ANA.email, allow_source, Allowance(source=DRIVE))
    with nested.look() as (session, handover):
        assert keep_silent_out(session, handover, nested.now) == 5
    run_harvest(nested)
    put_back_private(nested)
    assert "plan.txt" in list_read(nested)
    assert "pay" not in list_read(nested)


def test_a_yes_taken_back_takes_back_what_lies_in_an_allowed_source(nested: Stage) -> None:
    answer(nested, *range(1, 7))
    put_back_private(nested)
    before = list_read(nested)
    for number, words in ((HR, "Salaries of 2026"), (BOX, "Boxed"), (POST_HR, "Salary words")):
        assert words in before
        assert nested.act(ANA.email, refuse_source, number) is SourceState.revoked
        assert words not in list_read(nested)
        run_harvest(nested)
        assert words not in list_read(nested)
    assert "plan.txt" in list_read(nested)
    assert "Posted words" in list_read(nested)


@pytest.mark.parametrize("numbers", [(DRIVE, HR), (HR, DRIVE)])
@pytest.mark.parametrize(
    "part",
    [Narrowing(from_on=date(2026, 1, 1)), Narrowing(paths=("p*",)), Narrowing(without=("2019",))],
)
def test_a_part_inside_of_an_allowed_source_is_all_that_is_read_of_it(
    nested: Stage, numbers: tuple[int, int], part: Narrowing
) -> None:
    parts = {DRIVE: Narrowing(), HR: part}
    for number in (BOX, POST, POST_HR, POST_FILES):
        nested.act(ANA.email, refuse_source, number)
    for number in numbers:
        nested.act(ANA.email, allow_source, Allowance(source=number, narrowing=parts[number]))
    run_harvest(nested)
    put_back_private(nested)
    assert "pay.txt" in list_read(nested)
    assert "older" not in list_read(nested)


@pytest.mark.parametrize("is_narrowed", [True, False])
def test_what_an_older_version_read_with_the_outer_source_is_taken_back(
    nested: Stage, tmp_path: Path, is_narrowed: bool
) -> None:
    answer(nested, DRIVE, HR)
    with nested.look() as (session, _):
        drive = session.exec(select(Source.id).where(Source.position == 0)).one()
        place = os.fsencode(tmp_path / "drive" / "Private" / "hr" / "older.txt")
        row = session.exec(select(FoundFileRow).where(FoundFileRow.location == place)).one()
        session.add(FoundFileRow(**row.model_dump(exclude={"id"}) | {"source_id": drive}))
    if is_narrowed:
        part = Narrowing(paths=("/pay.txt",))
        nested.act(ANA.email, allow_source, Allowance(source=HR, narrowing=part))
    else:
        nested.act(ANA.email, refuse_source, HR)
    assert "older" not in list_read(nested)
    run_harvest(nested)
    assert "plan.txt" in list_read(nested)
    assert "2019" not in list_read(nested)


def test_a_place_named_twice_is_read_where_nobody_refused_it(nested: Stage) -> None:
    answer(nested, POST_FILES)
    assert "post/" not in list_read(nested)
    nested.act(ANA.email, allow_source, Allowance(source=POST))
    run_harvest(nested)
    assert "post/one.eml" in list_read(nested)
    part = Narrowing(until_on=date(2020, 1, 1))
    nested.act(ANA.email, allow_source, Allowance(source=POST, narrowing=part))
    run_harvest(nested)
    assert "post/one.eml" not in list_read(nested)
    nested.act(ANA.email, allow_source, Allowance(source=POST))
    run_harvest(nested)
    assert "post/one.eml" in list_read(nested)
    nested.act(ANA.email, refuse_source, POST)
    assert "post/one.eml" not in list_read(nested)


def test_the_leaver_sees_which_sources_lie_in_another(nested: Stage) -> None:
    lines: tuple[SourceLine, ...] = nested.ask(ANA.email, list_source_lines).sources
    assert [line.without_sources for line in lines] == [
        (HR, BOX),
        (),
        (),
        (POST_HR,),
        (),
        (POST_HR,),
    ]
    assert [line.same_place_as for line in lines] == [(), (), (), (POST_FILES,), (), (POST,)]


def test_an_exclude_of_the_case_holds_inside_of_an_allowed_source(nested: Stage) -> None:
    with nested.look() as (session, handover):
        handover.exclude = ("Private/hr/pay.txt", "post/hr")
        session.add(handover)
    answer(nested, *range(1, 7))
    put_back_private(nested)
    assert "Salaries of 2019" in list_read(nested)
    assert "Salaries of 2026" not in list_read(nested)
    assert "Salary words" not in list_read(nested)
