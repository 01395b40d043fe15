"""Gates: whether a handover can go on, or waits for people, for whom and until when."""

from collections.abc import Iterator
from datetime import date
from functools import cache

from sqlmodel import Session, select

from models.handover import Handover, PlanStep
from models.plan import Gate, GateFile, GatePolicy, StepAct
from models.record import Answer
from models.states import AnswerState
from models.values import Value
from models.words import Language
from services.data_files import read_data_file
from services.handovers.plans import find_act, list_open_steps, list_plan


class Wait(Value):
    """What a handover waits for: at which gate, whose act by role, due when."""

    gate: Gate
    owner: str
    step: str
    due_on: date

    def describe(self, language: Language = Language.en) -> str:
        """Say it in one sentence without a name, such as for Prefect's pages."""
        title = get_gate_policy(self.gate).title.say(language)
        return f"waiting for {title}: {self.owner.replace('_', ' ')}, due {self.due_on:%d %b %Y}"


@cache
def get_gate_policies() -> GateFile:
    """Return the policies of all gates, from templates/policies/gates.yaml."""
    return read_data_file(GateFile, "policies/gates.yaml")


def get_gate_policy(gate: Gate) -> GatePolicy:
    """Return what happens at a gate when its deadline passes."""
    return get_gate_policies().gates[gate]


def find_wait(session: Session, handover: Handover, gate: Gate) -> Wait | None:
    """Return what the handover waits for at this gate first; None where it can go on.

    A run without people waits for nobody.
    """
    if not handover.has_people:
        return None
    waits = [*_list_answers(session, handover)] if gate is Gate.interview else []
    waits += [
        Wait(gate=gate, owner=step.owner, step=step.key, due_on=step.due_on)
        for step in list_open_steps(session, handover, *gate.acts)
        if step.key not in {wait.step for wait in waits}
    ]
    return min(waits, key=lambda wait: wait.due_on, default=None)


def find_first_wait(session: Session, handover: Handover) -> Wait | None:
    """Return the first gate in the order of the process that the handover waits at."""
    waits = (find_wait(session, handover, gate) for gate in Gate)
    return next((wait for wait in waits if wait), None)


def find_gate(act: StepAct) -> Gate | None:
    """Return the gate that an act opens."""
    return next((gate for gate in Gate if act in gate.acts), None)


def is_within_reach(session: Session, handover: Handover, step: PlanStep) -> bool:
    """Whether the step can be done now: no gate before its own is closed."""
    gate = find_gate(find_act(step.key))
    wait = find_first_wait(session, handover)
    if gate is None or wait is None:
        return True
    order = list(Gate)
    return order.index(gate) <= order.index(wait.gate)


def list_asked(session: Session, handover: Handover) -> list[Answer]:
    """Return the interviews that were asked for and have not been given."""
    query = select(Answer).where(
        Answer.handover_id == handover.id, Answer.state == AnswerState.asked
    )
    return list(session.exec(query))


def _list_answers(session: Session, handover: Handover) -> Iterator[Wait]:
    dates = {
        step.owner: step
        for step in list_plan(session, handover)
        if find_act(step.key) is StepAct.answer
    }
    for answer in list_asked(session, handover):
        step = dates.get(answer.respondent)
        due_on = answer.due_on or (step.due_on if step else handover.last_working_on)
        yield Wait(
            gate=Gate.interview,
            owner=answer.respondent,
            step=step.key if step else "interview",
            due_on=due_on,
        )
