"""Questionnaire: the questions fitted to one case, with the proposals of the harvest."""

from datetime import date
from typing import Annotated

from pydantic import Field

from models.case_file import RiskScores
from models.harvest import HarvestedContact, HarvestedDocument, HarvestedEntry, HarvestedThread
from models.question import QuestionId, Subject, Technique
from models.record_kinds import OpenQuestion, RecordUnion
from models.values import LineText, Value
from models.words import Audience, Depth, Family, Language, Mode, Priority, Respondent

SESSION_MINUTES: dict[Depth, tuple[int, ...]] = {
    Depth.emergency: (30,),
    Depth.standard: (90,),
    Depth.deep: (60, 60, 60),
}
"""How long the sessions of an interview are, by depth."""

Answers = dict[QuestionId, tuple[str, ...]]
"""What was answered so far: question id to the texts given."""


class FolderFact(Value):
    """A folder in which only the leaver's name stands on `sole` of `files` documents."""

    name: str
    files: int
    sole: int


class CaseFacts(Value):
    """What questions may say about the case itself; neutral about people."""

    post: str
    leaver: str
    manager: str
    receiver: str | None = None
    last_working_on: date


class InterviewFacts(Value):
    """What the questions may speak of, the most telling first in each list."""

    case: CaseFacts
    folders: tuple[FolderFact, ...] = ()
    contacts: tuple[HarvestedContact, ...] = ()
    series: tuple[HarvestedEntry, ...] = ()
    threads: tuple[HarvestedThread, ...] = ()
    promises: tuple[HarvestedThread, ...] = ()
    sole_documents: tuple[HarvestedDocument, ...] = ()
    recent_documents: tuple[HarvestedDocument, ...] = ()
    left_open: tuple[OpenQuestion, ...] = ()


class InterviewScope(Value):
    """Who is asked, how deep, in which language; no `sessions` (minutes): as the depth says."""

    respondent: Respondent = Respondent.leaver
    mode: Mode = Mode.standard
    depth: Depth = Depth.standard
    family: Family = Family.general
    risk: RiskScores = RiskScores()
    language: Language = Language.en
    sessions: tuple[Annotated[int, Field(ge=1)], ...] = ()
    bank: QuestionId | None = None
    """A bank of `use: note` that is asked in place of core, family and deep."""

    @property
    def has_leaver(self) -> bool:
        """Whether the leaver can be asked at all."""
        return self.mode is not Mode.zero_notice

    @property
    def session_minutes(self) -> tuple[int, ...]:
        """Minutes of each session, in order."""
        return self.sessions or SESSION_MINUTES[self.depth]


class FittedQuestion(Value):
    """A question as it is asked: texts in the language, place and session fixed."""

    id: QuestionId
    number: int = 0
    session: int = 1
    """1 is the first session."""
    text: str
    why: str
    prompts: tuple[str, ...] = ()
    fills: tuple[str, ...]
    audience: Audience
    minutes: int
    priority: Priority
    technique: Technique
    about: Subject | None = None
    about_what: str | None = None
    """Which folder, contact or series it is about."""


class Questionnaire(Value):
    """A questionnaire for one person about one case."""

    post: LineText
    respondent: Respondent
    name: str | None = None
    """Who is asked, where the case names one."""
    leaver: str
    manager: str
    receiver: str | None = None
    last_working_on: date
    made_on: date
    language: Language
    """The language the case asks for."""
    has_leaver: bool = True
    """Whether the leaver could be asked; if not, the answers are second-hand."""
    session_minutes: tuple[int, ...]
    questions: tuple[FittedQuestion, ...]
    proposals: tuple[RecordUnion, ...] = ()
    """Records pre-filled from the harvest, to be kept, corrected or struck out."""

    @property
    def minutes(self) -> int:
        """Minutes of all questions together."""
        return sum(question.minutes for question in self.questions)
