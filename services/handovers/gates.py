"""Gates: whether a handover can go on, or waits for people, for whom and until when."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from sqlalchemy import literal
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from models.found import FoundItem, select_unlooked
from models.handover import Handover, PlanStep, Source
from models.plan import Gate, GateFile, GatePolicy, StepAct, StepKey
from models.record import Answer
from models.states import AnswerState, HandoverState, SourceState, StepState
from models.values import Value
from models.words import Language, Respondent
from services.data_files import read_data_file
from services.handovers.plans import find_act
from services.offices.office_policies import get_default_policy
from services.planning import get_rules_digest, list_step_keys


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


@cache
def load_rules() -> None:
    """Read the files of plans and gates now, so that no transaction has to wait for them."""
    get_rules_digest()
    get_gate_policies()
    get_default_policy()


def get_gate_policy(gate: Gate) -> GatePolicy:
    """Return what happens at a gate when its deadline passes."""
    return get_gate_policies().gates[gate]


def find_wait(session: Session, handover: Handover, gate: Gate) -> Wait | None:
    """Return what the handover waits for at this gate first; None where it can go on.

    A run without people waits for nobody.
    """
    waits = list_waits(session, [handover])[handover.row_id]
    return next((wait for wait in waits if wait.gate is gate), None)


def find_first_wait(session: Session, handover: Handover) -> Wait | None:
    """Return the first gate in the order of the process that the handover waits at."""
    return next(iter(list_waits(session, [handover])[handover.row_id]), None)


def list_waits(session: Session, handovers: Sequence[Handover]) -> Mapping[int, tuple[Wait, ...]]:
    """Return what each handover waits for, gate by gate in order, at each what is due first.

    Keyed by the handovers' ids; three queries, however many handovers there are.
    """
    with_people = [one.row_id for one in handovers if one.has_people]
    if not with_people:
        return {one.row_id: () for one in handovers}
    reached = _find_consent_gates(session, handovers)
    waits: dict[int, list[Wait]] = defaultdict(list)
    for handover_id, wait in (
        *_list_steps(session, with_people),
        *_list_peers(session, with_people),
    ):
        if not wait.gate.is_consent or wait.gate is reached.get(handover_id):
            waits[handover_id].append(wait)
    return {
        one.row_id: tuple(sorted(waits[one.row_id], key=lambda wait: (wait.gate.rank, wait.due_on)))
        for one in handovers
    }


@cache
def find_gate(act: StepAct) -> Gate | None:
    """Return the gate that an act opens."""
    return next((gate for gate in Gate if act in gate.acts), None)


def _find_consent_gates(session: Session, handovers: Sequence[Handover]) -> dict[int, Gate]:
    """Return the handovers that wait for a yes to a source, or for a look at what was found.

    Before the harvest, where a source may still be read; after it, where something is proposed.
    """
    before = [one.row_id for one in handovers if one.state.is_before(HandoverState.harvested)]
    after = [one.row_id for one in handovers if one.state is HandoverState.harvested]
    if not before and not after:
        return {}
    open_states = [state for state in SourceState if state.is_open]
    sources = select_columns(col(Source.handover_id), literal(Gate.sources.value)).where(
        col(Source.handover_id).in_(before), col(Source.state).in_(open_states)
    )
    proposed = select_columns(col(FoundItem.handover_id), literal(Gate.found.value)).where(
        col(FoundItem.handover_id).in_(after), select_unlooked()
    )
    reached = session.connection().execute(sources.union(proposed))
    return {handover_id: Gate(gate) for handover_id, gate in reached}


def _list_steps(session: Session, handovers: Sequence[int]) -> Iterator[tuple[int, Wait]]:
    keys = list_step_keys(*(act for gate in Gate for act in gate.acts))
    query = select(
        col(PlanStep.handover_id), col(PlanStep.key), col(PlanStep.owner), col(PlanStep.due_on)
    ).where(
        col(PlanStep.handover_id).in_(handovers),
        PlanStep.state == StepState.planned,
        col(PlanStep.key).in_(keys),
    )
    for handover_id, key, owner, due_on in session.exec(query):
        gate = find_gate(find_act(key))
        if gate:
            yield handover_id, Wait(gate=gate, owner=owner, step=key, due_on=due_on)


def _list_peers(session: Session, handovers: Sequence[int]) -> Iterator[tuple[int, Wait]]:
    """Yield the peers who were asked: no step of the plan is theirs."""
    query = select(col(Answer.handover_id), col(Answer.due_on)).where(
        col(Answer.handover_id).in_(handovers),
        Answer.state == AnswerState.asked,
        Answer.respondent == Respondent.peer,
        col(Answer.due_on).is_not(None),
    )
    for handover_id, due_on in session.exec(query):
        if due_on:
            yield (
                handover_id,
                Wait(
                    gate=Gate.interview,
                    owner=Respondent.peer,
                    step=StepKey.peer_interview,
                    due_on=due_on,
                ),
            )
