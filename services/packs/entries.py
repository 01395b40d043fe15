"""Entries: the records of a pack, with the ids, stamps and owners that they carry through it."""

from collections import Counter
from datetime import date

from models.material import Material, MaterialRecord
from models.pack import PackRecord
from models.record_kinds import RECORD_KINDS
from models.words import Respondent, Stamp

KIND_ORDER = tuple(RECORD_KINDS)
RESPONDENT_ORDER = tuple(Respondent)


def list_entries(material: Material) -> tuple[PackRecord, ...]:
    """Return the records kind by kind, each kind in the order of capture, leaver first.

    The id is the kind and the place inside the kind, such as `warning-03`: the same material gives
    the same ids, and what is added later does not change those before it.
    """
    ordered = sorted(material.records, key=_find_place)
    places: Counter[str] = Counter()
    entries = []
    for record in ordered:
        kind = record.content.kind
        places[kind] += 1
        entries.append(
            PackRecord(
                id=f"{kind.replace('_', '-')}-{places[kind]:02}",
                stamp=choose_stamp(record, material.today),
                owner=record.owner or choose_owner(material),
                respondent=record.respondent,
                respondent_name=record.respondent_name,
                content=record.content,
            )
        )
    return tuple(entries)


def _find_place(record: MaterialRecord) -> tuple[int, int, str]:
    return (
        KIND_ORDER.index(record.content.kind),
        RESPONDENT_ORDER.index(record.respondent),
        record.respondent_name or "",
    )


def choose_stamp(record: MaterialRecord, today: date) -> Stamp:
    """Return how far the record can be trusted today.

    Past its review date a statement is stale, whoever agreed to it. What manager or peer told stays
    second-hand until leaver and manager have agreed to it.
    """
    review_by = record.content.review_by
    if record.stamp is Stamp.stale or (review_by and review_by < today):
        return Stamp.stale
    if record.stamp is Stamp.verified:
        return Stamp.verified
    return Stamp.unreviewed if record.respondent is Respondent.leaver else Stamp.second_hand


def choose_owner(material: Material) -> str:
    """Return who looks after a record that names nobody: the receiver, else the manager."""
    return material.receiver.name if material.receiver else material.manager.name
