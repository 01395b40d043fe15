"""Facts: what the harvest found that is worth a question, the most telling first."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath

from models.case_file import CaseFile, PersonEntry
from models.harvest import (
    HarvestedContact,
    HarvestedDocument,
    HarvestedEntry,
    HarvestedThread,
    HarvestFacts,
)
from models.questionnaire import CaseFacts, FolderFact, InterviewFacts
from models.record_kinds import OpenQuestion
from models.words import Rhythm
from services.texts import clean_line

RECENT_DAYS = 60
"""How far back a document counts as work of the last weeks."""

MIN_SOLE_FILES = 3
"""From how many files on a folder that only the leaver edited is worth a question."""

_RARE_FIRST = (
    Rhythm.yearly, Rhythm.half_yearly, Rhythm.quarterly, Rhythm.monthly,
    Rhythm.fortnightly, Rhythm.weekly, Rhythm.daily,
)  # fmt: skip


def collect_interview_facts(
    case: CaseFile, harvest: HarvestFacts, today: date, left_open: Sequence[OpenQuestion] = ()
) -> InterviewFacts:
    """Return the facts that questions may speak of.

    `left_open` are the open questions of the last handover of the post.
    """
    known = {person.email.casefold() for person in (case.leaver, case.manager)}
    if case.receiver:
        known.add(case.receiver.email.casefold())
    threads = [
        thread for thread in harvest.threads if thread.due_on is None or thread.due_on >= today
    ]
    return InterviewFacts(
        case=collect_case_facts(case),
        folders=_find_sole_folders(harvest.documents, case.leaver),
        contacts=_find_partners(harvest.contacts, known),
        series=_find_series(harvest.calendar, today),
        threads=tuple(thread for thread in threads if not thread.is_promise),
        promises=tuple(sorted((t for t in threads if t.is_promise), key=_by_due_date)),
        sole_documents=_find_sole_documents(harvest.documents, case.leaver),
        recent_documents=_find_recent_documents(harvest.documents, today),
        left_open=tuple(left_open),
    )


def collect_case_facts(case: CaseFile) -> CaseFacts:
    """Return what questions may say about the case; not why the leaver goes."""
    return CaseFacts(
        post=case.post.title,
        leaver=case.leaver.name,
        manager=case.manager.name,
        receiver=case.receiver.name if case.receiver else None,
        last_working_on=case.last_working_on,
    )


def _is_only_author(document: HarvestedDocument, leaver: PersonEntry) -> bool:
    own = {leaver.name.casefold(), leaver.email.casefold()}
    authors = {author.casefold() for author in document.authors}
    return bool(authors) and authors <= own and not document.holders


def _find_sole_folders(
    documents: Iterable[HarvestedDocument], leaver: PersonEntry
) -> tuple[FolderFact, ...]:
    files: dict[str, list[bool]] = {}
    for document in documents:
        folder = _name_folder(document.path)
        files.setdefault(folder, []).append(_is_only_author(document, leaver))
    facts = [
        FolderFact(name=clean_line(name), files=len(sole), sole=sum(sole))
        for name, sole in files.items()
        if sum(sole) >= MIN_SOLE_FILES
    ]
    return tuple(sorted(facts, key=lambda fact: (-fact.sole, fact.name)))


def _name_folder(path: str) -> str:
    """Return the folder as people call it: without the source's own name in front."""
    parts = PurePosixPath(path).parent.parts
    return "/".join(parts[1:]) or "/".join(parts)


def _find_partners(
    contacts: Iterable[HarvestedContact], known: set[str]
) -> tuple[HarvestedContact, ...]:
    """Return who exchanged mail both ways, without the people of the case themselves."""
    both_ways = (contact for contact in contacts if contact.sent and contact.received)
    others = (contact for contact in both_ways if contact.email.casefold() not in known)
    return tuple(sorted(others, key=lambda contact: (contact.rank, contact.email)))


def _find_series(entries: Iterable[HarvestedEntry], today: date) -> tuple[HarvestedEntry, ...]:
    """Return running series, the rare ones first: those are what a successor misses."""
    running = [entry for entry in entries if entry.rrule and entry.next_on >= today]
    return tuple(
        sorted(running, key=lambda entry: (_rank_rhythm(entry.rhythm), entry.next_on, entry.uid))
    )


def _rank_rhythm(rhythm: str | None) -> int:
    return _RARE_FIRST.index(Rhythm(rhythm)) if rhythm in set(Rhythm) else len(_RARE_FIRST) // 2


def _by_due_date(thread: HarvestedThread) -> tuple[date, str]:
    return (thread.due_on or date.max, thread.subject)


def _find_sole_documents(
    documents: Iterable[HarvestedDocument], leaver: PersonEntry
) -> tuple[HarvestedDocument, ...]:
    sole = (document for document in documents if _is_only_author(document, leaver))
    return tuple(sorted(sole, key=_by_rank))


def _find_recent_documents(
    documents: Iterable[HarvestedDocument], today: date
) -> tuple[HarvestedDocument, ...]:
    since = today - timedelta(days=RECENT_DAYS)
    recent = (d for d in documents if d.modified_on and since <= d.modified_on <= today)
    return tuple(sorted(recent, key=_by_rank))


def _by_rank(document: HarvestedDocument) -> tuple[bool, int, str]:
    # Rank 1 is first; 0 is a document that was not ranked.
    return (document.rank == 0, document.rank, document.path)
