"""Audience: what a pack for an audience may be made of, and the words that say who may read it."""

from models.errors import InvalidInputError
from models.harvest import HarvestFacts
from models.material import Material
from models.pack import Pack, PackRisk
from models.words import Audience, FindingKind, ReceiverRole
from services.packs.manuscript import Phrases, mark

AUDIENCES = {
    Audience.private: mark("nobody else"),
    Audience.manager: mark("the manager"),
    Audience.successor: mark("the receiver and the manager"),
    Audience.team: mark("the team"),
    Audience.office: mark("the office"),
    Audience.network: mark("everybody in the network"),
}
LINES = {
    Audience.private: mark("Nobody may read this"),
    Audience.manager: mark("Confidential – for the manager only"),
    Audience.successor: mark("Confidential – for the receiver and the manager"),
    Audience.team: mark("Internal – for the team"),
    Audience.office: mark("Internal – for the office"),
    Audience.network: mark("For the network"),
}
_CLOSED = (FindingKind.private, FindingKind.excluded)


def classify(pack: Pack, phrases: Phrases) -> str:
    """Return the line at the foot of every page."""
    return phrases.say(LINES[pack.audience])


def say_receiver(pack: Pack, phrases: Phrases) -> str:
    """Return the receiver's name with the role; without a receiver, that there is none."""
    receiver = pack.receiver
    if not receiver:
        return phrases.say("Nobody has been named yet")
    if receiver.role is ReceiverRole.interim_owner:
        return phrases.say("{name} (looks after the post for the time being)", name=receiver.name)
    return receiver.name


def filter_material(material: Material, audience: Audience) -> Material:
    """Return the part of the material that a reader of this audience may see.

    Records and open follow-up questions of narrower audiences are left out, private ones always.
    What was found in the leaver's sources is for the successor, as is what nobody marked
    otherwise: packs for wider audiences hold none of it, nor the scores of the post's risk.

    Raises:
        InvalidInputError: nobody but its respondent may see what is private.
    """
    if audience is Audience.private:
        raise InvalidInputError(
            "a pack cannot be made for the audience private: choose manager, successor, team, "
            "office or network"
        )
    sees_findings = audience.may_see(Audience.successor) and not Audience.team.may_see(audience)
    return material.model_copy(
        update={
            "records": tuple(
                record for record in material.records if audience.may_see(record.content.audience)
            ),
            "follow_ups": tuple(
                question for question in material.follow_ups if audience.may_see(question.audience)
            ),
            "harvest": _keep_usable(material.harvest) if sees_findings else HarvestFacts(),
            "risk": material.risk if sees_findings else _hide_scores(material.risk),
        }
    )


def _keep_usable(facts: HarvestFacts) -> HarvestFacts:
    # Private and excluded places, and where a secret was, are shown to the leaver, never in a pack.
    closed = [one.path for one in facts.findings if one.kind in _CLOSED]
    documents = (one for one in facts.documents if not _is_below(one.path, closed))
    unreadable = (one for one in facts.findings if one.kind is FindingKind.unreadable)
    return facts.model_copy(
        update={"documents": tuple(documents), "findings": tuple(unreadable), "sources": ()}
    )


def _is_below(path: str, places: list[str]) -> bool:
    return any(path == place or path.startswith(f"{place.rstrip('/')}/") for place in places)


def _hide_scores(risk: PackRisk) -> PackRisk:
    return risk.model_copy(update={"scores": {}, "total": 0})
