"""Acts from the command line: a whole exit by its people; the flow's part is done beside them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from acting import publish_pack
from people import ANA, BEN, CARLA, DAN, MOUSSA
from sqlmodel import select

from models.outbox import OutboxEntry
from models.record import Record
from models.states import HandoverState
from portal.cli.app import run_command
from services.clock import read_now
from services.handovers.loading import get_handover
from services.settings import Settings
from services.store import open_store

CASE = """\
format: baton-case/1
leaver: {name: Ana Sow, email: ana.sow@example.org}
post: {title: Programme officer, unit: Water, duty_station: Dakar}
kind: reassignment
notice_on: 2026-10-01
last_working_on: 2026-11-27
manager: {name: Moussa Ba, email: moussa.ba@example.org}
receiver: {name: Ben Diop, email: ben.diop@example.org}
"""
WARNING = "{kind: warning, title: The bridge floods, if: it rains, then: go round}"
PROMISE = "{kind: commitment, title: The report, to: the donor, due_on: 2027-01-10}"
ANSWERS = """\
format: baton-answers/1
respondent: %s
name: %s
records:
  - %s
"""


@dataclass(frozen=True)
class Desk:
    """A folder to work in, and what the commands said there."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *words: object, code: int = 0) -> str:
        """Run a command; return what it said, on stderr where it ended otherwise than well."""
        self.capture.readouterr()
        ended = run_command([str(word) for word in words], is_debug=False)
        said = self.capture.readouterr()
        assert ended == code, said
        return (said.err if code else said.out).strip()

    def act(self, name: str, reference: str, email: str, *words: object, code: int = 0) -> str:
        return self.run("act", name, reference, "--as", email, *words, code=code)

    def read(self, name: str, reference: str, email: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.act(name, reference, email).splitlines()]

    def write(self, name: str, text: str) -> Path:
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name

    def set_clock(self, day: str) -> None:
        self.write("clock", f"{day}T09:00:00+00:00")


