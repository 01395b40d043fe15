"""Ticking: a step that nothing else completes is ticked by its owner, by HR, or by its office."""

import pytest
from acting import Stage, open_stage
from people import ANA, BEN, CARLA, DAN, MOUSSA

from models.acting import Role
from models.case_file import CaseFile, PostEntry, RiskScores
from models.errors import NotAllowedError, NotFoundError, WrongStateError
from services.acts.actors import add_staff
from services.acts.settling import tick_step
from services.store import Store


@pytest.mark.parametrize(
    ("email", "key"),
    [
        (ANA.email, "read_notice"),
        (MOUSSA.email, "score_risk"),
        (BEN.email, "rate_own_level"),
        (CARLA.email, "remind"),
        (CARLA.email, "check_legal_hold"),
        (CARLA.email, "choose_depth"),
    ],
)
def test_a_step_is_ticked_by_its_owner_or_hr(stage: Stage, email: str, key: str) -> None:
    stage.act(email, tick_step, key)
    assert stage.list_steps()[key] == "done"
    with pytest.raises(WrongStateError, match="is already done"):
        stage.act(email, tick_step, key)


def test_the_person_who_holds_the_office_ticks(stage: Stage) -> None:
    others = [DAN.model_copy(update={"email": f"kim{number}@example.org"}) for number in range(2)]
    with stage.look() as (session, _):
        for who in others:
            add_staff(session, who, Role.km_focal_point)
    stage.act(others[1].email, tick_step, "choose_depth")


@pytest.mark.parametrize("email", [MOUSSA.email, BEN.email, CARLA.email])
def test_a_step_of_others_is_theirs(stage: Stage, email: str) -> None:
    with pytest.raises(NotAllowedError, match="only the leaver"):
        stage.act(email, tick_step, "read_notice")


@pytest.mark.parametrize("key", ["interview", "sign", "harvest", "purge"])
def test_what_an_act_completes_is_not_ticked(stage: Stage, key: str) -> None:
    with pytest.raises(WrongStateError, match="cannot be ticked"):
        stage.act(CARLA.email, tick_step, key)


def test_a_step_is_in_the_plan(stage: Stage) -> None:
    with pytest.raises(NotFoundError, match='no step "dance"'):
        stage.act(CARLA.email, tick_step, "dance")


def test_scores_that_came_with_the_case_are_not_asked_for(store: Store, case: CaseFile) -> None:
    scores = RiskScores(**dict.fromkeys(RiskScores.model_fields, 4))
    assert open_stage(store, case).list_steps()["score_risk"] == "planned"
    scored = case.model_copy(update={"risk": scores, "post": PostEntry(title="Another post")})
    assert open_stage(store, scored).list_steps()["score_risk"] == "done"
