"""Fact words: facts as the question texts say them, in the reader's language."""

from collections.abc import Callable
from datetime import date
from typing import Any

from models.harvest import HarvestedContact, HarvestedDocument, HarvestedEntry, HarvestedThread
from models.question import Subject
from models.questionnaire import CaseFacts, FolderFact, InterviewFacts
from models.record_kinds import OpenQuestion
from models.words import Language
from services.interviews.form_labels import get_labels
from services.interviews.question_texts import SUBJECT_FACT_NAMES, Fact
from services.packs.manuscript import Phrases
from services.packs.rhythms import say_rhythm
from services.texts import clean_line
from services.translations import format_date

Said = dict[str, Fact]


def say_case(facts: CaseFacts, language: Language) -> dict[str, Said]:
    """Return the facts of the case by thing; without a receiver there is none to speak of."""
    said: dict[str, Said] = {
        "post": {"title": clean_line(facts.post)},
        "leaver": {"name": clean_line(facts.leaver)},
        "manager": {"name": clean_line(facts.manager)},
        "last_day": {"date": format_date(facts.last_working_on, language)},
    }
    if facts.receiver:
        said["receiver"] = {"name": clean_line(facts.receiver)}
    return said


def list_things(facts: InterviewFacts, subject: Subject) -> tuple[Any, ...]:
    """Return the things of this subject, the most telling first."""
    fields = {
        Subject.folder: facts.folders,
        Subject.contact: facts.contacts,
        Subject.series: facts.series,
        Subject.thread: facts.threads,
        Subject.promise: facts.promises,
        Subject.sole_document: facts.sole_documents,
        Subject.recent_document: facts.recent_documents,
        Subject.left_open: facts.left_open,
    }
    return fields[subject]


def say_thing(subject: Subject, thing: Any, language: Language) -> tuple[str, Said]:
    """Return the name a template uses for the thing, and its facts; empty ones are left out."""
    name, _ = SUBJECT_FACT_NAMES[subject]
    said = _SAYERS[subject](thing, language)
    return name, {key: _clean(value) for key, value in said.items() if value not in (None, "")}


def name_thing(subject: Subject, thing: Any) -> str:
    """Return the short name under which a person knows the thing."""
    _, said = say_thing(subject, thing, Language.en)
    return str(next(said[key] for key in ("name", "title", "subject") if key in said))


def _clean(value: Fact) -> Fact:
    return clean_line(value, max_characters=160) if isinstance(value, str) else value


def _say_date(day: date | None, language: Language) -> str:
    return format_date(day, language) if day else ""


def _say_folder(folder: FolderFact, _: Language) -> Said:
    return {"name": folder.name, "files": folder.files, "sole": folder.sole}


def _say_contact(contact: HarvestedContact, language: Language) -> Said:
    labels = get_labels(language)
    return {
        "name": contact.name,
        "organization": contact.organization or "",
        "sent": contact.sent,
        "sent_times": labels.times(contact.sent),
        "received": contact.received,
        "received_times": labels.times(contact.received),
        "last_on": _say_date(contact.last_on, language),
    }


def _say_series(series: HarvestedEntry, language: Language) -> Said:
    rule = series.rhythm or series.rrule or ""
    rhythm = say_rhythm(rule, Phrases(language))
    return {
        "title": series.title,
        # A rule that is too special for words comes back unchanged: it is better left out.
        "rhythm": rhythm if rhythm != rule else "",
        "next_on": _say_date(series.next_on, language),
        "people": ", ".join(series.with_whom[:3]),
    }


def _say_thread(thread: HarvestedThread, language: Language) -> Said:
    return {
        "subject": thread.subject,
        "people": ", ".join(thread.with_whom[:3]),
        "last_on": _say_date(thread.last_on, language),
    }


def _say_promise(thread: HarvestedThread, language: Language) -> Said:
    return _say_thread(thread, language) | {"due_on": _say_date(thread.due_on, language)}


def _say_document(document: HarvestedDocument, language: Language) -> Said:
    return {
        "title": document.title,
        "path": document.path,
        "modified_on": _say_date(document.modified_on, language),
    }


def _say_left_open(question: OpenQuestion, _: Language) -> Said:
    asked = question.whom_to_ask or ""
    return {
        "title": question.title,
        "whom_to_ask": asked if isinstance(asked, str) else ", ".join(asked),
    }


_SAYERS: dict[Subject, Callable[[Any, Language], Said]] = {
    Subject.folder: _say_folder,
    Subject.contact: _say_contact,
    Subject.series: _say_series,
    Subject.thread: _say_thread,
    Subject.promise: _say_promise,
    Subject.sole_document: _say_document,
    Subject.recent_document: _say_document,
    Subject.left_open: _say_left_open,
}
