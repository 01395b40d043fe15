"""Items: a record as an item of a document, every field in its place."""

from collections.abc import Iterator

from models.outline import Item, LabelledText, Tone
from models.pack import Pack, PackRecord
from models.words import Priority, Respondent, Stamp
from services.packs.agenda import is_due_soon
from services.packs.audience import AUDIENCES
from services.packs.field_words import say_field
from services.packs.fields import FIELDS, KIND_NAMES
from services.packs.manuscript import Manuscript, Phrases, mark
from services.packs.who_to_call import find_exchange, say_exchange

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


def make_item(record: PackRecord, manuscript: Manuscript, *, is_short: bool = False) -> Item:
    """Return the record as an item; nothing that it says is left out.

    A short item, for the brief, says what matters most: no minor field, no body beside other texts,
    and of the notes that every record has only the owner and who told it.
    """
    content, phrases = record.content, manuscript.phrases
    said = [
        (
            field.is_note,
            LabelledText(label=phrases.say(field.label), texts=texts, is_plain=is_plain),
        )
        for field in FIELDS[content.kind]
        if not (is_short and field.is_minor)
        for texts, is_plain in (say_field(record, field, manuscript),)
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
            *_say_teller(record, manuscript.phrases),
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


def _say_owner(record: PackRecord, manuscript: Manuscript) -> Iterator[LabelledText]:
    # The owner of everything else is named once, before the first item.
    if record.owner and record.owner != manuscript.owner:
        yield _note(manuscript.phrases.say("Owner"), record.owner)


def _say_teller(record: PackRecord, phrases: Phrases) -> Iterator[LabelledText]:
    # Who says "I" in it has to be known wherever it is read.
    if told := name_teller(record, phrases):
        yield _note(phrases.say("Told by"), told)


def name_teller(record: PackRecord, phrases: Phrases) -> str | None:
    """Return who told the record, as "Moussa Ba (manager)"; None where it was the leaver."""
    if not record.respondent_name or record.respondent in (Respondent.leaver, None):
        return None
    return phrases.say(RESPONDENTS[record.respondent], name=record.respondent_name)


def _list_common_notes(record: PackRecord, manuscript: Manuscript) -> Iterator[LabelledText]:
    content, phrases, pack = record.content, manuscript.phrases, manuscript.pack
    is_worked_on = content.kind in WORKED_ON
    exchange = find_exchange(record, pack.contacts)
    if exchange is not None and (said_exchange := say_exchange(pack.contacts[exchange], phrases)):
        yield _note(phrases.say("By mail"), said_exchange)
    if content.priority is Priority.low or (content.priority is Priority.high and not is_worked_on):
        yield _note(phrases.say("Priority"), phrases.say(PRIORITIES[content.priority]))
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
