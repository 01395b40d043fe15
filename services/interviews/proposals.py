"""Proposals: records filled in from the harvest, for a person to keep, correct or strike out."""

from collections.abc import Iterable, Iterator

from pydantic import TypeAdapter, ValidationError

from models.case_file import CaseFile
from models.harvest import (
    HarvestedContact,
    HarvestedDocument,
    HarvestedEntry,
    HarvestedThread,
    HarvestFacts,
)
from models.questionnaire import InterviewFacts
from models.record_kinds import (
    AnyRecord,
    Commitment,
    ContactRecord,
    DocumentRecord,
    RecurringDuty,
    RhythmText,
    RoleCard,
)
from models.words import Audience, Rhythm, SourceKind
from services.interviews.form_labels import Labels
from services.texts import clean_line, clean_text

_RHYTHM = TypeAdapter(RhythmText)
MAX_CONTACTS = 10
MAX_SERIES = 12
MAX_THREADS = 8
MAX_DOCUMENTS = 10


def propose_records(
    case: CaseFile, harvest: HarvestFacts, facts: InterviewFacts, labels: Labels, *, to_leaver: bool
) -> tuple[AnyRecord, ...]:
    """Return the records that the harvest suggests, each with where it comes from.

    `facts` must be what this person may see (see selection.limit_facts).
    """
    mail = _list_paths(harvest, SourceKind.mailbox)
    calendar = _list_paths(harvest, SourceKind.calendar)
    proposed: list[AnyRecord] = [_propose_role_card(case)]
    proposed += (_propose_promise(one, mail, labels) for one in facts.promises[:MAX_THREADS])
    proposed += (_propose_answer(one, mail, labels) for one in facts.threads[:MAX_THREADS])
    proposed += (_propose_duty(one, calendar) for one in facts.series[:MAX_SERIES])
    exchange = "exchange" if to_leaver else "exchange_of_post"
    proposed += (
        _propose_contact(one, mail, labels, exchange) for one in facts.contacts[:MAX_CONTACTS]
    )
    proposed += _propose_documents(facts, labels)
    return tuple(proposed) + facts.left_open


def _list_paths(harvest: HarvestFacts, kind: SourceKind) -> tuple[str, ...]:
    return tuple(source.path for source in harvest.sources if source.kind is kind)


def _cite(paths: Iterable[str], key: str | None) -> tuple[str, ...]:
    """Return the sources of one thing; with one mailbox or calendar, down to the entry."""
    listed = tuple(paths)
    if len(listed) == 1 and key:
        return (clean_line(f"{listed[0]}#{key}"),)
    return listed


def _propose_role_card(case: CaseFile) -> RoleCard:
    return RoleCard(
        title=case.post.title, audience=Audience.office, reports_to=clean_line(case.manager.name)
    )


def _propose_promise(thread: HarvestedThread, mail: tuple[str, ...], labels: Labels) -> Commitment:
    return Commitment(
        title=labels.proposal("promise", subject=_shorten(thread.subject)),
        to=_join(thread.with_whom),
        due_on=thread.due_on,
        evidence=clean_text(thread.quote) if thread.quote else None,
        sources=_cite(mail, thread.message_id),
    )


def _propose_answer(thread: HarvestedThread, mail: tuple[str, ...], labels: Labels) -> Commitment:
    return Commitment(
        title=labels.proposal("answer", subject=_shorten(thread.subject)),
        to=_join(thread.with_whom),
        due_on=thread.due_on,
        next_action=labels.proposal("waiting_since", last_on=labels.day(thread.last_on)),
        evidence=clean_text(thread.quote) if thread.quote else None,
        sources=_cite(mail, thread.message_id),
    )


def _propose_duty(entry: HarvestedEntry, calendar: tuple[str, ...]) -> RecurringDuty:
    return RecurringDuty(
        title=_shorten(entry.title),
        rhythm=_find_rhythm(entry),
        next_on=entry.next_on,
        with_whom=_join(entry.with_whom),
        sources=_cite(calendar, entry.uid),
    )


def _find_rhythm(entry: HarvestedEntry) -> str | None:
    if entry.rhythm in set(Rhythm):
        return entry.rhythm
    try:
        return _RHYTHM.validate_python((entry.rrule or "").removeprefix("RRULE:"))
    except ValidationError:
        return None  # a rule that no record may hold: the person says how often


def _propose_contact(
    contact: HarvestedContact, mail: tuple[str, ...], labels: Labels, exchange: str
) -> ContactRecord:
    name = _shorten(contact.name)
    organization = clean_line(contact.organization or "") or None
    return ContactRecord(
        title=f"{name}, {organization}" if organization else name,
        body=labels.proposal(
            exchange,
            received=labels.times(contact.received),
            sent=labels.times(contact.sent),
            last_on=labels.day(contact.last_on),
        ),
        name=name,
        organization=organization,
        inside=contact.inside,
        channel=clean_line(contact.email),
        why=clean_line(contact.why) if contact.why else None,
        sources=mail,
    )


def _propose_documents(facts: InterviewFacts, labels: Labels) -> Iterator[DocumentRecord]:
    """Yield what only the leaver holds, then what was changed lately, each document once."""
    sole = {document.path for document in facts.sole_documents}
    listed = {one.path: one for one in (*facts.sole_documents, *facts.recent_documents)}
    for document in list(listed.values())[:MAX_DOCUMENTS]:
        yield _propose_document(document, labels, is_sole=document.path in sole)


def _propose_document(
    document: HarvestedDocument, labels: Labels, *, is_sole: bool
) -> DocumentRecord:
    reasons = [labels.proposal("sole")] if is_sole else []
    if document.modified_on:
        day = labels.day(document.modified_on)
        reasons.append(labels.proposal("changed", modified_on=day))
    return DocumentRecord(
        title=_shorten(document.title),
        location=document.path,
        why=" ".join(reasons) or None,
        sources=(clean_line(document.path),),
    )


def _join(people: Iterable[str]) -> str | None:
    return clean_line(", ".join(people)) or None


def _shorten(text: str) -> str:
    return clean_line(text, max_characters=200) or "–"
