"""The dated plan: who has to do what by when, in working days, in every kind of exit."""

from datetime import date, timedelta

import pytest

from models.case_file import CaseFile
from models.errors import InvalidInputError
from models.plan import PlanFile, PlannedStep, PlanOwner, PlanRules, StepKey
from models.words import DepartureKind, Language, Mode, ReceiverRole
from services.planning import check_surveys, find_mode, find_step_rule, plan_handover, say_step

LAST_DAY = date(2026, 11, 27)
NOTICE = date(2026, 10, 1)


def plan(case: CaseFile, today: date = NOTICE, **change: object) -> dict[str, PlannedStep]:
    changed = CaseFile.model_validate(case.model_dump() | change)
    return {step.key: step for step in plan_handover(changed, today)}


@pytest.mark.parametrize(
    ("days_left", "mode"),
    [
        (57, Mode.planned_long),
        (56, Mode.standard),
        (14, Mode.standard),
        (13, Mode.short),
        (1, Mode.short),
        (0, Mode.zero_notice),
        (-5, Mode.zero_notice),
    ],
)
def test_the_mode_follows_the_days_left(days_left, mode, case):
    assert find_mode(case, LAST_DAY - timedelta(days=days_left)) is mode


def test_death_leaves_no_time_whatever_the_dates_say(case):
    dead = case.model_copy(update={"kind": DepartureKind.death})
    assert find_mode(dead, NOTICE) is Mode.zero_notice


def test_a_weekend_before_the_last_day_leaves_no_time(case):
    sunday = case.model_copy(update={"last_working_on": date(2026, 11, 29)})
    assert find_mode(sunday, LAST_DAY) is Mode.zero_notice


def test_a_notice_to_come_is_what_the_days_count_from(case):
    later = case.model_copy(update={"notice_on": date(2026, 11, 20)})
    assert find_mode(later, date(2026, 8, 1)) is Mode.short
    assert min(step.due_on for step in plan(later, date(2026, 8, 1)).values()) == later.notice_on


@pytest.mark.parametrize(
    ("key", "owner", "due_on"),
    [
        ("open_case", PlanOwner.hr, date(2026, 10, 1)),
        ("score_risk", PlanOwner.manager, date(2026, 10, 2)),
        ("list_areas", PlanOwner.manager, date(2026, 10, 16)),
        ("harvest", PlanOwner.records, date(2026, 10, 23)),
        ("interview", PlanOwner.leaver, date(2026, 11, 3)),
        ("review_entries", PlanOwner.leaver, date(2026, 11, 13)),
        ("make_pack", PlanOwner.km_focal_point, date(2026, 11, 20)),
        ("first_read_back", PlanOwner.receiver, date(2026, 11, 23)),
        ("close_exit", PlanOwner.hr, date(2026, 11, 27)),
        ("survey_7", PlanOwner.receiver, date(2026, 12, 8)),
        ("survey_90", PlanOwner.receiver, date(2027, 4, 2)),
    ],
)
def test_the_plan_counts_working_days_back_from_the_last(key, owner, due_on, case):
    step = plan(case)[key]
    assert (step.owner, step.due_on, step.is_late) == (owner, due_on, False)


def test_holidays_move_the_plan(case):
    days_off = tuple(date(2026, 11, day) for day in (16, 17, 18))
    assert plan(case, holidays=days_off)["interview"].due_on == date(2026, 10, 29)
    assert plan(case, holidays="SN")["survey_7"].due_on == date(2026, 12, 8)


def test_a_weekend_of_friday_and_saturday_is_kept(case):
    days = {step.due_on.weekday() for step in plan(case, holidays="SA").values()}
    assert 6 in days
    assert not days & {4, 5}


def test_a_step_of_the_past_is_late_and_squeezed_into_what_is_left(case):
    steps = plan(case, date(2026, 11, 20))
    assert [steps[key].due_on.day for key in ("harvest", "interview", "sign", "meet")] == [
        20, 24, 26, 26,
    ]  # fmt: skip
    assert [key for key in ("harvest", "review_entries", "sign", "meet") if steps[key].is_late] == [
        "harvest",
        "review_entries",
    ]


def test_zero_notice_asks_the_manager_and_peers(case):
    steps = plan(case, kind="death", today=date(2026, 11, 20))
    assert "interview" not in steps
    assert PlanOwner.leaver not in {step.owner for step in steps.values()}
    assert steps["zero_ask_manager"].due_on == date(2026, 11, 25)
    assert steps["zero_read_back"].depends_on == ("zero_approve",)


def test_without_a_successor_an_interim_owner_must_be_named_and_the_pack_is_held(case):
    steps = plan(case, receiver=None)
    assert steps["name_interim_owner"].due_on == date(2026, 10, 2)
    assert {"hold_pack", "name_successor", "refresh_pack"} <= set(steps)


