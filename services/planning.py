"""Planning: the mode of a handover, and its dated plan in working days."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from models.case_file import CaseFile
from models.errors import InvalidInputError
from models.plan import (
    SURVEYS,
    Anchor,
    Circumstance,
    PlanFile,
    PlannedStep,
    PlanRules,
    StepAct,
    StepKey,
    StepRule,
)
from models.words import DepartureKind, Language, Mode, ReceiverRole
from services.data_files import read_data_file
from services.workdays import WorkCalendar, get_calendar

LONG_DAYS = 56
SHORT_DAYS = 14
FULL_WORKDAYS = 30
"""How many working days the plan wants before the last day; with less it is squeezed."""
_FILES = ("before", "zero_notice", "after", "no_successor", "internal_move", "long_absence")


@cache
def get_plan_rules() -> PlanRules:
    """Return the steps of templates/plans/.

    Raises:
        InvalidInputError: a data file is wrong.
    """
    files = tuple(read_data_file(PlanFile, f"plans/{name}.yaml") for name in _FILES)
    rules = PlanRules(files=files)
    check_surveys(rules)
    return rules


def check_surveys(rules: PlanRules) -> None:
    """Check that the plans have the steps that the code names.

    Raises:
        InvalidInputError: a survey has no step, or a step has the name that peers' steps have.
    """
    acts = {step.key: step.act for file in rules.files for step in file.steps}
    for day, key in SURVEYS.items():
        if acts.get(key) is not StepAct.survey:
            raise InvalidInputError(
                f'templates/plans: no step "{key}" with "act: survey": '
                f"the survey of day {day} needs one."
            )
    if StepKey.peer_interview in acts:
        raise InvalidInputError(
            f'templates/plans: the step "{StepKey.peer_interview}" has the name of what peers do: '
            "give it another key."
        )


def find_mode(case: CaseFile, today: date) -> Mode:
    """Return how much time there is, counted from today, or from the notice if it is to come.

    Over 8 weeks, 2 to 8 weeks, under 2; or none, where no working day is left or the leaver died.
    """
    begin = _get_begin(case, today)
    days_left = (case.last_working_on - begin).days
    next_on = get_calendar(case.holidays).get_workday_from(begin + timedelta(days=1))
    if case.kind is DepartureKind.death or next_on > case.last_working_on:
        return Mode.zero_notice
    if days_left > LONG_DAYS:
        return Mode.planned_long
    return Mode.standard if days_left >= SHORT_DAYS else Mode.short


def plan_handover(case: CaseFile, today: date) -> tuple[PlannedStep, ...]:
    """Return the dated steps of a handover, in the order in which they are due.

    No step is due on a weekend or holiday, before today, before the notice, or before a step that
    it waits for. One that should have been done before today is late, and squeezed into what is
    left. What the leaver takes part in is due by the last working day.

    Raises:
        InvalidInputError: no holidays are known for the country that the case names.
    """
    days = _count_days(case, today)
    rules = _choose_rules(_list_circumstances(case, find_mode(case, today)))
    steps: dict[str, PlannedStep] = {}
    for rule, waits_for in rules:
        planned_on, is_late = days.date_step(rule)
        due_on = max([planned_on, *(steps[key].due_on for key in waits_for)])
        steps[rule.key] = PlannedStep(
            key=rule.key,
            owner=rule.owner,
            due_on=due_on,
            title=rule.title,
            depends_on=waits_for,
            is_late=is_late,
        )
    # The sort is stable: steps of one day stay in the order of the files.
    return tuple(sorted(steps.values(), key=lambda step: step.due_on))


def find_step_rule(key: str) -> StepRule | None:
    """Return a step by its key or a former one; None for a step that plans no longer have."""
    return _index_rules().get(key)


def get_step_place(key: str) -> int:
    """Return where the files of plans have a step; one that plans no longer have comes last."""
    keys = list(_index_rules())
    return keys.index(key) if key in keys else len(keys)


def say_step(key: str, language: Language) -> str:
    """Return what a step says in the reader's language; a step that is gone says its key."""
    rule = find_step_rule(key)
    return rule.title.say(language) if rule else key.replace("_", " ")


@cache
def tells_why(key: str) -> bool:
    """Return whether it gives away why somebody leaves that a plan has this step.

    So may one of an older version that is gone: nobody knows any more what it depended on.
    """
    rule = find_step_rule(key)
    if rule is None:
        return key != StepKey.peer_interview
    return rule.key in get_plan_rules().telling


@cache
def list_step_keys(*acts: StepAct) -> frozenset[str]:
    """Return the keys, former ones as well, of the steps that these acts complete."""
    return frozenset(key for key, rule in _index_rules().items() if rule.act in acts)


