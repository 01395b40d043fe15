"""Field words: what a field of a record says in a document."""

from datetime import date

from models.pack import PackRecord
from models.record_kinds import ContactRecord, KnowledgeArea, RecurringDuty
from services.packs.agenda import as_lines, find_next
from services.packs.fields import LEVELS, MOMENTS, YES_NO, Field
from services.packs.manuscript import Manuscript, Phrases
from services.packs.rhythms import say_rhythm

SPOKEN = ("rhythm", "when")


def say_field(
    record: PackRecord, field: Field, manuscript: Manuscript
) -> tuple[tuple[str, ...], bool]:
    """Return the texts of a field, and whether they are plain; no text where it is empty."""
    value = getattr(record.content, "if_" if field.name == "if" else field.name)
    if field.name in PAIRED:
        return PAIRED[field.name](record, manuscript), True
    if value is None or (field.name == "name" and value in record.content.title):
        return (), True
    if isinstance(value, str | tuple) and field.name not in SPOKEN:
        return as_lines(value), field.is_plain
    return (_say_value(record, field.name, value, manuscript),), True


def _say_value(record: PackRecord, name: str, value: object, manuscript: Manuscript) -> str:
    phrases = manuscript.phrases
    if isinstance(value, date):
        return _say_day(name, value, manuscript)
    if name == "only_i_track":
        return _say_tracking(record, manuscript)
    if isinstance(value, bool):
        return phrases.say(YES_NO[name][0 if value else 1])
    if isinstance(value, int):
        return _say_number(name, value, phrases)
    return say_rhythm(str(value), phrases) if name == "rhythm" else phrases.say(MOMENTS[str(value)])


def _say_day(name: str, day: date, manuscript: Manuscript) -> str:
    said = manuscript.phrases.short_day(day)
    is_overdue = name == "due_on" and day < manuscript.pack.made_on
    return manuscript.phrases.say("{day} (overdue)", day=said) if is_overdue else said


def _say_next(record: PackRecord, manuscript: Manuscript) -> tuple[str, ...]:
    content, phrases = record.content, manuscript.phrases
    next_on = isinstance(content, RecurringDuty) and find_next(content, manuscript.pack.made_on)
    if not (isinstance(content, RecurringDuty) and next_on):
        return ()
    said = phrases.short_day(next_on)
    if content.next_on in (None, next_on):
        return (said,)
    given = phrases.short_day(content.next_on)
    return (phrases.say("{day}, by the rhythm; given was {given}", day=said, given=given),)


def _say_organization(record: PackRecord, manuscript: Manuscript) -> tuple[str, ...]:
    """Say where a contact is from, and in the same breath whether that is inside."""
    content, phrases = record.content, manuscript.phrases
    if not isinstance(content, ContactRecord):
        return ()
    named = as_lines(content.organization)
    if content.inside is None or not named:
        is_known = content.inside is not None
        return named or ((phrases.say(YES_NO["inside"][not content.inside]),) if is_known else ())
    if content.inside:
        return (phrases.say("{organization} (inside)", organization=named[0]),)
    return (phrases.say("{organization} (outside)", organization=named[0]),)


def _say_holders(record: PackRecord, manuscript: Manuscript) -> tuple[str, ...]:
    """Say how much the two who know most know, best and second."""
    content, say = record.content, manuscript.phrases.say
    if not isinstance(content, KnowledgeArea) or content.best_holder is None:
        return ()
    if content.second_holder is None:
        return (say("{number} of 5", number=content.best_holder),)
    best, second = content.best_holder, content.second_holder
    return (say("{best} and {second} of 5", best=best, second=second),)


def _say_second(record: PackRecord, manuscript: Manuscript) -> tuple[str, ...]:
    """Say the second holder where the best one is not known."""
    content, say = record.content, manuscript.phrases.say
    is_alone = isinstance(content, KnowledgeArea) and content.best_holder is None
    second = content.second_holder if isinstance(content, KnowledgeArea) and is_alone else None
    return () if second is None else (say("{number} of 5", number=second),)


def _say_nothing(_record: PackRecord, _manuscript: Manuscript) -> tuple[str, ...]:
    """Say nothing: it was said with another field."""
    return ()


PAIRED = {
    "next_on": _say_next,
    "organization": _say_organization,
    "inside": _say_nothing,
    "best_holder": _say_holders,
    "second_holder": _say_second,
}
"""Fields that are written together with another one."""


def _say_number(name: str, number: int, phrases: Phrases) -> str:
    if name in LEVELS:
        return phrases.say("{number} of 5", number=number)
    if number == 0:
        return phrases.say("on the day itself")
    return phrases.count("{number} day before", "{number} days before", number)


def _say_tracking(record: PackRecord, manuscript: Manuscript) -> str:
    phrases, leaver = manuscript.phrases, manuscript.pack.leaver
    if not getattr(record.content, "only_i_track", False):
        return phrases.say("Others as well")
    name = record.respondent_name or (leaver.name if leaver else None)
    return phrases.say("Only {name}", name=name) if name else phrases.say("Only the leaver")
