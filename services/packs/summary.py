"""Summary: the one page: three things on fire, three people to call, three things not to do."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from models.pack import Pack, PackRecord, PackSummary, SummaryItem, SummaryPerson
from models.record_kinds import AnyRecord, Commitment, Decision, WarningRecord, WorkInFlight
from models.words import Priority
from services.packs.agenda import Deadline, as_lines, is_due_soon, list_deadlines
from services.packs.lengths import count_words, excerpt, fold, list_sentences, strip_markdown
from services.packs.manuscript import Phrases
from services.packs.who_to_call import list_people

# Words that forbid count where an order begins; in a story ("it never came") they do not.
_ORDER = r"(?:^|[;:,–—]\s*)"
_FORBIDDING = re.compile(
    "|".join(
        (
            _ORDER + r"(?:please\s+)?(?:do not|don['’]t|never)\b",
            r"\b(?:must|may|shall)\s+(?:not|never)\b",
            _ORDER + r"(?:ne\s|n['’]|jamais\b)",
            r"\bne\s+(?:pas|jamais|doit|doivent|peut|peuvent)\b|\binterdit",
            _ORDER + r"(?:nunca|jamás|no\s+(?!hay\b|es\b|está|one\b|matter\b)\w)",
            r"\bno\s+(?:se\s+)?(?:debe|deben|puede|pueden)\b|\bprohibid[oa]",
            _ORDER + r"не\s|\b(?:нельзя|запрещ|никогда не)\b",
            r"不要|不得|不可|禁止|切勿|请勿|严禁|切忌",
            r"(?:^|[\s،؛:])لا\s+(?:ت\w+|يجوز|ينبغي|يسمح)|ممنوع|يُمنع|إياك",
        )
    ),
    re.IGNORECASE,
)
MAX_WORDS = 30
EACH = 3
TEXT_WORDS = 28
RULE_FIELDS = {
    "warning": ("then",),
    "system": ("quirks",),
    "process": ("steps", "exceptions"),
    "role_card": ("limits_of_authority",),
    "work_in_flight": ("next_action", "budget"),
    "lesson": ("what_a_newcomer_would_miss",),
}
"""The texts of a record that hold rules rather than stories; else the body."""


def find_prohibition(text: str) -> str | None:
    """Find the first sentence that forbids something, plain; None where there is none.

    A sentence of more than 30 words says too much to be remembered: it is passed over.
    """
    for sentence in list_sentences(strip_markdown(text)):
        if _FORBIDDING.search(sentence) and count_words(sentence) <= MAX_WORDS:
            return sentence
    return None


class Candidate(NamedTuple):
    """A record that may come onto the one page; the lowest `place` comes first."""

    place: tuple[int, ...]
    item: SummaryItem


def summarize(pack: Pack, phrases: Phrases) -> PackSummary:
    """Return the one page of a pack, in the pack's language, from its records and contacts."""
    fires = _take(_list_fires(pack, phrases), set())
    burning = {item.record for item in fires}
    return PackSummary(
        warnings=fires,
        people=_take_people(list_people(pack, phrases)),
        donts=_take(_list_donts(pack, phrases), burning),
    )


def _take(candidates: Iterable[Candidate], taken: set[str | None]) -> tuple[SummaryItem, ...]:
    """Take the first three, none twice: neither the same record nor the same words."""
    chosen: list[SummaryItem] = []
    said: set[str] = set()
    for _, item in sorted(candidates, key=lambda one: one.place):
        if item.record not in taken and fold(item.title) not in said and len(chosen) < EACH:
            chosen.append(item)
            said.add(fold(item.title))
    return tuple(chosen)


def _take_people(people: Iterable[SummaryPerson]) -> tuple[SummaryPerson, ...]:
    """Take the first three, each person once: leaver and peers may describe the same one."""
    chosen: list[SummaryPerson] = []
    said: set[str] = set()
    for person in people:
        keys = {fold(person.name), (person.email or person.name).casefold()}
        if not keys & said and len(chosen) < EACH:
            chosen.append(person)
        said |= keys
    return tuple(chosen)


