"""Compose: one pack for one audience from what was told and found."""

from models.material import Material
from models.pack import Pack, PackPerson, PackPost, PackReceiver
from models.words import Audience
from services.packs.audience import filter_material
from services.packs.coverage import measure_coverage
from services.packs.entries import list_entries
from services.packs.findings import list_calendar, list_contacts, list_documents, list_threads
from services.packs.gaps import list_gaps
from services.packs.phrases import Phrases
from services.packs.summary import summarize


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
        reviewed=seen.is_reviewed,
        post=PackPost.model_validate(seen.post.model_dump()),
        leaver=PackPerson.model_validate(seen.leaver.model_dump()) if seen.leaver else None,
        last_working_on=seen.last_working_on,
        receiver=PackReceiver.model_validate(seen.receiver.model_dump()) if seen.receiver else None,
        manager=PackPerson.model_validate(seen.manager.model_dump()),
        risk=seen.risk,
        records=list_entries(seen),
        contacts=list_contacts(seen),
        calendar=list_calendar(seen),
        documents=list_documents(seen, phrases),
        open_threads=list_threads(seen.harvest, phrases),
    )
