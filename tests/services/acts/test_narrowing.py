"""Narrowing: what is outside the part that was allowed is gone; what is inside it is told."""

import re
from datetime import date
from pathlib import Path

import pytest
from acting import Stage
from people import ANA, CARLA
from sourced import MAIL, run_harvest
from sqlmodel import SQLModel, select

from models.errors import InvalidInputError
from models.found import FoundItem, FoundState
from models.harvest_rows import FoundFileRow
from models.permission import Narrowing, SourcePermission
from models.words import SourceKind
from services.acts.looking import (
    FoundChoice,
    FoundDecision,
    FoundLine,
    FoundText,
    decide,
    describe_found,
    list_found_lines,
)
from services.acts.permitting import Allowance, allow_source, refuse_source
from services.acts.settling import tick_step
from services.acts.source_lines import list_source_lines

WORK = Narrowing(labels=("Work",))
SUMMER = Narrowing(from_on=date(2026, 7, 1))
NO_CANTEEN = Narrowing(without=("canteen",))
PRIVATE = (("Tue, 06 Oct 2026", "Work", "rent"), ("Tue, 06 Jan 2026", "Canteen", "songs"))
SECRET = "The password is Kora#2020"


@pytest.fixture
def told(sourced: Stage, tmp_path: Path) -> Stage:
    """Beside the mails, one of work and one of the canteen are private, and both hold a secret."""
    mails = []
    for number, (day, label, word) in enumerate(PRIVATE):
        whole = f"{day} 09:00:00 +0000"
        names = {"day": whole, "label": label}
        mails.append(MAIL.format(subject=f"Personal: {word}", number=f"p{number}", **names))
        secret = MAIL.format(subject=f"Door {word}", number=f"s{number}", **names)
        mails.append(secret.replace("Could you", f"{SECRET}. Could you"))
    with (tmp_path / "mail.mbox").open("a", encoding="utf-8") as box:
        box.write("".join(mails))
    (tmp_path / "drive" / "canteen private").mkdir()
    (tmp_path / "drive" / "work private").mkdir()
    sourced.act(CARLA.email, tick_step, "check_legal_hold")
    return sourced


def allow(stage: Stage, part: Narrowing, *numbers: int) -> Stage:
    """Let the leaver allow a part of these sources, or of all, and refuse what nobody allowed."""
    for number in numbers or (1, 2, 3):
        stage.act(ANA.email, allow_source, Allowance(source=number, narrowing=part))
    for line in stage.ask(ANA.email, list_source_lines).sources:
        if line.state == "waiting":
            stage.act(ANA.email, refuse_source, line.number)
    run_harvest(stage)
    return stage


def look(stage: Stage) -> dict[str, FoundLine]:
    return {line.title: line for line in stage.ask(ANA.email, list_found_lines)}


def list_names(stage: Stage) -> str:
    """Return everything in the database, but for what the leaver said may be read."""
    with stage.look() as (session, _):
        session.flush()
        connection = session.connection()
        return "\n".join(
            str(tuple(row))
            for table in SQLModel.metadata.sorted_tables
            if table.name != SourcePermission.__tablename__
            for row in connection.execute(table.select())
        )


@pytest.mark.parametrize("part", [WORK, SUMMER, Narrowing(without=("songs", "canteen"))])
def test_secrets_and_private_mails_inside_are_told_and_no_others(
    told: Stage, part: Narrowing
) -> None:
    allow(told, part, 2)
    kinds = [(str(line.kind), line.title) for line in look(told).values()]
    passed_over = [title for kind, title in kinds if kind == "passed_over"]
    assert passed_over == ["mail.mbox: Personal: rent"]
    assert [kind for kind, _ in kinds].count("secret") == 1
    assert "songs" not in list_names(told)


def test_what_is_narrowed_away_is_gone_and_not_hidden(told: Stage) -> None:
    allow(told, Narrowing())
    number = look(told)["canteen evening"].number
    given = FoundText(number=number, text="Every Wednesday, Canteen hall")
    told.act(ANA.email, describe_found, given)
    allow(told, NO_CANTEEN)
    kept = list_names(told).casefold()
    assert "well plan" in kept
    assert [line for line in kept.splitlines() if "canteen" in line] == []
    assert "work private" in str(look(told))


def test_what_was_hidden_before_a_narrowing_stays_hidden(told: Stage) -> None:
    allow(told, Narrowing())
    chosen = FoundChoice(numbers=(look(told)["canteen evening"].number,))
    told.act(ANA.email, decide, FoundDecision(chosen, FoundState.private))
    allow(told, NO_CANTEEN, 2)
    allow(told, Narrowing(), 2)
    with told.look() as (session, _):
        states = {one.identity: one.state for one in session.exec(select(FoundItem))}
    assert [state for name, state in states.items() if "canteen evening" in name] == ["private"]


def test_a_narrowing_costs_no_decision_about_other_sources(told: Stage) -> None:
    allow(told, Narrowing())
    line = look(told)["plan"]
    text = FoundText(number=line.number, text="The plan")
    told.act(ANA.email, describe_found, text)
    allow(told, NO_CANTEEN, 2, 3)
    kept = look(told)["plan"]
    assert (kept.number, kept.note, kept.state) == (line.number, "The plan", "kept")


def test_a_file_read_before_is_not_listed_where_a_word_keeps_it_out(told: Stage) -> None:
    allow(told, Narrowing())
    with told.look() as (session, _):
        paths = [row.path for row in session.exec(select(FoundFileRow))]
    assert "drive/songs.txt" in paths
    allow(told, Narrowing(without=("words of the",)), 1)
    assert "songs.txt" not in list_names(told)


