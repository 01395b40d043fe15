"""Secret triggers: the few places of a long text at which a secret could begin at all.

Looking for fixed words is a hundred times faster than trying patterns at every sign.
"""

from collections.abc import Iterable, Iterator


def lower_in_place(text: str) -> str:
    """Return the text in lower case, each sign at its old place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    # The few signs that become two in lower case stay as they are.
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)


def find_places(text: str, triggers: Iterable[str]) -> list[int]:
    """Return where any of the triggers begins, in order, each place once."""
    places: set[int] = set()
    for trigger in triggers:
        places.update(_find_each(text, trigger))
    return sorted(places)


def _find_each(text: str, trigger: str) -> Iterator[int]:
    at = text.find(trigger)
    while at != -1:
        yield at
        at = text.find(trigger, at + 1)
