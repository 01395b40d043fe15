"""How made: how the pack was made, and how far it can be trusted."""

from collections import Counter
from collections.abc import Iterator

from models.outline import Block, Paragraph
from models.words import Stamp
from services.packs.manuscript import Manuscript, mark

MEANINGS = {
    Stamp.verified: mark("agreed by leaver and manager to exactly this text"),
    Stamp.unreviewed: mark("not yet looked at by a second person"),
    Stamp.second_hand: mark("told by manager or colleagues, not by the leaver"),
    Stamp.stale: mark("past its review date, or its source has changed"),
}


def write_making(manuscript: Manuscript) -> tuple[Block, ...]:
    """Write what went in, whom the items belong to, and what the stamps mean."""
    pack, phrases = manuscript.pack, manuscript.phrases
    made = phrases.say(
        "Edition {edition} of {reference} was made on {day}.",
        edition=pack.edition,
        reference=pack.reference,
        day=phrases.day(pack.made_on),
    )
    return (
        Paragraph(text=f"{made} {_count_parts(manuscript)}"),
        *(Paragraph(text=said) for said in _list_signature(manuscript)),
        Paragraph(text=phrases.write(_say_permission(manuscript), _say_left_out(manuscript))),
        *_list_stamps(manuscript),
    )


def _count_parts(manuscript: Manuscript) -> str:
    pack, count = manuscript.pack, manuscript.phrases.count
    parts = (
        count("{number} record", "{number} records", len(pack.records)),
        count("{number} document", "{number} documents", len(pack.documents)),
        count("{number} correspondent", "{number} correspondents", len(pack.contacts)),
        count("{number} calendar entry", "{number} calendar entries", len(pack.calendar)),
    )
    joined = manuscript.phrases.join(parts)
    return manuscript.phrases.say("It holds {parts}.", parts=joined)


def _list_signature(manuscript: Manuscript) -> Iterator[str]:
    """Yield who signed and when, and of a manager who came later what they have seen of it."""
    signature, phrases = manuscript.pack.signature, manuscript.phrases
    if signature is None:
        return
    day = phrases.day(signature.signed_on)
    signed = phrases.say("{name} signed it on {day}.", name=signature.name, day=day)
    if signature.came_on is None:
        yield signed
        return
    came = phrases.say(
        "Manager since {day}, {name} saw what was written before only where its author agreed.",
        day=phrases.day(signature.came_on),
        name=signature.name,
    )
    yield phrases.write(signed, came)


def _say_permission(manuscript: Manuscript) -> str | None:
    """Say who allowed the sources to be read, where that was nobody who could be asked."""
    if not manuscript.pack.allowed_by_case:
        return None
    return manuscript.phrases.say(
        "The case file, which names the sources, was the permission to read them; nobody was asked."
    )


def _say_left_out(manuscript: Manuscript) -> str:
    return manuscript.phrases.say(
        "Private places were not opened, passwords and keys were masked, and what people kept for "
        "themselves or for fewer readers is not in it."
    )


def _list_stamps(manuscript: Manuscript) -> tuple[Block, ...]:
    phrases = manuscript.phrases
    counted = Counter(record.stamp for record in manuscript.pack.records)
    return tuple(
        Paragraph(
            text=phrases.count(
                "{number} record: {meaning}.",
                "{number} records: {meaning}.",
                counted[stamp],
                meaning=phrases.say(MEANINGS[stamp]),
            )
        )
        for stamp in Stamp
        if counted[stamp]
    )