@pytest.mark.parametrize(
    ("glob", "named"),
    [
        ("/*.txt", set()),
        ("work private/**", {"work private"}),
        ("/canteen private/**/*.txt", {"canteen private"}),
        ("deep/**/*.txt", {"deep/Privat"}),
        ("**", {"work private", "canteen private", "deep/Privat"}),
    ],
)
def test_a_private_place_is_told_where_it_lies_in_the_part(
    told: Stage, tmp_path: Path, glob: str, named: set[str]
) -> None:
    (tmp_path / "drive" / "deep" / "Privat").mkdir(parents=True)
    allow(told, Narrowing(paths=(glob,)), 1)
    shown = {line.title for line in look(told).values() if line.kind == "passed_over"}
    assert shown == {f"drive/{name}" for name in named}


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("drive/Budget/**", '"Budget/**"'),
        ("./Budget/*", '"Budget/*"'),
        ("drive", '"**"'),
        ("drive/", '"**"'),
        ("Budget\\2026\\**", '"Budget/2026/**"'),
        ("../mail", "out of the source"),
        ("Budget/../../hr", "out of the source"),
    ],
)
def test_a_path_that_would_fit_nothing_is_refused_with_the_right_one(
    told: Stage, path: str, meant: str
) -> None:
    with pytest.raises(InvalidInputError, match=re.escape(meant)):
        allow(told, Narrowing(paths=(path,)), 1)
    assert told.ask(ANA.email, list_source_lines).sources[0].state == "waiting"


def test_a_path_that_begins_with_the_end_of_the_sources_name_is_refused() -> None:
    for path in ("ana/drive/Budget/**", "drive/Budget/**"):
        (fault,) = Narrowing(paths=(path,)).list_path_faults("office/ana/drive")
        assert 'write "Budget/**"' in fault
    assert Narrowing(paths=("ana/Budget/**",)).list_path_faults("office/ana/drive") == []


@pytest.mark.parametrize("path", ["Budget/**", "/drive/**", "*.docx", "/*.txt", "**"])
def test_a_path_of_the_source_is_taken_as_it_is(path: str) -> None:
    assert Narrowing(paths=(path,)).list_path_faults("drive") == []


def list_unfitting(stage: Stage, email: str = ANA.email) -> list[tuple[str, ...]]:
    return [line.fits_nothing for line in stage.ask(email, list_source_lines).sources]


def test_a_path_by_which_nothing_was_read_is_told_to_the_leaver_alone(told: Stage) -> None:
    part = Narrowing(paths=("/*.txt", "Nothing/**", "PLAN.*", "songs.doc"))
    told.act(ANA.email, allow_source, Allowance(source=1, narrowing=part))
    # Nothing is listed before the yes, so that nothing can be said of it.
    assert list_unfitting(told) == [(), (), ()]
    allow(told, part, 1)
    assert list_unfitting(told) == [("Nothing/**", "songs.doc"), (), ()]
    assert list_unfitting(told, CARLA.email) == [(), (), ()]
    assert "Nothing/" not in list_names(told)
    allow(told, Narrowing(paths=("/*.txt",)), 1)
    assert list_unfitting(told) == [(), (), ()]


DRIVE, MAIL_BOX, CALENDAR = 1, 2, 3


@pytest.mark.parametrize(
    ("number", "part", "said"),
    [
        (DRIVE, WORK, 'label is "Work", by which a folder cannot be narrowed: give days, paths'),
        (MAIL_BOX, Narrowing(paths=("/*.txt",)), 'path is "/*.txt", by which a mailbox cannot'),
        (
            CALENDAR,
            Narrowing(paths=("x", "y")),
            "a calendar cannot be narrowed: give days or words",
        ),
        (CALENDAR, WORK, 'label is "Work", by which a calendar cannot'),
    ],
)
def test_what_a_source_cannot_be_narrowed_by_is_refused_with_what_it_can(
    told: Stage, number: int, part: Narrowing, said: str
) -> None:
    with pytest.raises(InvalidInputError, match=re.escape(said)):
        told.act(ANA.email, allow_source, Allowance(source=number, narrowing=part))
    assert told.ask(ANA.email, list_source_lines).sources[number - 1].state == "waiting"


def test_a_chat_of_which_nothing_is_read_is_narrowed_by_nothing() -> None:
    for part in (SUMMER, WORK, NO_CANTEEN, Narrowing(until_on=date(2026, 7, 1))):
        (fault,) = part.list_kind_faults(SourceKind.chat)
        assert "allow or refuse all of it" in fault
    assert Narrowing().list_kind_faults(SourceKind.chat) == []


def test_a_label_by_which_no_mail_was_read_is_told_to_the_leaver_alone(told: Stage) -> None:
    part = Narrowing(labels=("Wrok", "work"))
    told.act(ANA.email, allow_source, Allowance(source=MAIL_BOX, narrowing=part))
    assert list_unfitting(told) == [(), (), ()]
    allow(told, part, MAIL_BOX)
    assert list_unfitting(told) == [(), ("Wrok",), ()]
    assert list_unfitting(told, CARLA.email) == [(), (), ()]
    assert "Wrok" not in list_names(told)
    allow(told, Narrowing(labels=("Wrok",)), MAIL_BOX)
    assert list_unfitting(told) == [(), ("Wrok",), ()]
    allow(told, WORK, MAIL_BOX)
    assert list_unfitting(told) == [(), (), ()]
