"""Signing: the manager approves what stands, or sends it back; never early, never twice."""

import pytest
from acting import DUTY, TIP, WARNING, Stage
from people import ANA, CARLA, DAN, MOUSSA
from sqlmodel import select

from models.acting import Role
from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.record import Record
from models.signing import ReviewComment
from models.states import RecordState
from services.acts.actors import add_staff
from services.acts.changing import cancel
from services.acts.reviewing import agree_all
from services.acts.signing import Comment, send_back, sign
from services.audit import verify_chain
from services.handovers.agreements import find_sign_off, verify_sign_off

WHY = Comment(text="Which donor?")


def list_states(stage: Stage) -> set[str]:
    return {str(line.state) for line in stage.list_records(MOUSSA.email)}


@pytest.mark.parametrize("word", ["interview", "review"])
def test_nothing_is_signed_early(stage: Stage, word: str) -> None:
    if word == "review":
        stage.answered()
    for act, *given in ((sign,), (send_back, WHY)):
        with pytest.raises(WrongStateError, match=f"cannot be signed now.*{word}"):
            stage.act(MOUSSA.email, act, *given)


def test_a_signature_is_over_what_stands(stage: Stage) -> None:
    stage.answered().reviewed()
    digest = stage.act(MOUSSA.email, sign)
    with stage.look() as (session, handover):
        signature = find_sign_off(session, handover, Role.manager)
        assert signature
        assert (signature.digest, len(digest)) == (digest, 64)
        assert verify_sign_off(session, handover, Role.manager)
        record = session.exec(select(Record)).first()
        assert record
        record.content = record.content.model_copy(update={"title": "Forged"})
        session.add(record)
        session.flush()
        assert not verify_sign_off(session, handover, Role.manager)
    assert list_states(stage) == {"manager_agreed"}


def test_nothing_is_signed_twice(stage: Stage) -> None:
    stage.answered().reviewed().signed()
    for act, *given in ((sign,), (send_back, WHY)):
        with pytest.raises(WrongStateError, match="cannot be signed now"):
            stage.act(MOUSSA.email, act, *given)


def test_one_record_is_sent_back(stage: Stage) -> None:
    stage.answered().reviewed()
    line = stage.list_records(MOUSSA.email)[1]
    stage.act(MOUSSA.email, send_back, Comment(text="Which donor?", record_id=line.id))
    states = {line.content.title: line.state for line in stage.list_records(ANA.email)}
    assert states[DUTY["title"]] == "proposed"
    assert states[WARNING["title"]] == states[TIP["title"]] == "leaver_agreed"
    with stage.look() as (session, handover):
        (comment,) = session.exec(select(ReviewComment)).all()
        assert (comment.text, comment.record_id) == ("Which donor?", line.id)
        assert find_sign_off(session, handover, Role.leaver) is None
    assert stage.go_on().get_state() == "answered"
    with pytest.raises(WrongStateError):
        stage.act(MOUSSA.email, sign)
    assert stage.act(ANA.email, agree_all) == 1
    stage.go_on().signed()


def test_everything_is_sent_back(stage: Stage) -> None:
    stage.answered().reviewed()
    stage.act(MOUSSA.email, send_back, WHY)
    assert list_states(stage) == {"proposed"}


def list_comments(stage: Stage, email: str) -> list[str]:
    return [said for line in stage.list_records(email) for said in line.comments]


def test_the_leaver_reads_why_something_was_sent_back(stage: Stage) -> None:
    with stage.store.write() as session:
        add_staff(session, DAN, Role.km_focal_point)
    stage.answered().reviewed()
    first, *_ = stage.list_records(ANA.email)
    stage.act(MOUSSA.email, send_back, Comment(text="Which bridge?", record_id=first.id))
    for email in (ANA.email, MOUSSA.email):
        assert list_comments(stage, email) == ["Which bridge?"]
    assert list_comments(stage, DAN.email) == []
    stage.act(ANA.email, agree_all)
    assert list_comments(stage, ANA.email) == []
    stage.go_on().act(MOUSSA.email, send_back, WHY)
    assert [line.comments[-1] for line in stage.list_records(ANA.email)] == [WHY.text] * 4


def test_what_is_sent_back_says_why_and_is_there(stage: Stage) -> None:
    stage.answered().reviewed()
    with pytest.raises(InvalidInputError, match="Say what is wrong"):
        stage.act(MOUSSA.email, send_back, Comment(text=" "))
    with pytest.raises(NotFoundError):
        stage.act(MOUSSA.email, send_back, Comment(text="?", record_id=999))
    assert list_states(stage) == {"leaver_agreed"}


def test_a_stale_record_keeps_the_signature(stage: Stage) -> None:
    stage.delivered()
    with stage.look() as (session, handover):
        record = session.exec(select(Record)).first()
        assert record
        record.move_to(RecordState.stale)
        session.add(record)
        session.flush()
        assert verify_sign_off(session, handover, Role.manager)


def test_a_cancelled_case_is_not_signed(stage: Stage) -> None:
    stage.answered().reviewed()
    stage.act(CARLA.email, cancel)
    with pytest.raises(WrongStateError, match="is cancelled"):
        stage.act(MOUSSA.email, sign)


def test_every_act_leaves_its_trace(stage: Stage) -> None:
    stage.delivered()
    with stage.look() as (session, _):
        assert verify_chain(session).fault is None