@cache
def _index_rules() -> dict[str, StepRule]:
    rules = [rule for file in get_plan_rules().files for rule in file.steps]
    former = {key: rule for rule in rules for key in rule.formerly}
    return former | {rule.key: rule for rule in rules}


@cache
def get_rules_digest() -> str:
    """Return the SHA-256 over all steps: another one means that waiting plans are brought up."""
    return hashlib.sha256(get_plan_rules().model_dump_json().encode()).hexdigest()


@dataclass(frozen=True)
class _Days:
    """The days of one case from which steps are counted; `start` and `last` are working days."""

    calendar: WorkCalendar
    today: date
    notice: date
    start: date
    last: date
    receiver_start: date
    workdays_there: int
    """From `start` to `last`, as far as it matters."""

    def date_step(self, rule: StepRule) -> tuple[date, bool]:
        """Return when a step is due, and whether it should have been done before today."""
        workdays = rule.due.workdays
        if rule.due.from_ is Anchor.last_day and workdays < 0:
            planned_on = self.calendar.shift(self.last, workdays)
            return self._squeeze(workdays), planned_on < self.today
        anchor = {
            Anchor.notice: self.notice,
            Anchor.start: self.start,
            Anchor.last_day: self.last,
            Anchor.receiver_start: self.receiver_start,
        }[rule.due.from_]
        planned_on = self.calendar.shift(self.calendar.get_workday_from(anchor), workdays)
        due_on = max(planned_on, self.start)
        if rule.due.from_ is Anchor.notice:
            # Notice on a Sunday, gone on Monday: there is no later day.
            due_on = min(due_on, self.last)
        return due_on, planned_on < self.today

    def _squeeze(self, workdays: int) -> date:
        """Return the day that many working days before the last, nearer if time is short."""
        there = self.workdays_there - 1
        wanted = min(workdays * there // FULL_WORKDAYS if there < FULL_WORKDAYS else workdays, 0)
        # Floor division rounds away from the last day: what comes before it stays before it
        # for as long as there are days.
        return max(self.calendar.shift(self.last, wanted), self.start)


def _get_begin(case: CaseFile, today: date) -> date:
    return max(today, case.notice_on or today)


def _count_days(case: CaseFile, today: date) -> _Days:
    calendar = get_calendar(case.holidays)
    begin = _get_begin(case, today)
    start = calendar.get_workday_from(begin)
    last = calendar.get_workday_until(case.last_working_on)
    last = max(last, start)
    arrival = case.receiver.starts_on if case.receiver else None
    return _Days(
        calendar=calendar,
        today=today,
        notice=case.notice_on or begin,
        start=start,
        last=last,
        receiver_start=max(arrival or last, last),
        workdays_there=calendar.count(start, min(last, start + timedelta(days=LONG_DAYS * 2))),
    )


def _list_circumstances(case: CaseFile, mode: Mode) -> frozenset[Circumstance]:
    receiver = case.receiver
    circumstances = {Circumstance(mode.value), _describe_presence(case)}
    if receiver and receiver.role is ReceiverRole.interim_owner:
        circumstances.add(Circumstance.interim_owner)
    if case.kind is DepartureKind.reassignment:
        circumstances.add(Circumstance.internal_move)
    if case.kind is DepartureKind.long_absence:
        circumstances.add(Circumstance.long_absence)
    if case.legal_hold:
        circumstances.add(Circumstance.legal_hold)
    return frozenset(circumstances)


def _describe_presence(case: CaseFile) -> Circumstance:
    receiver = case.receiver
    if receiver is None:
        return Circumstance.no_receiver
    if receiver.starts_on and receiver.starts_on > case.last_working_on:
        return Circumstance.receiver_later
    return Circumstance.receiver_present


def _choose_rules(
    circumstances: frozenset[Circumstance],
) -> list[tuple[StepRule, tuple[str, ...]]]:
    """Return the steps of a case, each with the steps of the case that it waits for.

    Who waits for a step that is left out waits for what that one would have waited for.
    """
    chosen: list[tuple[StepRule, tuple[str, ...]]] = []
    stands_for: dict[str, tuple[str, ...]] = {}
    for file in get_plan_rules().files:
        for rule in file.steps:
            waits_for = tuple(
                dict.fromkeys(key for after in rule.after for key in stands_for[after])
            )
            if file.holds(circumstances) and rule.holds(circumstances):
                chosen.append((rule, waits_for))
                stands_for[rule.key] = (rule.key,)
            else:
                stands_for[rule.key] = waits_for
    return chosen
