"""Question: what an interview can ask, as the banks of templates/questions/ say it."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from models.record_kinds import RECORD_KINDS
from models.values import LineText, Value
from models.words import Audience, Depth, Family, Language, OrderedWords, Priority, Respondent

CORE_MAXIMUM = 11
"""How many core questions there may be. Source: the 11-question hand-over form of USAID/Vietnam."""


class Technique(OrderedWords):
    """How a question draws knowledge out, in the order of an interview: lists first, how last."""

    listing = "listing"
    status = "status"
    reasoning = "reasoning"
    boundary = "boundary"
    contingency = "contingency"
    incident = "incident"
    walkthrough = "walkthrough"
    advice = "advice"
    synthesis = "synthesis"


class Subject(StrEnum):
    """What of the harvest a question is about; it is asked once for each such thing."""

    folder = "folder"
    contact = "contact"
    series = "series"
    thread = "thread"
    promise = "promise"
    sole_document = "sole_document"
    recent_document = "recent_document"
    left_open = "left_open"


class BankUse(StrEnum):
    """When the questions of a bank are asked."""

    core = "core"
    closing = "closing"
    family = "family"
    deep = "deep"
    harvest = "harvest"
    emergency = "emergency"
    manager = "manager"
    peer = "peer"
    note = "note"


class RiskDimension(StrEnum):
    """The dimensions of the exit rubric (fields of models.case_file.RiskScores)."""

    role_criticality = "role_criticality"
    knowledge_concentration = "knowledge_concentration"
    tacit_depth = "tacit_depth"
    system_risk = "system_risk"
    replacement_difficulty = "replacement_difficulty"


def _check_id(given: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", given):
        raise ValueError("an id is small letters, figures and single underscores: core_people")
    return given


def _check_kind(given: str) -> str:
    if given not in RECORD_KINDS:
        raise ValueError(f"the record kinds are {', '.join(RECORD_KINDS)}")
    return given


def _check_some(given: tuple[Any, ...]) -> tuple[Any, ...]:
    if not given:
        raise ValueError("the list is empty: give at least one entry")
    return given


QuestionId = Annotated[str, AfterValidator(_check_id)]
KindName = Annotated[str, AfterValidator(_check_kind)]
NotEmpty = AfterValidator(_check_some)
WordingText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=600)]


class Wording(Value):
    """One text in the languages it has; English and French are always there."""

    en: WordingText
    fr: WordingText
    es: WordingText | None = None
    ar: WordingText | None = None
    ru: WordingText | None = None
    zh: WordingText | None = None

    def say(self, language: Language) -> str:
        """Return the text in this language, or in English where it has not been translated."""
        return getattr(self, language.value) or self.en

    def list_texts(self) -> Iterator[tuple[str, str]]:
        """Yield each language that is there, with its text."""
        for language in type(self).model_fields:
            text: str | None = getattr(self, language)
            if text is not None:
                yield language, text


class Question(Value):
    """One question. `ask` and `plain` are templates over facts; `plain` needs fewer of them."""

    id: QuestionId
    fills: Annotated[tuple[KindName, ...], NotEmpty]
    """Record kinds an answer becomes, the most likely first."""
    ask: Wording
    plain: Wording | None = None
    """Asked instead where a fact that `ask` needs is missing."""
    why: Wording
    """Why it is asked, for who answers."""
    prompts: tuple[Wording, ...] = ()
    """Small helps below the question, such as the sweeps of an incident."""
    audience: Audience = Audience.successor
    minutes: Annotated[int, Field(ge=1, le=10)]
    depths: Annotated[tuple[Depth, ...], NotEmpty] = (Depth.standard, Depth.deep)
    asked_of: tuple[Respondent, ...] = ()
    """Empty: everybody whom the bank is for."""
    technique: Technique
    is_critical: bool = False
    is_routine: bool = False
    steered_by: tuple[RiskDimension, ...] = ()
    """Dimensions of the rubric whose high scores bring this question forward."""
    about: Subject | None = None
    at_most: Annotated[int, Field(ge=1, le=5)] = 1
    """For how many things of `about` it is asked."""
    show_if: LineText | None = None
    """Asked only where this condition holds (services/interviews/conditions.py)."""
    asks_again: QuestionId | None = None
    """The question that asks the same important thing in another way, far from this one."""

    @property
    def priority(self) -> Priority:
        """How much an answer matters, by Milton's square."""
        if not self.is_critical:
            return Priority.low
        return Priority.medium if self.is_routine else Priority.high

    @property
    def square(self) -> int:
        """Place in Milton's square: 0 critical and not routine, 1 critical and routine, 2 the rest.

        Source: N. Milton's practice of knowledge retention: order of the agenda.
        """
        return self.priority.rank


class Bank(Value):
    """A file of templates/questions/."""

    format: Literal["baton-questions/1"]
    id: QuestionId
    use: BankUse
    family: Family | None = None
    """The role family it is for; only banks with `use: family` have one."""
    title: Wording
    asked_of: Annotated[tuple[Respondent, ...], NotEmpty] = (Respondent.leaver,)
    questions: Annotated[tuple[Question, ...], NotEmpty]

    @model_validator(mode="after")
    def _family_fits_use(self) -> Self:
        if (self.family is not None) != (self.use is BankUse.family):
            raise ValueError("family is given where use is family, and nowhere else")
        return self

    def is_for(self, question: Question, respondent: Respondent) -> bool:
        """Whether this person is asked this question of the bank."""
        return respondent in (question.asked_of or self.asked_of)


class BankSet(Value):
    """All banks that are in force together. Ids are unique over all of them."""

    banks: tuple[Bank, ...]

    def list_questions(self) -> Iterator[tuple[Bank, Question]]:
        """Yield every question with its bank, in the order of the files."""
        for bank in self.banks:
            for question in bank.questions:
                yield bank, question
