"""Open steps: what people can do now and is due, over all handovers, by a few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.acting import Role
from models.handover import Handover, PlanStep
from models.mail import StepFact
from models.plan import Gate, StepAct, StepKey
from models.record import Answer
from models.states import ENDED_STATES, AnswerState, StepState
from models.words import DepartureKind, Respondent
from services.acts.actors import choose_holder, find_owner_id, list_holders, list_peers
from services.handovers.gates import find_gate, list_waits
from services.handovers.plans import find_act
from services.planning import find_step_rule, tells_why
from services.workdays import WorkCalendar, get_calendar

_BY_ITSELF = frozenset(
    {
        StepAct.open,
        StepAct.harvest,
        StepAct.publish,
        StepAct.deliver,
        StepAct.redate,
        StepAct.purge,
    }
)
"""What Baton does itself: nobody has to be reminded of it."""
_ASKED_APART = StepAct.allow
"""What people are free to leave: letters of their own ask, and no superior hears of it."""


@dataclass(frozen=True)
class DueStep:
    """A step that somebody can do now. `workdays_over` is negative before its day.

    `tells_why`: that it can be done now gives away why somebody leaves.
    """

    handover: Handover
    line: StepFact
    person_id: int
    workdays_over: int
    tells_why: bool


def list_due_steps(session: Session, day: date, workdays_over: int) -> list[DueStep]:
    """Return the steps that are at least this many working days late, the oldest first.

    Only of handovers in whose calendar the day is worked; a negative number looks ahead.
    """
    query = select(Handover).where(
        col(Handover.has_people), col(Handover.state).not_in(ENDED_STATES)
    )
    handovers = list(session.exec(query.order_by(col(Handover.reference))))
    calendars = {one.row_id: _find_calendar(one.holidays) for one in handovers}
    at_work = [one for one in handovers if calendars[one.row_id].is_workday(day)]
    owners = Owners(session, [one.row_id for one in at_work])
    found: list[DueStep] = []
    for handover, line, peer_id in (
        *_list_planned(session, at_work, day),
        *_list_asked(session, at_work),
    ):
        over = count_over(calendars[handover.row_id], line.due_on, day)
        if over < workdays_over:
            continue
        person_id = peer_id or owners.find_owner_id(handover, line.owner)
        if person_id is not None:
            telling = tells_why(line.step) or not _is_there(handover, line, day)
            found.append(DueStep(handover, line, person_id, over, telling))
    return sorted(found, key=lambda one: (one.line.due_on, one.line.reference, one.line.step))


class Owners:
    """Who does the steps of an owner, asked once for each staff role and office."""

    def __init__(self, session: Session, handovers: Collection[int]) -> None:
        self._session = session
        self._held: dict[tuple[Role, int], tuple[int, ...]] = {}
        self._peers = list_peers(session, handovers)

    def find_owner_id(self, handover: Handover, owner: Role) -> int | None:
        """Return who has to do it; HR where nobody has the staff role."""
        if owner not in (Role.km_focal_point, Role.records):
            return find_owner_id(self._session, handover, owner)
        key = (owner, handover.office_id)
        if key not in self._held:
            self._held[key] = list_holders(self._session, handover.office_id, owner)
        return choose_holder(handover, self._held[key], self._peers)


def count_over(calendar: WorkCalendar, due_on: date, day: date) -> int:
    """Return how many working days the day is over what was due; negative before it."""
    if day < due_on:
        return 1 - calendar.count(day, due_on)
    return calendar.count(due_on + timedelta(days=1), day)


@cache
def _find_calendar(holidays: str | tuple[date, ...]) -> WorkCalendar:
    return get_calendar(holidays)


def _list_planned(
    session: Session, handovers: Sequence[Handover], day: date
) -> Iterator[tuple[Handover, StepFact, None]]:
    waits = list_waits(session, handovers)
    plans = _list_plans(session, [one.row_id for one in handovers])
    for handover in handovers:
        plan = plans[handover.row_id]
        first = next(iter(waits[handover.row_id]), None)
        states = {key: state for key, _, _, state in plan}
        for key, owner, due_on, state in plan:
            is_open = state is StepState.planned
            if is_open and _can_be_done(key, states, first.gate if first else None):
                line = StepFact(
                    reference=handover.reference, step=key, owner=Role(owner), due_on=due_on
                )
                if _is_there(handover, line, day) or _stays(handover):
                    yield handover, line, None


def _list_plans(
    session: Session, handovers: Sequence[int]
) -> Mapping[int, list[tuple[str, str, date, StepState]]]:
    """Return key, owner, day and state of every step, by the handovers' ids."""
    query = select_columns(
        col(PlanStep.handover_id),
        col(PlanStep.key),
        col(PlanStep.owner),
        col(PlanStep.due_on),
        col(PlanStep.state),
    ).where(col(PlanStep.handover_id).in_(handovers))
    plans: dict[int, list[tuple[str, str, date, StepState]]] = defaultdict(list)
    # As plain columns: a thousand handovers have forty thousand steps.
    for handover_id, key, owner, due_on, state in session.connection().execute(query):
        rule = find_step_rule(key)
        plans[handover_id].append((rule.key if rule else key, owner, due_on, state))
    return plans


def _list_asked(
    session: Session, handovers: Sequence[Handover]
) -> Iterator[tuple[Handover, StepFact, int]]:
    """Yield the peers who were asked and have not answered."""
    by_id = {one.row_id: one for one in handovers}
    query = select(Answer).where(
        col(Answer.handover_id).in_(by_id),
        Answer.state == AnswerState.asked,
        Answer.respondent == Respondent.peer,
    )
    for answer in session.exec(query):
        if answer.person_id is not None and answer.due_on is not None:
            handover = by_id[answer.handover_id]
            line = StepFact(
                reference=handover.reference,
                step=StepKey.peer_interview,
                owner=Role.peer,
                due_on=answer.due_on,
            )
            yield handover, line, answer.person_id


def _can_be_done(key: str, states: Mapping[str, StepState], gate: Gate | None) -> bool:
    """Whether nothing has to be done before a step.

    A step of a gate can be done when the handover waits there, whatever small step somebody has
    left unticked; any other when the steps that it comes after are over.
    """
    act, own_gate = _find_act_and_gate(key)
    if act in _BY_ITSELF or act is _ASKED_APART:
        return False
    if act in (StepAct.notice, StepAct.check_hold):
        # These are done whether anything is harvested or not.
        return _is_reached(key, states)
    if own_gate is None or gate is None:
        return own_gate is None and _is_reached(key, states)
    return own_gate is gate or (own_gate is Gate.interview and gate.is_beside_interview)


@cache
def _find_act_and_gate(key: str) -> tuple[StepAct, Gate | None]:
    act = find_act(key)
    return act, find_gate(act)


def _is_reached(key: str, states: Mapping[str, StepState]) -> bool:
    rule = find_step_rule(key)
    return all(
        states[before] is not StepState.planned if before in states else _is_reached(before, states)
        for before in (rule.after if rule else ())
    )


def _is_there(handover: Handover, line: StepFact, day: date) -> bool:
    """Whether a leaver can still be reminded: after leaving, only of what was agreed."""
    was_for_then = line.due_on > handover.last_working_on
    is_over = line.owner is Role.leaver and day > handover.last_working_on
    return not is_over or was_for_then


def _stays(handover: Handover) -> bool:
    """Whether the leaver can be reminded after leaving, which tells that it is a move."""
    return handover.kind is DepartureKind.reassignment
