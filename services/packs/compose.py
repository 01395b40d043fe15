"""Compose: one pack for one audience, made from answers and harvest."""

from collections import Counter
from datetime import date

from models.material import Material, MaterialRecord
from models.pack import Pack, PackPerson, PackPost, PackReceiver, PackRecord
from models.record_kinds import RECORD_KINDS
from models.words import Audience, Respondent, Stamp
from services.lock_watch import slow
from services.packs.audience import filter_material
from services.packs.coverage import measure_coverage
from services.packs.findings import list_calendar, list_contacts, list_documents, list_threads
from services.packs.gaps import list_gaps
from services.packs.manuscript import Phrases
from services.packs.summary import summarize

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

    A statement past its review date is stale, even if people agreed to it. What manager or peer
    told stays second-hand until leaver and manager have agreed to it.
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


@slow
def compose_pack(material: Material, audience: Audience) -> Pack:
    """Return the pack for an audience, in the language of the material.

    Nothing beyond `filter_material` reaches any part of it: not even a count or a gap.

    Raises:
        InvalidInputError: a pack for the audience private.
    """
    seen = filter_material(material, audience)
    phrases = Phrases(seen.language)
    draft = _draft_pack(seen, audience, phrases)
    draft = draft.model_copy(
        update={
            "summary": summarize(draft, phrases),
            "coverage": measure_coverage(draft, is_read_back=seen.is_read_back),
        }
    )
    # Why a leaver cannot be asked is nobody's business here: it is as if there were none.
    asked = draft if seen.can_ask_leaver else draft.model_copy(update={"leaver": None})
    return draft.model_copy(update={"gaps": list_gaps(asked, phrases, seen.follow_ups)})


def _draft_pack(seen: Material, audience: Audience, phrases: Phrases) -> Pack:
    return Pack(
        reference=seen.reference,
        edition=seen.edition,
        audience=audience,
        language=seen.language,
        made_on=seen.today,
        allowed_by_case=seen.is_allowed_by_case,
        reviewed=seen.is_reviewed,
        post=PackPost.model_validate(seen.post.model_dump()),
        leaver=PackPerson.model_validate(seen.leaver.model_dump()) if seen.leaver else None,
        last_working_on=seen.last_working_on,
        receiver=PackReceiver.model_validate(seen.receiver.model_dump()) if seen.receiver else None,
        manager=PackPerson.model_validate(seen.manager.model_dump()),
        signature=seen.signature,
        risk=seen.risk,
        records=list_entries(seen),
        contacts=list_contacts(seen),
        calendar=list_calendar(seen),
        documents=list_documents(seen, phrases),
        open_threads=list_threads(seen.harvest, phrases),
    )
