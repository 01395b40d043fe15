"""Agenda: what is due when, each thing once."""

from datetime import date

from builders import TODAY, make_pack

from models.pack import PackEntry, PackThread
from services.packs.agenda import list_deadlines

BUDGET = {
    "kind": "commitment",
    "title": "Revised budget of NDA-2411",
    "to": "Ingrid Solheim, Nordhavn",
    "due_on": "2026-12-04",
}
DUE_ON = date(2026, 12, 4)


def list_titles(*records: dict[str, str], **fields: object) -> list[str]:
    pack = make_pack(*records).model_copy(update=fields)
    return [deadline.title for deadline in list_deadlines(pack)]


def test_what_mail_and_calendar_say_of_a_promise_is_not_said_again() -> None:
    thread = PackThread(subject="Our talk", with_="Ingrid Solheim <i@x.example>", due_on=DUE_ON)
    entry = PackEntry(title="Budget NDA-2411 revised, to send", next_on=DUE_ON)

    assert list_titles(BUDGET, open_threads=(thread,), calendar=(entry,)) == [BUDGET["title"]]


def test_another_matter_of_the_same_day_is_said() -> None:
    thread = PackThread(subject="Inventory", with_="Ida Moe", due_on=DUE_ON)
    entry = PackEntry(title="Steering group", next_on=DUE_ON)

    assert list_titles(BUDGET, open_threads=(thread,), calendar=(entry,)) == [
        "Inventory",
        "Revised budget of NDA-2411",
        "Steering group",
    ]


def test_series_and_past_entries_of_the_calendar_are_no_deadlines() -> None:
    series = PackEntry(title="Call", next_on=DUE_ON, rrule="FREQ=WEEKLY")
    past = PackEntry(title="Gone", next_on=date(2026, 11, 19))

    assert list_titles(calendar=(series, past)) == []


def test_a_duty_that_needs_lead_time_is_there_when_work_on_it_begins() -> None:
    duty = {"kind": "recurring_duty", "title": "Review", "next_on": "2027-02-01"}
    begins_soon = {**duty, "lead_time_days": 60}
    (deadline,) = list_deadlines(make_pack(begins_soon))

    assert (deadline.due_on, deadline.starts_on) == (date(2027, 2, 1), date(2026, 12, 3))
    assert not list_deadlines(make_pack(duty))


def test_overdue_promises_come_first() -> None:
    late = {**BUDGET, "title": "Late", "due_on": str(TODAY.replace(day=1))}

    assert list_titles(BUDGET, late) == ["Late", "Revised budget of NDA-2411"]
