"""Whatever the dates: no step on a free day, in the past, or before what it waits for."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.case_file import CaseFile
from models.words import DepartureKind, Mode, ReceiverRole
from services.planning import find_mode, get_plan_rules, plan_handover
from services.workdays import get_calendar

pytestmark = pytest.mark.slow

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
HOLIDAYS = st.sampled_from(["", "SN", "SA", "EG", "FR", "JP", "DE-BY"])
LIMITS = settings(max_examples=150, deadline=None)
ORDER = {step.key: n for n, step in enumerate(s for f in get_plan_rules().files for s in f.steps)}


@st.composite
def cases(draw):
    last = draw(DAYS)
    receiver = {
        "name": "Ben Diop",
        "email": "ben.diop@example.org",
        "role": draw(st.sampled_from(list(ReceiverRole))),
        "starts_on": draw(st.none() | st.integers(-60, 90).map(lambda n: last + timedelta(days=n))),
    }
    return CaseFile.model_validate(
        {
            "format": "baton-case/1",
            "leaver": {"name": "Ana Sow", "email": "ana.sow@example.org"},
            "post": {"title": "Programme officer"},
            "kind": draw(st.sampled_from(list(DepartureKind))),
            "notice_on": last - timedelta(days=draw(st.integers(0, 200))),
            "last_working_on": last,
            "manager": {"name": "Moussa Ba", "email": "moussa.ba@example.org"},
            "receiver": draw(st.none() | st.just(receiver)),
            "legal_hold": draw(st.booleans()),
            "holidays": draw(HOLIDAYS) or tuple(draw(st.lists(DAYS, max_size=5))),
        }
    )


def draw_today(case: CaseFile, offset: int) -> date:
    return case.last_working_on + timedelta(days=offset)


@LIMITS
@given(cases(), st.integers(-250, 40))
def test_every_step_is_due_on_a_working_day_that_is_still_to_come(case, offset):
    today, calendar = draw_today(case, offset), get_calendar(case.holidays)
    begin = max(today, case.notice_on)
    for step in plan_handover(case, today):
        assert calendar.is_workday(step.due_on), step
        assert step.due_on >= begin, step


@LIMITS
@given(cases(), st.integers(-250, 40))
def test_no_step_comes_before_what_it_waits_for(case, offset):
    steps = plan_handover(case, draw_today(case, offset))
    seen: dict[str, date] = {}
    for step in steps:
        assert all(seen[key] <= step.due_on for key in step.depends_on), step
        seen[step.key] = step.due_on
    assert len(seen) == len(steps)


SUNDAY = CaseFile.model_validate(
    {
        "format": "baton-case/1",
        "leaver": {"name": "Ana Sow", "email": "ana.sow@example.org"},
        "post": {"title": "Programme officer"},
        "kind": "resignation",
        "notice_on": "2025-01-05",
        "last_working_on": "2025-01-06",
        "manager": {"name": "Moussa Ba", "email": "moussa.ba@example.org"},
    }
)
"""Notice on a Sunday, gone on Monday."""


@LIMITS
@given(cases(), st.integers(-250, 40))
@example(SUNDAY, -1)
def test_what_needs_the_leaver_is_done_by_the_last_day(case, offset):
    today = draw_today(case, offset)
    if find_mode(case, today) is Mode.zero_notice:
        return
    before = {step.key for step in get_plan_rules().files[0].steps}
    for step in plan_handover(case, today):
        assert step.key not in before or step.due_on <= case.last_working_on, step


@LIMITS
@given(cases(), st.integers(-250, -1))
def test_little_time_keeps_the_order_that_much_time_has(case, offset):
    roomy = case.model_copy(update={"notice_on": case.last_working_on - timedelta(days=400)})
    early = plan_handover(roomy, roomy.notice_on)
    due = {step.key: step.due_on for step in plan_handover(case, draw_today(case, offset))}
    counted = [
        due[step.key] for step in early if step.key in due and step.key in ORDER
        and step.owner in {"leaver", "km_focal_point"} and step.due_on <= case.last_working_on
    ]  # fmt: skip
    assert counted == sorted(counted)


@LIMITS
@given(cases(), st.integers(-250, 40))
def test_the_receiver_has_nothing_to_do_before_the_first_day(case, offset):
    starts_on = case.receiver.starts_on if case.receiver else None
    if not starts_on or starts_on <= case.last_working_on:
        return
    steps = plan_handover(case, draw_today(case, offset))
    assert all(step.due_on >= starts_on for step in steps if step.owner == "receiver")


@LIMITS
@given(cases(), st.integers(-250, 40))
def test_the_same_case_on_the_same_day_has_the_same_plan(case, offset):
    today = draw_today(case, offset)
    assert plan_handover(case, today) == plan_handover(case, today)


@LIMITS
@given(cases(), st.integers(-250, 40))
def test_with_much_time_nothing_is_late_and_what_is_late_is_still_to_come(case, offset):
    today = draw_today(case, offset)
    steps = plan_handover(case, today)
    assert all(step.due_on >= today for step in steps)
    roomy = case.model_copy(update={"notice_on": case.last_working_on - timedelta(days=400)})
    assert not any(step.is_late for step in plan_handover(roomy, roomy.notice_on))
