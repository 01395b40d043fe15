"""Found reasons: the leaver reads why something was found in the language of the handover."""

from datetime import date

import pytest

from models.harvest import (
    Finding,
    HarvestedContact,
    HarvestedDocument,
    HarvestedEntry,
    HarvestedThread,
    HarvestFacts,
)
from models.words import FindingKind, Language
from services.handovers.found_kinds import list_found

DAY = date(2026, 10, 1)
FACTS = HarvestFacts(
    contacts=(
        HarvestedContact(
            name="X", email="x@y.example", inside=False, sent=1, received=2, last_on=DAY
        ),
    ),
    threads=(HarvestedThread(subject="T", with_whom=("X",), last_on=DAY, due_on=DAY),),
    calendar=(
        HarvestedEntry(uid="1", title="E", next_on=DAY, with_whom=("X",)),
        HarvestedEntry(uid="2", title="F", next_on=DAY, rhythm="weekly"),
    ),
    documents=(
        HarvestedDocument(
            path="d/p",
            title="P",
            type="txt",
            size_bytes=1,
            sha256="0",
            modified_on=DAY,
            why=("sole",),
        ),
    ),
    findings=(
        Finding(kind=FindingKind.private, path="d/q", reason="is marked private by its name"),
        Finding(kind=FindingKind.secret, path="d/r", reason="holds a secret", place="line 2"),
        Finding.unreadable("d/s", "is empty"),
    ),
)


def say(language: Language) -> list[str]:
    return [one.why for one in list_found(FACTS, language)]


@pytest.mark.parametrize("language", [one for one in Language if one is not Language.en])
def test_no_reason_stays_in_english(language: Language) -> None:
    pairs = list(zip(say(Language.en), say(language), strict=True))
    assert len(pairs) == 8
    assert [english for english, said in pairs if english == said] == []


def test_english_says_all_that_is_known() -> None:
    assert say(Language.en) == [
        "1 sent, 2 received, last on 1 Oct 2026",
        "with X, last on 1 Oct 2026; due on 1 Oct 2026",
        "once; next on 1 Oct 2026; with X",
        "every week; next on 1 Oct 2026",
        "d/p; changed on 1 Oct 2026; only the leaver worked on it",
        "d/s; is empty",
        "holds a secret",
        "is marked private by its name",
    ]
