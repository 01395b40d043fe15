"""Selection: which questions are asked in the minutes that there are, and in which order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from models.case_file import RiskScores
from models.errors import InvalidInputError
from models.question import Bank, BankSet, BankUse, Question, Technique
from models.questionnaire import Answers, FittedQuestion, InterviewFacts, InterviewScope
from models.words import Respondent
from services.interviews.conditions import parse_condition
from services.interviews.fact_words import list_things, name_thing, say_case, say_thing
from services.interviews.question_texts import find_wording, say_wording

HARVEST_SHARE = 6
"""One minute in this many is kept for what harvest and last handover left open, if anything."""

_MIDDLE_SCORE = 3
"""What a dimension counts that nobody has scored, and a question that none steers."""

_FAMILY_LEAD = 0.5
"""By how much a question of the role family goes before an equal one for everybody."""

_LEAVER_USES = (BankUse.core, BankUse.closing, BankUse.family, BankUse.deep, BankUse.harvest)
_TIERS = {BankUse.family: 1, BankUse.deep: 1, BankUse.harvest: 2}
"""Taken first: 0 what everyone is asked, 1 what the risk calls for, 2 what was left open."""


@dataclass(frozen=True)
class _Candidate:
    """A question that could be asked, with what decides whether and where it is."""

    question: Question
    fitted: FittedQuestion
    tier: int
    score: float
    place: int
    turn: int
    """0 for the first thing of the harvest that the question is about, and so on."""

    @property
    def taking_key(self) -> tuple[float, ...]:
        synthesis = self.question.technique is Technique.synthesis
        return (
            self.tier, self.turn, not synthesis, -self.score, self.question.square, self.place,
        )  # fmt: skip

    @property
    def asking_key(self) -> tuple[int, ...]:
        technique = self.question.technique
        synthesis = technique is Technique.synthesis
        square = 0 if synthesis else self.question.square
        return synthesis, square, technique.rank, self.tier, self.place, self.turn


def select_questions(
    banks: BankSet, scope: InterviewScope, facts: InterviewFacts, answers: Answers | None = None
) -> tuple[FittedQuestion, ...]:
    """Return the questions in the order of asking, numbered, each in its session.

    Everyone's questions come first, then what the scores of the rubric call for, then what harvest
    and last handover left open; never more than the minutes of each session. `answers` are those
    given so far, by question id, for questions that depend on them.

    Raises:
        InvalidInputError: nobody can be asked this: no such bank, or no leaver to ask.
    """
    seen = limit_facts(facts, scope)
    names = list_condition_facts(scope, seen) | dict(answers or {})
    asked = list(_list_asked(banks, scope))
    candidates = [
        candidate
        for place, (bank, question) in enumerate(asked)
        if question.show_if is None or parse_condition(question.show_if).holds(names)
        for candidate in _fit(bank, question, place, scope, seen)
    ]
    taken = _take(sorted(candidates, key=lambda one: one.taking_key), scope.session_minutes)
    sessions = _split(taken, scope.session_minutes) or ()
    in_order = [(number, one) for number, part in enumerate(sessions, 1) for one in part]
    return tuple(
        one.fitted.model_copy(update={"number": number, "session": session})
        for number, (session, one) in enumerate(in_order, 1)
    )


def may_see_harvest(scope: InterviewScope) -> bool:
    """Whether this person may see what was harvested.

    The leaver sees it and strikes out before anyone else does. Only where there is no leaver the
    manager sees it; peers never do.
    """
    if scope.has_leaver:
        return scope.respondent is Respondent.leaver
    return scope.respondent is Respondent.manager


def limit_facts(facts: InterviewFacts, scope: InterviewScope) -> InterviewFacts:
    """Return the facts that this person may see: for some only those of the case."""
    return facts if may_see_harvest(scope) else InterviewFacts(case=facts.case)


def list_condition_facts(
    scope: InterviewScope, facts: InterviewFacts
) -> dict[str, tuple[str, ...]]:
    """Return what a `show_if` may ask besides answers: words of the case, and counts as texts."""
    counts: dict[str, tuple[str, ...]] = {
        name: (str(len(getattr(facts, name))),)
        for name in InterviewFacts.model_fields
        if name != "case"
    }
    return counts | {
        "respondent": (scope.respondent.value,),
        "mode": (scope.mode.value,),
        "depth": (scope.depth.value,),
        "family": (scope.family.value,),
        "receiver": ("yes" if facts.case.receiver else "no",),
    }


def _list_asked(banks: BankSet, scope: InterviewScope) -> Iterator[tuple[Bank, Question]]:
    uses = _list_uses(banks, scope)
    for bank, question in banks.list_questions():
        is_meant = bank.use in uses and bank.family in (None, scope.family)
        if bank.use is BankUse.note and bank.id != scope.bank:
            continue
        if is_meant and bank.is_for(question, scope.respondent) and scope.depth in question.depths:
            yield bank, question


def _list_uses(banks: BankSet, scope: InterviewScope) -> tuple[BankUse, ...]:
    if scope.respondent is Respondent.leaver and not scope.has_leaver:
        raise InvalidInputError("there is no leaver to ask: ask the manager or a peer")
    if scope.bank is not None:
        notes = [bank.id for bank in banks.banks if bank.use is BankUse.note]
        if scope.bank not in notes:
            raise InvalidInputError(
                f"no bank {scope.bank} can be asked on its own: there is {', '.join(notes)}"
            )
    if not scope.has_leaver:
        return (BankUse.emergency,)
    if scope.respondent is not Respondent.leaver:
        return (BankUse(scope.respondent.value),)
    return (BankUse.note, BankUse.harvest) if scope.bank else _LEAVER_USES


def _fit(
    bank: Bank, question: Question, place: int, scope: InterviewScope, facts: InterviewFacts
) -> Iterator[_Candidate]:
    """Yield the question once, or once for each thing that it is about."""
    things = list_things(facts, question.about)[: question.at_most] if question.about else (None,)
    for turn, thing in enumerate(things):
        fitted = _fit_one(question, thing, scope, facts)
        if fitted is not None:
            tier = 2 if question.about else _TIERS.get(bank.use, 0)
            score = _score(question, scope.risk)
            score += _FAMILY_LEAD if bank.use is BankUse.family else 0
            yield _Candidate(question, fitted, tier, score, place, turn)


def _fit_one(
    question: Question, thing: object, scope: InterviewScope, facts: InterviewFacts
) -> FittedQuestion | None:
    language = scope.language
    said = say_case(facts.case, language)
    if question.about:
        name, of_thing = say_thing(question.about, thing, language)
        said[name] = of_thing
    texts = (
        find_wording(wording.say(language), said, language)
        for wording in (question.ask, question.plain)
        if wording
    )
    text = next((text for text in texts if text), None)
    if text is None:
        return None
    return FittedQuestion(
        id=question.id,
        text=text,
        why=say_wording(question.why, language),
        prompts=tuple(say_wording(prompt, language) for prompt in question.prompts),
        fills=question.fills,
        audience=question.audience,
        minutes=question.minutes,
        priority=question.priority,
        technique=question.technique,
        about=question.about,
        about_what=name_thing(question.about, thing) if question.about else None,
    )


def _score(question: Question, risk: RiskScores) -> float:
    scores: Mapping[str, int | None] = risk.model_dump()
    steering = [scores[dimension] or _MIDDLE_SCORE for dimension in question.steered_by]
    return fmean(steering) if steering else _MIDDLE_SCORE


def _take(candidates: Sequence[_Candidate], sessions: Sequence[int]) -> list[_Candidate]:
    """Return as many as fit, going down the list; what does not fit is passed over."""
    left_open = sum(one.question.minutes for one in candidates if one.tier == 2)
    kept_free = min(left_open, sum(sessions) // HARVEST_SHARE)
    taken: list[_Candidate] = []
    spoken_of: set[str] = set()
    for one in candidates:
        what = (one.fitted.about_what or "").casefold()
        free = kept_free if one.tier == 1 else 0
        if what in spoken_of or sum(sessions) - _count_minutes([*taken, one]) < free:
            continue
        if _split([*taken, one], sessions) is None:
            continue
        taken.append(one)
        spoken_of |= {what} - {""}
    return taken


def _count_minutes(candidates: Iterable[_Candidate]) -> int:
    return sum(one.question.minutes for one in candidates)


def _split(
    candidates: Iterable[_Candidate], sessions: Sequence[int]
) -> list[list[_Candidate]] | None:
    """Return the questions in the order of asking, dealt to sessions; None: they do not fit."""
    dealt: list[list[_Candidate]] = [[] for _ in sessions]
    current = 0
    for one in sorted(candidates, key=lambda one: one.asking_key):
        while _count_minutes([*dealt[current], one]) > sessions[current]:
            current += 1
            if current == len(sessions):
                return None
        dealt[current].append(one)
    return dealt
