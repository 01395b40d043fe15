"""Ranking: which documents a successor needs first, and the traces that say so."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath

from models.harvest import HarvestedDocument
from models.values import Value
from services.harvest.file_names import get_pattern, is_archived
from services.secrets.private_places import fold_words

RECENT_DAYS = 60
"""How far back a document counts as work of the last weeks."""

_HALF_LIFE_DAYS = 240
"""After this many days a change counts half."""

_RECENCY_WEIGHT = 4.0
_ARCHIVE_PENALTY = 4.0


class ReasonCode(StrEnum):
    """Why a document matters; services/packs/document_reasons.py has the sentence of each."""

    key_word = "title"
    mentioned = "mentioned"
    mailed = "mailed"
    sole = "sole"
    recent = "recent"
    versions = "versions"
    shared = "shared"
    copies = "copies"
    superseded = "superseded"


_WEIGHTS = {
    ReasonCode.superseded: 0.0,
    ReasonCode.mentioned: 4.0,
    ReasonCode.sole: 3.0,
    ReasonCode.key_word: 3.0,
    ReasonCode.mailed: 2.5,
    ReasonCode.recent: 2.0,
    ReasonCode.versions: 1.0,
    ReasonCode.shared: 0.75,
    ReasonCode.copies: 0.5,
}
"""What each trace counts, in the order in which they are shown."""


class Traces(Value):
    """What is known of the use of a document beyond its own fields."""

    is_mentioned: bool = False
    is_mailed: bool = False
    is_sole: bool = False
    is_superseded: bool = False


def list_reasons(document: HarvestedDocument, traces: Traces, today: date) -> tuple[str, ...]:
    """Return the codes of why a document matters, the strongest first.

    Before them stands that a newer version replaces it, which is why it does not.
    """
    changed_on = document.modified_on
    found = {
        ReasonCode.mentioned: traces.is_mentioned,
        ReasonCode.mailed: traces.is_mailed,
        ReasonCode.sole: traces.is_sole,
        ReasonCode.superseded: traces.is_superseded,
        ReasonCode.key_word: has_key_word(document),
        ReasonCode.recent: changed_on is not None and (today - changed_on).days <= RECENT_DAYS,
        ReasonCode.versions: bool(document.versions) and not traces.is_superseded,
        ReasonCode.shared: bool(document.holders),
        ReasonCode.copies: bool(document.duplicates),
    }
    return tuple(code.value for code in _WEIGHTS if found[code])


def has_key_word(document: HarvestedDocument) -> bool:
    """Whether title or file name have a word that a successor asks for first."""
    names = f"{document.title}; {PurePosixPath(document.path).stem}"
    # "WorkPlan" is known by its two words, "ToR" as it stands.
    words = f" {fold_words(names)} · {fold_words(names.casefold())} "
    return get_pattern("key_words").search(words) is not None


def rank_documents(
    documents: Iterable[HarvestedDocument], today: date
) -> tuple[HarvestedDocument, ...]:
    """Return the documents with their ranks, 1 first.

    First come those that are up to date, then those that a newer version replaces, at the end
    those that could not be read; within each by their reasons and by how new they are.
    """
    ordered = sorted(documents, key=lambda one: (*_find_tier(one), -_score(one, today), one.path))
    return tuple(one.model_copy(update={"rank": rank}) for rank, one in enumerate(ordered, start=1))


def _find_tier(document: HarvestedDocument) -> tuple[bool, bool]:
    return document.reason is not None, ReasonCode.superseded in document.why


def _score(document: HarvestedDocument, today: date) -> float:
    score = sum(_WEIGHTS[ReasonCode(code)] for code in document.why)
    if document.modified_on:
        age_days = max((today - document.modified_on).days, 0)
        score += _RECENCY_WEIGHT * 0.5 ** (age_days / _HALF_LIFE_DAYS)
    if is_archived(document.path):
        score -= _ARCHIVE_PENALTY
    return round(score, 6)
