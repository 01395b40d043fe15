"""Follow-ups: what to ask back when an answer hedges, or lacks what the next person needs."""

import re
from collections.abc import Iterator
from functools import cache

from models.follow_up import FollowUp, FollowUpRules, Missing
from models.record_kinds import (
    AnyRecord,
    Commitment,
    Decision,
    KnowledgeArea,
    OpenQuestion,
    WarningRecord,
)
from models.words import Language, Priority
from services.cases.model_faults import build_value
from services.cases.yaml_reader import read_yaml
from services.interviews.form_labels import choose_form_language
from services.interviews.question_texts import say_wording
from services.texts import clean_line
from templates import TEMPLATES

SHORT_ANSWER_WORDS = 10
"""An answer of high priority with fewer words calls for more."""

_MAX_QUOTE = 160
_NOT_PROSE = {"kind", "audience", "priority", "review_by", "sources", "knowledge_area"} | {
    "name", "organization", "channel", "location", "classification", "rhythm", "when", "partners",
}  # fmt: skip
"""Fields that hold words of the product, names or places: nothing to ask back about."""

_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")


def find_follow_ups(record: AnyRecord, language: Language) -> tuple[FollowUp, ...]:
    """Return what to ask back about a record, in the language it was answered in.

    What is missing comes first, then at most one question a field for each kind of vague words.
    For languages without such words only what is missing is found, and asked in English.
    """
    rules = load_follow_up_rules()
    form_language = choose_form_language(language)
    found = [
        _ask_missing(record, missing, field, rules, form_language)
        for missing, field in _find_missing(record)
    ]
    if form_language == language:
        for field, text in _list_prose(record):
            found += _find_vague(field, text, rules, language)
    return tuple(found)


@cache
def load_follow_up_rules() -> FollowUpRules:
    """Return the rules of templates/forms/follow_ups.yaml; read once.

    Raises:
        InvalidInputError: the file is wrong; one sentence for each fault.
    """
    path = TEMPLATES / "forms" / "follow_ups.yaml"
    return build_value(FollowUpRules, read_yaml(path.read_text(encoding="utf-8"), path.name))


def _find_missing(record: AnyRecord) -> Iterator[tuple[Missing, str]]:
    needed: list[tuple[object, Missing, str]] = []
    if isinstance(record, Decision):
        needed = [(record.why, Missing.decision_without_why, "why")]
    elif isinstance(record, WarningRecord):
        needed = [
            (record.if_, Missing.warning_without_if, "if"),
            (record.then, Missing.warning_without_then, "then"),
        ]
    elif isinstance(record, Commitment):
        needed = [
            (record.due_on, Missing.commitment_without_date, "due_on"),
            (record.to, Missing.commitment_without_person, "to"),
        ]
    yield from ((missing, field) for value, missing, field in needed if not value)
    if _is_too_short(record):
        yield Missing.short_answer, "body"


def _is_too_short(record: AnyRecord) -> bool:
    if record.priority is not Priority.high or isinstance(record, OpenQuestion | KnowledgeArea):
        return False
    words = sum(len(_WORD.findall(text)) for _, text in _list_prose(record))
    return words < SHORT_ANSWER_WORDS


def _list_prose(record: AnyRecord) -> Iterator[tuple[str, str]]:
    """Yield each text that a person wrote in sentences, with its field's name in files."""
    said = record.model_dump(by_alias=True, exclude_none=True)
    for field, value in said.items():
        if field in _NOT_PROSE:
            continue
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                yield field, text


def _find_vague(
    field: str, text: str, rules: FollowUpRules, language: Language
) -> Iterator[FollowUp]:
    for words in rules.words:
        listed = words.fr if language is Language.fr else words.en
        found = _compile_words(listed, starts=words.is_at_start).search(text)
        if found:
            quote = _quote(text, found.start())
            question = say_wording(words.ask, language).format(quote=quote)
            yield FollowUp(reason=words.reason, field=field, quote=quote, question=question)


@cache
def _compile_words(listed: tuple[str, ...], *, starts: bool) -> re.Pattern[str]:
    # The longest first, so that "in general" is quoted rather than half of it.
    ordered = sorted(listed, key=len, reverse=True)
    either = "|".join(re.escape(word).replace("'", "['’]") for word in ordered)
    before = r"^\s*" if starts else r"(?<![\w’'])"
    return re.compile(rf"{before}(?:{either})(?!\w)", re.IGNORECASE)


def _quote(text: str, position: int) -> str:
    """Return the sentence around a position, shortened around it if it is long."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if end.end() > position:
            return _shorten(text[start : end.start()], position - start)
        start = end.end()
    return _shorten(text[start:], position - start)


def _shorten(sentence: str, position: int) -> str:
    if len(sentence) <= _MAX_QUOTE:
        return clean_line(sentence).rstrip(".")
    start = max(0, position - _MAX_QUOTE // 2)
    part = sentence[start : start + _MAX_QUOTE]
    # Cut words at the ends are left out; an ellipsis says where.
    head, tail = start > 0, start + _MAX_QUOTE < len(sentence)
    words = part.split()[1 if head else 0 : -1 if tail else None]
    return clean_line(f"{'… ' if head else ''}{' '.join(words)}{' …' if tail else ''}")


def _ask_missing(
    record: AnyRecord, missing: Missing, field: str, rules: FollowUpRules, language: Language
) -> FollowUp:
    quote = clean_line(record.title, max_characters=_MAX_QUOTE)
    question = say_wording(rules.missing[missing], language).format(quote=quote)
    return FollowUp(reason=missing.value, field=field, quote=quote, question=question)
