"""Receiving: said back in own words, taken over item by item, and judged afterwards."""

import pytest
from acting import DUTY, WARNING, Stage
from people import ANA, BEN, DAN, MOUSSA
from sqlmodel import select

from models.errors import InvalidInputError, NotFoundError, WrongStateError
from models.handover import Person
from models.outbox import OutboxEntry, Topic
from models.reception import Survey
from services.acts.receiving import (
    Refusal,
    SurveyAnswers,
    accept,
    accept_all,
    answer_survey,
    decline,
    read_back,
)
from services.acts.settling import Ownership, assign_owner, list_gaps
from services.handovers.reception import READ_BACK_KEYS, list_items, list_ownerless

SAID = dict.fromkeys(READ_BACK_KEYS, "In my own words")


def list_ids(stage: Stage) -> list[int]:
    with stage.look() as (session, handover):
        return [record.row_id for record in list_items(session, handover)]


def find_owners(stage: Stage) -> list[str | None]:
    with stage.look() as (session, handover):
        owners = [record.owner_id for record in list_items(session, handover)]
        return [session.get_one(Person, owner).email if owner else None for owner in owners]


def find_gap(stage: Stage, kind: str) -> list[str]:
    return [str(gap.state) for gap in stage.ask(MOUSSA.email, list_gaps) if gap.kind == kind]


def test_there_is_nothing_to_receive_before_the_delivery(stage: Stage) -> None:
    stage.answered().reviewed().signed()
    for act, *given in (
        (read_back, SAID),
        (accept, 1),
        (accept_all,),
        (decline, Refusal(record_id=1, reason="not mine")),
        (answer_survey, SurveyAnswers(day=7)),
    ):
        with pytest.raises(WrongStateError, match="has no pack for you yet"):
            stage.act(BEN.email, act, *given)


def test_items_are_what_somebody_has_to_look_after(stage: Stage) -> None:
    stage.delivered()
    titles = {line.id: line.content.title for line in stage.list_records(ANA.email)}
    assert [titles[number] for number in list_ids(stage)] == [WARNING["title"], DUTY["title"]]


def test_read_back_and_items_together_are_the_acceptance(stage: Stage) -> None:
    stage.delivered()
    first, second = list_ids(stage)
    stage.act(BEN.email, accept, first)
    assert find_owners(stage) == [BEN.email, None]
    stage.act(BEN.email, read_back, dict.fromkeys(READ_BACK_KEYS[:4], "so"))
    assert stage.list_steps()["first_read_back"] == "planned"
    stage.act(BEN.email, read_back, {"S5": "so"})
    assert (stage.list_steps()["first_read_back"], stage.list_steps()["accept"]) == (
        "done",
        "planned",
    )
    stage.act(BEN.email, accept, second)
    assert stage.list_steps()["accept"] == "done"
    assert stage.go_on().get_state() == "accepted"
    with stage.look() as (session, _):
        query = select(OutboxEntry.event).where(OutboxEntry.topic == Topic.webhook)
        assert list(session.exec(query)).count("accepted") == 1


def test_accepting_alone_is_not_enough(stage: Stage) -> None:
    stage.delivered()
    assert stage.act(BEN.email, accept_all) == 2
    assert stage.go_on().get_state() == "delivered"
    assert stage.act(BEN.email, accept_all) == 0
    stage.act(BEN.email, read_back, SAID)
    assert stage.go_on().get_state() == "accepted"


def test_reading_back_settles_its_gap(stage: Stage) -> None:
    stage.delivered()
    assert find_gap(stage, "synthesis_by_receiver") == ["open"]
    stage.act(BEN.email, read_back, SAID)
    assert find_gap(stage, "synthesis_by_receiver") == ["answered"]
    stage.act(BEN.email, read_back, {"S1": "better words"})


@pytest.mark.parametrize("said", [{"S6": "so"}, {"S1": "  "}])
def test_a_read_back_keeps_to_the_form(stage: Stage, said: dict[str, str]) -> None:
    stage.delivered()
    with pytest.raises(InvalidInputError):
        stage.act(BEN.email, read_back, said)


def test_a_declined_item_gets_another_owner(stage: Stage) -> None:
    stage.delivered()
    first, second = list_ids(stage)
    refusal = Refusal(record_id=first, reason="This is finance's")
    stage.act(BEN.email, decline, refusal)
    with pytest.raises(WrongStateError):
        stage.act(BEN.email, decline, refusal)
    stage.act(BEN.email, accept, second)
    stage.act(BEN.email, read_back, SAID)
    assert stage.list_steps()["accept"] == "done"
    with stage.look() as (session, handover):
        (item,) = list_ownerless(session, handover)
        assert item.declined_because == "This is finance's"
    stage.act(MOUSSA.email, assign_owner, Ownership(record_id=first, person=DAN))
    assert find_owners(stage) == [DAN.email, BEN.email]


def test_a_receiver_may_think_again(stage: Stage) -> None:
    stage.delivered()
    (first, _) = list_ids(stage)
    stage.act(BEN.email, accept, first)
    with pytest.raises(WrongStateError):
        stage.act(BEN.email, accept, first)
    stage.act(BEN.email, decline, Refusal(record_id=first, reason="no time"))
    assert find_owners(stage) == [None, None]
    stage.act(BEN.email, accept, first)
    assert find_owners(stage) == [BEN.email, None]


def test_an_item_is_in_the_pack(stage: Stage) -> None:
    stage.delivered()
    others = {line.id for line in stage.list_records(ANA.email)} - set(list_ids(stage))
    for number in (*others, 999):
        with pytest.raises(NotFoundError, match="has no item"):
            stage.act(BEN.email, accept, number)
    with pytest.raises(NotFoundError, match="has no item"):
        stage.act(MOUSSA.email, assign_owner, Ownership(record_id=999, person=DAN))


def test_a_survey_is_kept_once_a_day_and_brings_gaps(stage: Stage) -> None:
    stage.delivered()
    stage.act(BEN.email, answer_survey, SurveyAnswers(day=30, missing="The keys"))
    told = SurveyAnswers(day=30, used="most", missing="The keys", wrong="The phone", rating=4)
    stage.act(BEN.email, answer_survey, told)
    with stage.look() as (session, _):
        (row,) = session.exec(select(Survey)).all()
        assert (row.used, row.rating) == ("most", 4)
    assert find_gap(stage, "survey_missing") == find_gap(stage, "survey_wrong") == ["open"]
    steps = stage.list_steps()
    assert (steps["survey_7"], steps["survey_30"]) == ("planned", "done")
