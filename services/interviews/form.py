"""Form: what every written questionnaire says, whatever its format."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from babel import Locale
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from models.questionnaire import FittedQuestion, Questionnaire
from models.record_kinds import AnyRecord
from models.words import Respondent
from services.interviews.form_labels import FORM_LANGUAGES, Labels, get_labels
from services.packs.fields import FIELDS
from services.packs.manuscript import Phrases
from services.packs.rhythms import say_rhythm
from templates import TEMPLATES

_SAID_BY_TITLE = {"inside", "name", "organization"}
"""Fields of a contact that the title says already, or that a paper form can spare."""


class Session(NamedTuple):
    """One sitting with its questions."""

    title: str
    questions: tuple[FittedQuestion, ...]


class ProposalGroup(NamedTuple):
    """Proposals of one record kind."""

    kind: str
    records: tuple[AnyRecord, ...]


def list_form_facts(form: Questionnaire, labels: Labels) -> tuple[tuple[str, str], ...]:
    """Return the facts under the title: whom it is for, which post, until when, how long."""
    sessions = max((question.session for question in form.questions), default=1)
    name = "minutes" if sessions == 1 else "sessions"
    return (
        (labels.text("for_person"), form.name or "…" * 12),
        (labels.text("last_day"), labels.day(form.last_working_on)),
        (labels.text("time_needed"), labels.text(name, minutes=form.minutes, sessions=sessions)),
        (labels.text("made_on"), labels.day(form.made_on)),
    )


def list_intro(form: Questionnaire, labels: Labels) -> tuple[str, ...]:
    """Return what is written before the first question."""
    is_leaver = form.respondent is Respondent.leaver
    names = ["intro_purpose", "intro_skip", "intro_readers"]
    names.append("intro_not" if is_leaver else "intro_not_others")
    names += ["intro_secrets"] if form.has_leaver else ["intro_secrets", "intro_second_hand"]
    return tuple(labels.text(name) for name in names)


def find_notice(form: Questionnaire, labels: Labels) -> str | None:
    """Return the line that says that there is no wording in the language of the case."""
    if form.language in FORM_LANGUAGES:
        return None
    language = Locale.parse(str(form.language)).get_display_name(str(labels.language))
    return labels.text("not_translated", language=language or form.language)


def list_sessions(form: Questionnaire, labels: Labels) -> tuple[Session, ...]:
    """Return the sittings in order; a single one is called by no number."""
    parts = [
        tuple(part) for _, part in groupby(form.questions, key=lambda question: question.session)
    ]
    if len(parts) == 1:
        return (Session(labels.text("questions_title"), parts[0]),)
    return tuple(
        Session(labels.text("session", number=number, minutes=sum(q.minutes for q in part)), part)
        for number, part in enumerate(parts, 1)
    )


def list_proposals(form: Questionnaire) -> tuple[ProposalGroup, ...]:
    """Return the proposals by kind, in the order in which they came."""
    return tuple(
        ProposalGroup(kind, tuple(records))
        for kind, records in groupby(form.proposals, key=lambda record: record.kind)
    )


def describe_proposal(record: AnyRecord, labels: Labels) -> Iterator[str]:
    """Yield what a proposal says besides its title, one line each."""
    phrases = Phrases(labels.language)
    said = record.model_dump(by_alias=True, exclude_none=True)
    for field in FIELDS[record.kind]:
        value = said.get(field.name)
        if value is None or field.name in _SAID_BY_TITLE:
            continue
        text = _say_value(field.name, value, labels, phrases)
        yield labels.text("pair", name=phrases.say(field.label), value=text)
    if record.body:
        yield record.body


def _say_value(field: str, value: Any, labels: Labels, phrases: Phrases) -> str:
    if field == "rhythm":
        return say_rhythm(value, phrases)
    if isinstance(value, date):
        return labels.day(value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def count_lines(question: FittedQuestion) -> int:
    """Return how many lines of room an answer gets on paper: two for each minute."""
    return min(12, max(3, 2 * question.minutes))


def get_form_environment() -> ImmutableSandboxedEnvironment:
    """Return the environment of the text forms; each form adds its own filters."""
    environment = ImmutableSandboxedEnvironment(
        autoescape=False,  # the formats are not HTML: each form escapes with its own filter
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    return environment


def draw_form(
    environment: ImmutableSandboxedEnvironment, name: str, form: Questionnaire, /, **values: Any
) -> str:
    """Return the form drawn with the template of this name in templates/forms/."""
    labels = get_labels(form.language)
    is_leaver = form.respondent is Respondent.leaver
    template = environment.from_string((TEMPLATES / "forms" / name).read_text(encoding="utf-8"))
    return template.render(
        form=form,
        labels=labels,
        facts=list_form_facts(form, labels),
        intro=list_intro(form, labels),
        notice=find_notice(form, labels),
        proposals=list_proposals(form),
        sessions=list_sessions(form, labels),
        lead=labels.text("found_lead" if is_leaver else "found_lead_second_hand"),
        thanks=labels.text("thanks" if is_leaver else "thanks_others"),
        **values,
    )