def test_an_interim_owner_is_not_named_twice(case):
    interim = case.receiver.model_copy(update={"role": ReceiverRole.interim_owner})
    steps = plan(case, receiver=interim)
    assert "name_interim_owner" not in steps
    assert "hold_pack" in steps


def test_the_clock_of_a_later_successor_starts_on_the_first_day(case):
    later = case.receiver.model_copy(update={"starts_on": date(2026, 12, 7)})
    steps = plan(case, receiver=later)
    assert {"shadow", "first_read_back", "accept"}.isdisjoint(steps)
    assert "name_interim_owner" in steps
    assert steps["first_day"].due_on == date(2026, 12, 7)
    assert steps["survey_7"].due_on == date(2026, 12, 16)
    receiver_days = [s.due_on for s in steps.values() if s.owner is PlanOwner.receiver]
    assert min(receiver_days) == later.starts_on


def test_who_waits_for_a_step_left_out_waits_for_what_it_waited_for(case):
    later = case.receiver.model_copy(update={"starts_on": date(2026, 12, 7)})
    assert plan(case)["freeze"].depends_on == ("make_pack", "accept")
    assert plan(case, receiver=later)["freeze"].depends_on == ("make_pack", "meet")


def test_an_internal_move_keeps_the_mailbox_and_opens_a_question_window(case):
    steps = plan(case)
    assert {"agree_question_window", "change_access", "internal_question_window"} <= set(steps)
    assert "close_mailbox" not in steps


def test_hr_agrees_on_the_return_from_a_long_absence(case):
    steps = plan(case, kind="long_absence")
    assert steps["agree_return"].owner is PlanOwner.hr
    assert {"close_mailbox", "purge"}.isdisjoint(steps)


def test_who_stands_in_keeps_a_note_whatever_the_kind(case):
    stands_in = case.receiver.model_copy(update={"role": ReceiverRole.interim_owner})
    for kind in DepartureKind:
        assert "keep_interim_log" in plan(case, kind=kind, receiver=stands_in)
        assert "keep_interim_log" not in plan(case, kind=kind)


def test_a_legal_hold_stops_the_purge(case):
    assert "purge" not in plan(case, legal_hold=True)
    assert "review_legal_hold" in plan(case, legal_hold=True)


def make_step(key: str, owner: str, **fields: object) -> dict[str, object]:
    due, title = {"from": "last_day", "workdays": 1}, {"en": key, "fr": key}
    return {"key": key, "owner": owner, "due": due, "title": title, **fields}


@pytest.mark.parametrize("owner", ["manager", "receiver", "km_focal_point"])
@pytest.mark.parametrize("circumstance", ["internal_move", "long_absence", "legal_hold"])
def test_a_step_that_tells_why_is_for_those_who_know(owner: str, circumstance: str) -> None:
    for fields in ({"when": [circumstance]}, {"unless": [circumstance]}):
        with pytest.raises(ValueError, match="tells why somebody leaves"):
            make_plan(make_step("meet", owner, **fields))
    with pytest.raises(ValueError, match="tells why somebody leaves"):
        make_plan(make_step("meet", owner), when=[circumstance])


def test_no_day_follows_from_a_step_that_tells_why() -> None:
    telling = make_step("keep", "hr", when=["long_absence"])
    with pytest.raises(ValueError, match="the day of step meet tells why"):
        make_plan(telling, make_step("meet", "manager", after=["keep"]))


def make_plan(*steps: dict[str, object], **conditions: object) -> PlanRules:
    file = {"format": "baton-plan/1", "id": "after", "steps": steps, **conditions}
    return PlanRules(files=(PlanFile.model_validate(file),))


def test_a_country_without_holidays_is_refused(case):
    with pytest.raises(InvalidInputError, match='holidays is "XX"'):
        plan(case, holidays="XX")


def test_a_step_is_found_by_its_key():
    assert find_step_rule("interview").title.fr == "Répondre à l’entretien"
    assert find_step_rule("dance") is None
    assert say_step("dance", Language.fr) == "dance"


def make_rules(*keys: str) -> PlanRules:
    steps = [
        {
            "key": key,
            "owner": "receiver",
            "act": "survey",
            "due": {"from": "last_day", "workdays": 1},
            "title": {"en": key, "fr": key},
        }
        for key in keys
    ]
    file = {"format": "baton-plan/1", "id": "after", "steps": steps}
    return PlanRules(files=(PlanFile.model_validate(file),))


def test_plans_without_a_step_that_the_code_names_are_refused():
    surveys = ("survey_7", "survey_30", "survey_90")
    check_surveys(make_rules(*surveys))
    with pytest.raises(InvalidInputError, match='no step "survey_30"'):
        check_surveys(make_rules("survey_7", "survey_90"))
    with pytest.raises(InvalidInputError, match="what peers do"):
        check_surveys(make_rules(*surveys, StepKey.peer_interview))
