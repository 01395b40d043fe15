"""Plan: the steps of a handover as data, and the dated steps that come of them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.question import QuestionId, Wording
from models.values import Value
from models.words import OrderedWords


class PlanOwner(StrEnum):
    """Who has to act: `receiver` is successor or interim owner, `records` also IT and legal."""

    hr = "hr"
    manager = "manager"
    leaver = "leaver"
    receiver = "receiver"
    km_focal_point = "km_focal_point"
    records = "records"


_KNOW_WHY = frozenset({PlanOwner.hr, PlanOwner.records, PlanOwner.leaver})


class Anchor(StrEnum):
    """The day from which a step is counted.

    `start` is the first working day on which anything can be done; `receiver_start` is the
    receiver's first day in the post, at the earliest the leaver's last.
    """

    notice = "notice"
    start = "start"
    last_day = "last_day"
    receiver_start = "receiver_start"


class Circumstance(StrEnum):
    """What a step may depend on: the mode, who receives, and the kind of departure.

    Exactly one mode holds, and exactly one of `receiver_present`, `receiver_later` (than the last
    working day) and `no_receiver`; the others may hold besides.
    """

    planned_long = "planned_long"
    standard = "standard"
    short = "short"
    zero_notice = "zero_notice"
    receiver_present = "receiver_present"
    receiver_later = "receiver_later"
    interim_owner = "interim_owner"
    no_receiver = "no_receiver"
    internal_move = "internal_move"
    long_absence = "long_absence"
    legal_hold = "legal_hold"


_WHY = frozenset({Circumstance.internal_move, Circumstance.long_absence, Circumstance.legal_hold})
"""What only those learn who may know why somebody leaves."""


class StepAct(StrEnum):
    """What completes a step. Its owner ticks a `tick`; the others follow an act.

    `score` follows from a case that brings all its scores, and is ticked otherwise; `notice` is
    ticked by the leaver alone, and follows from what the leaver says to a source. The system itself
    opens, harvests, publishes, delivers, re-dates and purges.
    """

    tick = "tick"
    open = "open"
    score = "score"
    notice = "notice"
    check_hold = "check_hold"
    allow = "allow"
    harvest = "harvest"
    look = "look"
    answer = "answer"
    review = "review"
    sign = "sign"
    publish = "publish"
    deliver = "deliver"
    read_back = "read_back"
    accept = "accept"
    redate = "redate"
    survey = "survey"
    close = "close"
    purge = "purge"


CONSENT = (StepAct.notice, StepAct.check_hold, StepAct.allow)
"""What comes before anything is listed or opened."""


class StepKey(StrEnum):
    """Steps that the code itself names."""

    survey_7 = "survey_7"
    survey_30 = "survey_30"
    survey_90 = "survey_90"
    peer_interview = "peer_interview"
    """What a peer does; the manager asks as many as there are, so that no plan can name them."""


SURVEYS: Mapping[int, StepKey] = {
    7: StepKey.survey_7,
    30: StepKey.survey_30,
    90: StepKey.survey_90,
}
"""The step of each survey, by its day."""


class Gate(OrderedWords):
    """Where a handover waits for people, in the order of the process."""

    sources = "sources"
    found = "found"
    interview = "interview"
    review = "review"
    sign_off = "sign_off"
    acceptance = "acceptance"
    evaluation = "evaluation"

    @property
    def label(self) -> str:
        """What an admin reads, such as `sign-off`."""
        return self.value.replace("_", "-")

    @property
    def acts(self) -> tuple[StepAct, ...]:
        """What has to be done before it opens."""
        return {
            Gate.sources: CONSENT,
            Gate.found: (StepAct.look,),
            Gate.interview: (StepAct.answer,),
            Gate.review: (StepAct.review,),
            Gate.sign_off: (StepAct.sign,),
            Gate.acceptance: (StepAct.read_back, StepAct.accept),
            Gate.evaluation: (StepAct.survey,),
        }[self]

    @property
    def is_consent(self) -> bool:
        """Whether it is about what may be read, or about what may be shown of it."""
        return self in (Gate.sources, Gate.found)

    @property
    def is_beside_interview(self) -> bool:
        """Whether people may answer already: an interview waits for no yes and for no look."""
        return self.is_consent or self is Gate.interview


class GatePolicy(Value):
    """What happens when a deadline passes: `patience_workdays` later it goes on, None waits."""

    patience_workdays: Annotated[int, Field(ge=0, le=120)] | None = None
    title: Wording


class GateFile(Value):
    """templates/policies/gates.yaml."""

    format: Literal["baton-gates/1"]
    gates: dict[Gate, GatePolicy]

    @model_validator(mode="after")
    def _every_gate_has_a_policy(self) -> Self:
        missing = [gate for gate in Gate if gate not in self.gates]
        if missing:
            raise ValueError(f"the gate {missing[0]} has no policy: give it one")
        return self


class Due(Value):
    """When a step is due: working days before (-) or after a day."""

    from_: Annotated[Anchor, Field(alias="from")]
    workdays: Annotated[int, Field(ge=-60, le=260)]


class Condition(Value):
    """Holds where one of `when` holds (or it is empty) and none of `unless`."""

    when: tuple[Circumstance, ...] = ()
    unless: tuple[Circumstance, ...] = ()

    def holds(self, circumstances: frozenset[Circumstance]) -> bool:
        """Whether the condition holds under these circumstances."""
        is_wanted = not self.when or bool(circumstances & set(self.when))
        return is_wanted and not circumstances & set(self.unless)

    def depends_on(self, circumstances: frozenset[Circumstance]) -> bool:
        """Whether it asks for any of these circumstances."""
        return not circumstances.isdisjoint({*self.when, *self.unless})


class StepRule(Condition):
    """One step: who, when, after which others. `after` may name steps that a case leaves out.

    `formerly` names the keys that it had in older versions, by which waiting handovers know it.
    """

    key: QuestionId
    formerly: tuple[QuestionId, ...] = ()
    owner: PlanOwner
    act: StepAct = StepAct.tick
    due: Due
    after: tuple[QuestionId, ...] = ()
    title: Wording


class PlanFile(Condition):
    """One file of templates/plans/."""

    format: Literal["baton-plan/1"]
    id: QuestionId
    steps: tuple[StepRule, ...]


class PlanRules(Value):
    """All steps there are, in an order in which each stands after those it waits for."""

    files: tuple[PlanFile, ...]

    @property
    def telling(self) -> frozenset[str]:
        """The keys of the steps that are there, or not, because of why somebody leaves."""
        return self.list_depending(_WHY)

    def list_depending(self, circumstances: frozenset[Circumstance]) -> frozenset[str]:
        """Return the keys of the steps that are there, or not, by any of these circumstances."""
        return frozenset(
            step.key
            for file in self.files
            for step in file.steps
            if file.depends_on(circumstances) or step.depends_on(circumstances)
        )

    @model_validator(mode="after")
    def _why_stays_with_those_who_know(self) -> Self:
        for step in (step for file in self.files for step in file.steps):
            is_telling = step.key in self.telling
            if is_telling and step.owner not in _KNOW_WHY:
                raise ValueError(
                    f"step {step.key} tells why somebody leaves, and is for the {step.owner}: "
                    "give it to hr, records or leaver"
                )
            if not is_telling and not self.telling.isdisjoint(step.after):
                raise ValueError(
                    f"the day of step {step.key} tells why somebody leaves: "
                    "let it come after steps that every case has"
                )
        return self

    @model_validator(mode="after")
    def _keys_are_known(self) -> Self:
        known: set[str] = set()
        for step in (step for file in self.files for step in file.steps):
            unknown = [key for key in step.after if key not in known]
            if unknown:
                raise ValueError(f"step {step.key} is after {unknown[0]}, which no step above is")
            if step.key in known:
                raise ValueError(f"two steps are called {step.key}: give each its own key")
            known.add(step.key)
        return self


class PlannedStep(Value):
    """A step of one handover. A late one should have been done already, and is due as given."""

    key: str
    owner: PlanOwner
    due_on: date
    title: Wording
    depends_on: tuple[str, ...] = ()
    is_late: bool = False
