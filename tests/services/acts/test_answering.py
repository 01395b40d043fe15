"""Answering: saved as often as they like, given once, late as long as nothing is signed."""

from datetime import date

import pytest
from acting import DUTY, TIP, WARNING, Stage, tell
from people import ANA, BEN, CARLA, DAN, MOUSSA
from sqlmodel import select

from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.harvest_rows import FindingRow
from models.plan import Gate
from services.acts.answering import (
    PeerRequest,
    ask_peer,
    pass_over_answers,
    save_answers,
    submit_answers,
)
from services.acts.changing import cancel
from services.acts.reviewing import agree_all
from services.acts.seeing import get_own_answers
from services.handovers.gates import find_first_wait, find_wait
from services.handovers.materials import gather_material
from services.tending.deadlines import pass_over_gate

SECRET = {**TIP, "body": "The password is hunter2-Xy9!"}
LATE = date(2026, 11, 25)
DAN_ASKED = PeerRequest(**DAN.model_dump())


def list_titles(stage: Stage, email: str) -> list[str]:
    return [line.content.title for line in stage.list_records(email)]


def pass_over(stage: Stage, day: date) -> None:
    """Let time pass until nobody waits for the interviews any more."""
    stage.on(day)
    with stage.look() as (session, handover):
        wait = find_wait(session, handover, Gate.interview)
        assert wait
        assert pass_over_gate(session, handover, wait, stage.now)
    stage.go_on()


def test_what_is_saved_replaces_what_was(stage: Stage) -> None:
    assert stage.act(ANA.email, save_answers, tell(WARNING, DUTY)) == 2
    stage.act(ANA.email, save_answers, tell(TIP))
    own = stage.ask(ANA.email, get_own_answers)
    assert [record.title for record in own.records] == [TIP["title"]]


def test_drafts_are_nobody_elses_business(stage: Stage) -> None:
    stage.act(ANA.email, save_answers, tell(WARNING))
    stage.act(MOUSSA.email, save_answers, tell(TIP))
    assert list_titles(stage, MOUSSA.email) == list_titles(stage, ANA.email) == []
    stage.act(ANA.email, submit_answers)
    assert list_titles(stage, MOUSSA.email) == [WARNING["title"]]


def test_given_answers_are_given(stage: Stage) -> None:
    stage.answer(ANA.email, WARNING)
    with pytest.raises(WrongStateError, match="your interview"):
        stage.act(ANA.email, save_answers, tell(TIP))
    with pytest.raises(WrongStateError, match="your interview"):
        stage.act(ANA.email, submit_answers)
    assert stage.list_steps()["interview"] == "done"
    assert stage.list_steps()["give_commitments"] == "planned"


def test_a_secret_is_masked_and_found(stage: Stage) -> None:
    stage.act(ANA.email, save_answers, tell(WARNING, SECRET))
    stage.act(ANA.email, save_answers, tell(SECRET))
    with stage.look() as (session, _):
        (finding,) = session.exec(select(FindingRow)).all()
    place = "record 1: A password in line 1 of body."
    assert (finding.kind, finding.place) == ("secret", place)
    own = stage.ask(ANA.email, get_own_answers)
    assert "hunter2" not in str(own.records)
    assert own.masked == (place,)


def test_who_was_not_asked_has_no_interview(stage: Stage) -> None:
    with stage.look() as (session, handover):
        handover.manager_id, handover.hr_id = handover.leaver_id, handover.manager_id
        session.add(handover)
    with pytest.raises(NotFoundError):
        stage.act(MOUSSA.email, submit_answers)


def test_a_late_answer_finds_its_place(stage: Stage) -> None:
    stage.act(ANA.email, save_answers, tell(WARNING))
    pass_over(stage, LATE)
    assert list_titles(stage, MOUSSA.email) == [WARNING["title"]]
    stage.act(ANA.email, save_answers, tell(WARNING, DUTY))
    stage.act(ANA.email, submit_answers)
    assert list_titles(stage, MOUSSA.email) == [WARNING["title"], DUTY["title"]]
    with stage.look() as (session, handover):
        wait = find_first_wait(session, handover)
    assert wait
    assert wait.gate is Gate.review


def test_a_late_answer_opens_the_review_again(stage: Stage) -> None:
    stage.answer(ANA.email, WARNING)
    pass_over(stage, LATE)
    stage.act(ANA.email, agree_all)
    stage.answer(MOUSSA.email, TIP)
    with stage.look() as (session, handover):
        assert find_wait(session, handover, Gate.review)
    assert stage.act(ANA.email, agree_all) == 1


def test_after_the_signature_it_is_too_late(stage: Stage) -> None:
    stage.act(ANA.email, save_answers, tell(WARNING))
    pass_over(stage, LATE)
    stage.reviewed().signed()
    for act, *given in ((save_answers, tell(TIP)), (submit_answers,)):
        with pytest.raises(WrongStateError, match="is over"):
            stage.act(ANA.email, act, *given)
    with pytest.raises(WrongStateError, match="is signed"):
        stage.act(MOUSSA.email, ask_peer, DAN_ASKED)


def test_a_peer_is_waited_for_and_then_no_longer(stage: Stage) -> None:
    stage.act(MOUSSA.email, ask_peer, DAN_ASKED)
    stage.answered()
    with stage.look() as (session, handover):
        wait = find_first_wait(session, handover)
        assert wait
        assert (wait.owner, wait.due_on) == ("peer", date(2026, 11, 9))
        assert pass_over_answers(session, handover, stage.now) == 0
    pass_over(stage, date(2026, 11, 17))
    assert stage.get_state() == "answered"


def test_a_peer_sees_the_own_answers_alone(stage: Stage) -> None:
    stage.act(MOUSSA.email, ask_peer, DAN_ASKED)
    stage.answer(DAN.email, {**TIP, "title": "The well at Kolda"})
    assert list_titles(stage, ANA.email) == ["The well at Kolda"]
    with pytest.raises(WrongStateError):
        stage.act(DAN.email, save_answers, tell(TIP))


@pytest.mark.parametrize("who", [ANA, MOUSSA])
def test_who_is_asked_anyway_is_no_peer(stage: Stage, who: object) -> None:
    with pytest.raises(InvalidInputError, match="is already asked"):
        stage.act(CARLA.email, ask_peer, PeerRequest(**who.model_dump()))


def test_a_peer_has_time(stage: Stage) -> None:
    asked = DAN_ASKED.model_copy(update={"due_on": date(2026, 11, 1)})
    with pytest.raises(InvalidInputError, match="is in the past"):
        stage.act(MOUSSA.email, ask_peer, asked)


def test_a_cancelled_case_asks_nobody(stage: Stage) -> None:
    stage.act(CARLA.email, cancel)
    for email, act, *given in (
        (ANA.email, save_answers, tell(TIP)),
        (ANA.email, submit_answers),
        (MOUSSA.email, ask_peer, PeerRequest(**BEN.model_dump(include={"name", "email"}))),
    ):
        with pytest.raises(WrongStateError, match="is cancelled"):
            stage.act(email, act, *given)


def test_drafts_of_the_late_reach_no_pack(stage: Stage) -> None:
    stage.act(MOUSSA.email, ask_peer, DAN_ASKED)
    stage.act(DAN.email, save_answers, tell(TIP))
    with stage.look() as (session, handover):
        assert gather_material(session, handover, stage.now.date()).records == ()
