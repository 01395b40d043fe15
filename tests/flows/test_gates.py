"""Gates: a run ends where people have to act, and the next goes on, on a new Prefect as well."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from acting import give, tell
from people import ANA, BEN, CARLA, MOUSSA
from sqlmodel import Session

from models.acting import Actor, Role
from models.case_file import CaseFile, SourceEntry
from models.states import HandoverState
from services.acts.actors import add_staff, find_actor
from services.acts.answering import save_answers, submit_answers
from services.acts.looking import finish_look
from services.acts.permitting import Allowance, allow_source
from services.acts.receiving import (
    ReadBackTexts,
    SurveyAnswers,
    accept_all,
    answer_survey,
    read_back,
)
from services.acts.reviewing import agree_all
from services.acts.settling import Waiver, list_gaps, tick_step, waive_gap
from services.acts.signing import sign
from services.acts.starting import start_handover
from services.bags import verify_bag
from services.handovers.loading import get_handover
from services.handovers.opening import CaseInput
from services.handovers.reception import READ_BACK_KEYS
from services.secrets.masked_values import Masked
from services.store import Store

pytestmark = pytest.mark.engine

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
RUN = """
import sys
from pathlib import Path
from portal.runs import start_engine
with start_engine(Path(sys.argv[2])) as carry_on:
    for _ in sys.stdin:
        carry_on(sys.argv[1])
        print("ended", flush=True)
"""
"""For each line that it is given, one more run on the same engine."""
PERSONAL = ("Ana Sow", "ana.sow", "Ben Diop", "Moussa", "Carla", "Kolda", "bridge", "Programme")
"""Names, addresses, a file, a title and a post: none of them is Prefect's business."""
TOLD = ({"kind": "warning", "title": "The bridge floods", "if": "it rains", "then": "go round"},)


@dataclass(frozen=True)
class Exit:
    """One exit with people, and a Prefect that may be thrown away at any time."""

    data: Path
    store: Store
    reference: str

    @contextmanager
    def start_engine(self) -> Iterator[Callable[[], tuple[str, str]]]:
        """Give what runs the flow once, and returns what the run and its end are called."""
        environment = {"BATON_DATA": self.data, "BATON_CLOCK_FILE": self.data / "clock"}
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, self.reference, self.data],
            env=os.environ | {name: str(value) for name, value in environment.items()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with process:

            def run() -> tuple[str, str]:
                print("run", file=process.stdin, flush=True)
                said = iter(process.stdout or "")
                assert "ended\n" in said
                return self.read_last_run()

            yield run
        assert process.returncode == 0

    def read_last_run(self) -> tuple[str, str]:
        with closing(sqlite3.connect(self.data / "prefect" / "prefect.db")) as connection:
            query = "SELECT name, state_name FROM flow_run ORDER BY created DESC LIMIT 1"
            (row,) = connection.execute(query).fetchall()
        return row

    def act(self, email: str, act: Callable[[Session, Actor], object]) -> None:
        with self.store.write() as session:
            act(session, find_actor(session, email))

    def find_personal(self) -> set[str]:
        """What of the persons and of their work Prefect has been told."""
        kept = [path.read_bytes() for path in (self.data / "prefect").rglob("*") if path.is_file()]
        told = b"".join(kept).lower()
        return {word for word in PERSONAL if word.lower().encode() in told}

    def get_state(self) -> HandoverState:
        with self.store.read() as session:
            return get_handover(session, self.reference).state


@pytest.fixture
def started(tmp_path: Path, case: CaseFile) -> Exit:
    data, drive = tmp_path / "data", tmp_path / "drive"
    for folder in (data, drive):
        folder.mkdir()
    (data / "clock").write_text(NOW.isoformat(), encoding="utf-8")
    (drive / "The bridge at Kolda.txt").write_text("Ana Sow knows the bridge.", encoding="utf-8")
    store = Store(f"sqlite:///{data}/baton.db")
    store.migrate()
    source = SourceEntry(kind="folder", path="drive")
    given = CaseInput(
        case=case.model_copy(update={"sources": (source,)}), folder=tmp_path, opened_at=NOW
    )
    with store.write() as session:
        add_staff(session, CARLA, Role.hr)
        reference = start_handover(session, find_actor(session, CARLA.email), given, NOW)
    return Exit(data, store, reference)


def allow_all(one: Exit) -> None:
    """Let HR check the hold, and the leaver say yes to the one source."""
    one.act(CARLA.email, lambda s, who: tick_step(s, who, one.reference, "check_legal_hold", NOW))
    allowance = Allowance(source=1)
    one.act(ANA.email, lambda s, who: allow_source(s, who, one.reference, allowance, NOW))


def answer(one: Exit, email: str) -> None:
    records = tell(*TOLD)
    one.act(email, lambda s, who: save_answers(s, who, one.reference, records, NOW))
    one.act(email, lambda s, who: submit_answers(s, who, one.reference, NOW))


def receive(one: Exit) -> None:
    said = Masked(ReadBackTexts(texts=dict.fromkeys(READ_BACK_KEYS, "In my own words")))
    one.act(BEN.email, lambda s, who: read_back(s, who, one.reference, said, NOW))
    one.act(BEN.email, lambda s, who: accept_all(s, who, one.reference, NOW))
    for day in (7, 30, 90):
        survey = Masked(SurveyAnswers(day=day, used="all of it"))
        one.act(
            BEN.email,
            lambda s, who, survey=survey: answer_survey(s, who, one.reference, survey, NOW),
        )


def waive_all(one: Exit) -> None:
    with one.store.write() as session:
        manager = find_actor(session, MOUSSA.email)
        for gap in list_gaps(session, manager, one.reference):
            if gap.state == "open":
                waiver = Waiver(gap_id=gap.id, reason="not needed", until=date(2027, 6, 1))
                waiver = give(session, one.reference, waiver)
                waive_gap(session, manager, one.reference, waiver, NOW)


def check_first_gates(one: Exit) -> None:
    reference = one.reference
    with one.start_engine() as run:
        assert run() == (f"{reference} sources", "Waiting for sources")
        allow_all(one)
        assert run() == (f"{reference} interview", "Waiting for found")
    assert one.find_personal() == set()
    one.act(ANA.email, lambda s, who: finish_look(s, who, reference, NOW))


def check_last_gates(one: Exit) -> None:
    with one.start_engine() as run:
        assert run() == (f"{one.reference} acceptance", "Waiting for acceptance")
        assert one.get_state() is HandoverState.delivered
        assert verify_bag(one.data / "bags" / one.reference) == ()
        receive(one)
        waive_all(one)
        assert run()[1] == "Completed"
    assert one.get_state() is HandoverState.closed
    assert one.find_personal() == set()


def test_an_exit_goes_from_gate_to_gate_to_its_close(started: Exit):
    reference = started.reference
    check_first_gates(started)
    shutil.rmtree(started.data / "prefect")
    answer(started, ANA.email)
    answer(started, MOUSSA.email)
    started.act(ANA.email, lambda s, who: agree_all(s, who, reference, NOW))
    started.act(MOUSSA.email, lambda s, who: sign(s, who, reference, NOW))
    check_last_gates(started)
    started.store.close()