@pytest.fixture
def desk(
    tmp_path: Path,
    migrated_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Desk:
    (tmp_path / "baton.db").write_bytes(migrated_file.read_bytes())
    monkeypatch.setenv("BATON_DATA", str(tmp_path))
    monkeypatch.setenv("BATON_CLOCK_FILE", str(tmp_path / "clock"))
    # Nothing listens there: what a run would do is done by the tests.
    monkeypatch.setenv("BATON_PREFECT_URL", "http://127.0.0.1:9/api")
    monkeypatch.chdir(tmp_path)
    desk = Desk(tmp_path, capsys)
    desk.set_clock("2026-10-02")
    desk.run("staff", "add", CARLA.email, "--name", CARLA.name, "--role", "hr")
    return desk


@pytest.fixture
def reference(desk: Desk) -> str:
    return desk.run("start", desk.write("CASE.yaml", CASE), "--as", CARLA.email)


@pytest.fixture
def answered(desk: Desk, reference: str) -> str:
    """Ana and Moussa have given their interviews."""
    told = (("leaver", ANA, PROMISE), ("manager", MOUSSA, WARNING))
    for respondent, person, record in told:
        text = ANSWERS % (respondent, person.name, record)
        file = desk.write(f"{respondent}.yaml", text)
        desk.act("answer", reference, person.email, "--file", file, "--submit")
    return reference


@pytest.fixture
def delivered(desk: Desk, answered: str) -> str:
    """Ana has agreed, Moussa has signed, and the flow has published the pack."""
    desk.act("agree", answered, ANA.email)
    desk.act("sign", answered, MOUSSA.email)
    settings = Settings()
    store = open_store(settings.database_url)
    publish_pack(store, answered, read_now(settings), settings.data)
    return answered


def show(desk: Desk, reference: str) -> dict[str, Any]:
    return json.loads(desk.run("show", reference, "--json"))


def test_a_batch_is_opened_with_a_warning_where_a_receiver_leaves_too(desk: Desk):
    desk.write("ana.yaml", CASE)
    leaving = CASE.replace("Ana Sow", "Ben Diop").replace("ana.sow", "ben.diop")
    leaving = leaving.replace(
        "receiver: {name: Ben Diop, email: ben", "receiver: {name: D, email: d"
    )
    desk.write("ben.yaml", leaving.replace("Programme officer", "Driver"))
    ended = run_command(["start", "ana.yaml", "ben.yaml", "--as", CARLA.email], is_debug=False)
    said = desk.capture.readouterr()

    assert (ended, len(said.out.split())) == (0, 2)
    assert 'the receiver for "Programme officer" is leaving too' in said.err
    assert "baton up carries it on" in said.err


def test_of_a_batch_with_a_bad_case_nothing_is_opened(desk: Desk):
    desk.write("good.yaml", CASE)
    desk.write("bad.yaml", CASE.replace("reassignment", "fired"))

    assert "fired" in desk.run("start", "good.yaml", "bad.yaml", "--as", CARLA.email, code=2)
    assert json.loads(desk.run("list", "--json")) == []


def test_only_hr_opens_and_a_stranger_learns_nothing(desk: Desk, reference: str):
    refused = desk.run("start", "CASE.yaml", "--as", MOUSSA.email, code=2)
    assert "you may not start" in refused
    desk.run("staff", "add", DAN.email, "--name", DAN.name, "--role", "hr")
    unknown = desk.act("sign", "HO-2026-0099", DAN.email, code=2)
    assert unknown.startswith('baton: there is no handover "HO-2026-0099"')
    assert desk.act("sign", reference, "nobody@example.net", code=2).count("\n") == 0


def test_list_and_show_say_what_is_waited_for(desk: Desk, reference: str):
    line = show(desk, reference)
    assert (line["stage"], line["waits_for"], line["is_overdue"]) == ("interview", "manager", False)

    desk.set_clock("2026-11-25")
    assert show(desk, reference)["is_overdue"]
    assert "waits for interview (manager), overdue since" in desk.run("show", reference)
    listed = " ".join(desk.run("list").split())
    assert reference in listed
    assert "interview" in listed
    assert "overdue" in listed


def test_the_review_goes_back_and_forth(desk: Desk, answered: str):
    first, second = desk.read("records", answered, ANA.email)
    content = first["content"] | {"title": "The report of the year"}
    change = {"record_id": first["id"], "revision": 1, "content": content}
    file = desk.write("change.yaml", json.dumps(change))
    assert "revision 2" in desk.act("edit", answered, ANA.email, "--file", file)
    old = desk.act("agree", answered, ANA.email, "--record", first["id"], code=2)
    assert "edited" in old
    desk.act("agree", answered, ANA.email, "--record", first["id"], "--revision", 2)
    desk.act("strike-out", answered, ANA.email, "--record", second["id"])
    assert show(desk, answered)["stage"] == "sign_off"

    desk.act("send-back", answered, MOUSSA.email, "--text", "Which report?")
    assert show(desk, answered)["stage"] == "review"
    assert desk.act("agree", answered, ANA.email) == "Agreed to 1 record."
    assert len(desk.act("sign", answered, MOUSSA.email).rpartition(" ")[2]) == 64


@pytest.mark.drawing
def test_the_receiver_fetches_says_it_back_and_decides(desk: Desk, delivered: str):
    desk.act("fetch", delivered, BEN.email, "--out", "pack")
    assert (desk.folder / "pack" / "brief.pdf").read_bytes().startswith(b"%PDF")
    desk.run("staff", "add", "odile@example.org", "--name", "Odile Roe", "--role", "auditor")
    events = desk.run("audit", "list", "--as", "odile@example.org", "--json").splitlines()
    opened = {json.loads(line)["action"]: json.loads(line)["email"] for line in events}
    assert opened["opened brief.pdf of edition 1"] == BEN.email
    texts = {"texts": {f"S{number}": "In my own words" for number in range(1, 6)}}
    file = desk.write("read-back.yaml", json.dumps(texts))
    desk.act("read-back", delivered, BEN.email, "--file", file)
    (item, other) = desk.read("items", delivered, BEN.email)
    desk.act("decline", delivered, BEN.email, "--record", item["id"], "--text", "not mine")
    desk.act("accept", delivered, BEN.email, "--record", other["id"])

    assert show(desk, delivered)["stage"] == "evaluation"
    (item, _) = desk.read("items", delivered, BEN.email)
    assert (item["state"], item["declined_because"]) == ("declined", "not mine")


@pytest.mark.drawing
def test_hr_closes_when_every_item_has_an_owner_and_no_gap_is_open(desk: Desk, delivered: str):
    receive(desk, delivered)
    assert "items without an owner" in desk.act("close", delivered, CARLA.email, code=2)
    for item in desk.read("items", delivered, BEN.email):
        person = ("--name", DAN.name, "--email", DAN.email)
        desk.act("owner", delivered, MOUSSA.email, "--record", item["id"], *person)
    settle = {True: "answer-gap", False: "waive"}
    gaps = [gap for gap in desk.read("gaps", delivered, MOUSSA.email) if gap["state"] == "open"]
    assert any("the key" in gap["what"] for gap in gaps)
    for number, gap in enumerate(gaps):
        until = ("--until", "2027-06-30") if number else ()
        options = ("--gap", gap["id"], "--text", "We know.", *until)
        desk.act(settle[number == 0], delivered, MOUSSA.email, *options)
    assert show(desk, delivered)["open_gaps"] == 0
    desk.act("close", delivered, CARLA.email)
    assert show(desk, delivered)["state"] == "closed"


def receive(desk: Desk, reference: str) -> None:
    texts = {"texts": {f"S{number}": "In my own words" for number in range(1, 6)}}
    file = desk.write("read-back.yaml", json.dumps(texts))
    desk.act("read-back", reference, BEN.email, "--file", file)
    for item in desk.read("items", reference, BEN.email):
        desk.act("decline", reference, BEN.email, "--record", item["id"], "--text", "not mine")
    for day, missing in ((7, "Who holds the key"), (30, ""), (90, "")):
        survey = {"day": day, "used": "all", "missing": missing, "rating": 4}
        file = desk.write("survey.yaml", json.dumps(survey))
        desk.act("survey", reference, BEN.email, "--file", file)
    settings = Settings()
    with open_store(settings.database_url).write() as session:
        get_handover(session, reference).advance_to(HandoverState.accepted)


def test_life_changes_the_case(desk: Desk, reference: str):
    dan = ("--name", DAN.name, "--email", DAN.email)
    desk.act("ask-peer", reference, MOUSSA.email, *dan, "--due-on", "2026-10-20")
    desk.act("reassign", reference, CARLA.email, "manager", *dan)
    desk.act("receiver", reference, DAN.email, *dan, "--starts-on", "2027-01-11")
    desk.act("reschedule", reference, DAN.email, "--to", "2026-12-18")
    desk.act("hold", reference, CARLA.email)
    desk.act("hold", reference, CARLA.email, "--lift")
    assert show(desk, reference)["last_working_on"] == "2026-12-18"

    desk.run("cancel", reference, "--as", CARLA.email)
    assert show(desk, reference)["state"] == "cancelled"
    desk.act("reopen", reference, CARLA.email)
    assert show(desk, reference)["state"] == "opened"
    assert "is not a long absence" in desk.act(
        "return", reference, CARLA.email, "--on", "2027-02-01", code=2
    )


def test_resume_leaves_a_run_to_be_asked_for(desk: Desk, reference: str):
    settings = Settings()
    said = desk.run("resume", reference)
    with open_store(settings.database_url).read() as session:
        entries = session.exec(select(OutboxEntry)).all()

    assert said == f"A run of {reference} is asked for."
    assert [entry.handover for entry in entries if entry.topic == "run"] == [reference] * 2


def test_the_answers_of_somebody_else_replace_nothing(desk: Desk, reference: str):
    mine = desk.write("leaver.yaml", ANSWERS % ("leaver", ANA.name, PROMISE))
    other = desk.write("manager.yaml", ANSWERS % ("manager", MOUSSA.name, WARNING))
    desk.act("answer", reference, ANA.email, "--file", mine)
    said = desk.act("answer", reference, ANA.email, "--file", other, "--submit", code=2)

    assert "the answers of the manager, and yours are those of the leaver" in said
    with open_store(Settings().database_url).read() as session:
        kept = session.exec(select(Record)).all()
    assert [record.content.title for record in kept] == ["The report"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("ask-peer {ref} --as moussa.ba@example.org --name Dan --email dan", "--email"),
        ("waive {ref} --as moussa.ba@example.org --gap 1 --text so --until soon", "--until"),
        ("survey {ref} --as ben.diop@example.org --file CASE.yaml", "CASE.yaml, line 1"),
        ("read-back {ref} --as ben.diop@example.org --file gone.yaml", "gone.yaml"),
        ("survey {ref} --as ben.diop@example.org --file week.yaml", "choose one of 7, 30, 90"),
        ("accept {ref} --as ben.diop@example.org", "has no pack for you yet"),
        ("tick {ref} fly --as ana.sow@example.org", "fly"),
        ("strike-out {ref} dog --as ana.sow@example.org", '"dog" is no find'),
        ("strike-out {ref} --as ana.sow@example.org", "name what to strike out"),
    ],
)
def test_a_bad_act_is_one_sentence(desk: Desk, reference: str, words: str, named: str):
    desk.write("week.yaml", "day: 8\nused: all of it\n")
    said = desk.run("act", *words.format(ref=reference).split(), code=2)

    assert said.startswith("baton: ")
    assert named in said.splitlines()[0]
    assert "Traceback" not in said