def _list_fires(pack: Pack, phrases: Phrases) -> list[Candidate]:
    """Return warnings, promises due soon and urgent work, in turns; then what mail says is due."""
    warnings = [r for r in pack.records if isinstance(r.content, WarningRecord)]
    due = [r for r in pack.records if isinstance(r.content, Commitment) and is_due_soon(r, pack)]
    due.sort(key=_due_place)
    by_mail = [one for one in list_deadlines(pack) if one.why]
    urgent = [
        r
        for r in pack.records
        if isinstance(r.content, WorkInFlight) and r.content.priority is Priority.high
    ]
    candidates = []
    # Work comes one turn later: it burns longer than a warning or a date.
    for column, (records, head_start) in enumerate(((warnings, 0), (due, 0), (urgent, 1))):
        turns = dict.fromkeys(Priority, head_start)
        for record in records:
            priority = record.content.priority
            place = (priority.rank, turns[priority], column)
            turns[priority] += 1
            candidates.append(Candidate(place, _describe_fire(record)))
    # What a machine read out of mail comes after everything that somebody said of the same weight.
    candidates += [
        Candidate((Priority.medium.rank, len(pack.records), turn), _describe_mail(one, phrases))
        for turn, one in enumerate(by_mail)
    ]
    return candidates


def _describe_mail(promise: Deadline, phrases: Phrases) -> SummaryItem:
    title = promise.title
    if promise.with_whom:
        title = phrases.say("{kind}: {title}", kind=phrases.join(promise.with_whom), title=title)
    return SummaryItem(
        title=title, text=excerpt(promise.why, TEXT_WORDS), due_on=promise.due_on, record=None
    )


def _due_place(record: PackRecord) -> tuple[str, str]:
    content = record.content
    due_on = content.due_on if isinstance(content, Commitment) else None
    return str(due_on), record.id


def _describe_fire(record: PackRecord) -> SummaryItem:
    content = record.content
    text = _say_action(content) or content.body
    return SummaryItem(
        title=content.title,
        text=excerpt(text, TEXT_WORDS) if text else None,
        due_on=content.due_on if isinstance(content, Commitment) else None,
        record=record.id,
    )


def _say_action(content: AnyRecord) -> str | None:
    if isinstance(content, WarningRecord):
        return content.then or content.if_
    if isinstance(content, Commitment | WorkInFlight):
        return content.next_action
    return None


def _list_donts(pack: Pack, phrases: Phrases) -> list[Candidate]:
    """Return what forbids, the most important first; after it the decisions not to reopen."""
    candidates = []
    for number, record in enumerate(pack.records):
        content = record.content
        sentence = _find_forbidding(content)
        if sentence:
            place = (0, content.priority.rank, number)
            candidates.append(Candidate(place, _describe_dont(record, sentence)))
        elif isinstance(content, Decision) and as_lines(content.rejected):
            title = phrases.say("Do not reopen without reading why: {title}", title=content.title)
            text = excerpt(content.why, TEXT_WORDS) if content.why else None
            item = SummaryItem(title=title, text=text, record=record.id)
            candidates.append(Candidate((1, content.priority.rank, number), item))
    return candidates


def _describe_dont(record: PackRecord, sentence: str) -> SummaryItem:
    """Say what it is about first ("never charge it" names nothing); limits speak for themselves."""
    title = record.content.title
    if record.content.kind == "role_card" or fold(title) == fold(sentence):
        return SummaryItem(title=sentence, record=record.id)
    return SummaryItem(title=title, text=sentence, record=record.id)


def _find_forbidding(content: AnyRecord) -> str | None:
    found = (find_prohibition(text) for text in (content.title, *_list_rules(content)))
    return next((sentence for sentence in found if sentence), None)


def _list_rules(content: AnyRecord) -> tuple[str, ...]:
    fields = RULE_FIELDS.get(content.kind, ("body",))
    return tuple(text for field in fields for text in as_lines(getattr(content, field)))
