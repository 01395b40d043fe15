"""Items: a record as an item of a document, every field in its place."""

from collections.abc import Iterator
from datetime import date

from models.outline import Item, LabelledText, Tone
from models.pack import Pack, PackRecord
from models.record_kinds import RecurringDuty
from models.words import Priority, Respondent, Stamp
from services.packs.agenda import as_lines, find_next, is_due_soon
from services.packs.classification import AUDIENCES
from services.packs.fields import FIELDS, KIND_NAMES, LEVELS, MOMENTS, YES_NO, Field
from services.packs.manuscript import Manuscript
from services.packs.people import find_exchange, say_exchange
from services.packs.phrases import Phrases, mark
from services.packs.rhythms import say_rhythm

TONES = {
    "warning": Tone.risk,
    "process": Tone.know_how,
    "lesson": Tone.know_how,
    "tip": Tone.know_how,
}
STAMPS = {
    Stamp.verified: mark("Leaver and manager agreed"),
    Stamp.unreviewed: mark("Not reviewed"),
    Stamp.second_hand: mark("Second-hand"),
    Stamp.stale: mark("May be out of date"),
}
RESPONDENTS = {
    Respondent.manager: mark("{name} (manager)"),
    Respondent.peer: mark("{name} (colleague)"),
}
WORKED_ON = ("commitment", "work_in_flight", "recurring_duty", "warning")
PRIORITIES = {Priority.high: mark("High"), Priority.low: mark("Low")}
SPOKEN = ("rhythm", "when")


def make_item(record: PackRecord, manuscript: Manuscript, *, is_short: bool = False) -> Item:
    """Return the record as an item; nothing that it says is left out.

    A short item, for the brief, says what matters most: no minor field, no body beside other texts,
    and of what is noted of every record only the owner.
    """
    content, phrases = record.content, manuscript.phrases
    said = [
        (
            field.is_note,
            LabelledText(label=phrases.say(field.label), texts=texts, is_plain=is_plain),
        )
        for field in FIELDS[content.kind]
        if not (is_short and field.is_minor)
        for texts, is_plain in (_say_field(record, field, manuscript),)
        if texts
    ]
    has_texts = any(not is_note for is_note, _ in said)
    return Item(
        anchor=manuscript.anchors[record.id],
        tone=_choose_tone(record, manuscript.pack),
        kind=phrases.say(KIND_NAMES[content.kind]),
        title=content.title,
        body=None if is_short and has_texts else content.body or None,
        fields=tuple(text for is_note, text in said if not is_note),
        notes=(
            *(text for is_note, text in said if is_note),
            *_say_owner(record, manuscript),
            *(() if is_short else _list_common_notes(record, manuscript)),
        ),
        stamp=_say_stamp(record, manuscript.pack, phrases),
        is_urgent=content.priority is Priority.high and content.kind in WORKED_ON,
    )


def _choose_tone(record: PackRecord, pack: Pack) -> Tone:
    is_due = record.content.kind == "commitment" and is_due_soon(record, pack)
    return Tone.do_first if is_due else TONES.get(record.content.kind, Tone.plain)


def _say_stamp(record: PackRecord, pack: Pack, phrases: Phrases) -> str | None:
    expected = Stamp.verified if pack.reviewed else Stamp.unreviewed
    return None if record.stamp is expected else phrases.say(STAMPS[record.stamp])


def _say_field(
    record: PackRecord, field: Field, manuscript: Manuscript
) -> tuple[tuple[str, ...], bool]:
    """Return the texts of a field, and whether they are plain; no text where it is empty."""
    value = getattr(record.content, "if_" if field.name == "if" else field.name)
    if field.name == "next_on":
        return _say_next(record, manuscript), True
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


def _say_number(name: str, number: int, phrases: Phrases) -> str:
    if name in LEVELS:
        return phrases.say("{number} of 5", number=number)
    return phrases.count("{number} day before", "{number} days before", number)


def _say_tracking(record: PackRecord, manuscript: Manuscript) -> str:
    phrases, leaver = manuscript.phrases, manuscript.pack.leaver
    if not getattr(record.content, "only_i_track", False):
        return phrases.say("Others as well")
    name = record.respondent_name or (leaver.name if leaver else None)
    return phrases.say("Only {name}", name=name) if name else phrases.say("Only the leaver")


def _say_owner(record: PackRecord, manuscript: Manuscript) -> Iterator[LabelledText]:
    is_worked_on = record.content.kind in WORKED_ON
    if record.owner and (is_worked_on or record.owner != manuscript.owner):
        yield _note(manuscript.phrases.say("Owner"), record.owner)


def _list_common_notes(record: PackRecord, manuscript: Manuscript) -> Iterator[LabelledText]:
    content, phrases, pack = record.content, manuscript.phrases, manuscript.pack
    is_worked_on = content.kind in WORKED_ON
    exchange = find_exchange(record, pack.contacts)
    if exchange is not None and (said_exchange := say_exchange(pack.contacts[exchange], phrases)):
        yield _note(phrases.say("By mail"), said_exchange)
    if content.knowledge_area:
        yield _note(phrases.say("Knowledge area"), content.knowledge_area)
    if content.priority is Priority.low or (content.priority is Priority.high and not is_worked_on):
        yield _note(phrases.say("Priority"), phrases.say(PRIORITIES[content.priority]))
    if record.respondent_name and record.respondent not in (Respondent.leaver, None):
        told = phrases.say(RESPONDENTS[record.respondent], name=record.respondent_name)
        yield _note(phrases.say("Told by"), told)
    if content.audience is not pack.audience:
        yield _note(phrases.say("May be read by"), phrases.say(AUDIENCES[content.audience]))
    if content.review_by:
        yield _note(phrases.say("Review by"), phrases.short_day(content.review_by))
    if content.sources:
        yield _note(phrases.say("Source"), *content.sources)


def _note(label: str, *texts: str) -> LabelledText:
    return LabelledText(label=label, texts=texts, is_plain=True)


def make_items(manuscript: Manuscript, *kinds: str) -> tuple[Item, ...]:
    """Return the records of these kinds as items, the most important first."""
    return tuple(make_item(record, manuscript) for record in manuscript.pick(*kinds))
