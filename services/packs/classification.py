"""Classification: who may read a document, in words."""

from models.pack import Pack
from models.words import Audience, ReceiverRole
from services.packs.phrases import Phrases, mark

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


def classify(pack: Pack, phrases: Phrases) -> str:
    """Return the line that stands at the foot of every page."""
    return phrases.say(LINES[pack.audience])


def say_receiver(pack: Pack, phrases: Phrases) -> str:
    """Return the receiver's name with the role; without a receiver, that there is none."""
    receiver = pack.receiver
    if not receiver:
        return phrases.say("Nobody has been named yet")
    if receiver.role is ReceiverRole.interim_owner:
        return phrases.say("{name} (looks after the post for the time being)", name=receiver.name)
    return receiver.name
