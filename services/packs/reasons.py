"""Reasons: why a document matters, as a sentence, from the reason codes of the harvest."""

from models.harvest import HarvestedDocument
from services.packs.phrases import Phrases, mark

REASONS = {
    "recent": mark("changed lately"),
}
MAX_REASONS = 3


def say_reasons(document: HarvestedDocument, phrases: Phrases) -> str | None:
    """Return why the document matters, strongest first; None where no reason is known."""
    said = [phrases.say(REASONS[code]) for code in document.why if code in REASONS]
    if not said:
        return None
    sentence = phrases.join(said[:MAX_REASONS])
    return sentence[0].upper() + sentence[1:] + phrases.say(".")
