"""Secret places: where in a file or a mail something was found, in the language of its handover.

A file of its own, because the harvest knows places in English and no other text is read back so.
"""

import re

from services.packs.manuscript import Phrases, mark

_IN_LINE = {
    "A password": mark("A password in line {number}."),
    "An access code": mark("An access code in line {number}."),
    "A key or token": mark("A key or token in line {number}."),
    "A private key": mark("A private key in line {number}."),
}
_WHOLE = {mark("A secret in the title."), mark("A secret in a name.")}
_LINE = re.compile(r"(An? [a-z ]+) in line (\d+)\.")
_MORE = re.compile(r"Secrets in (\d+) more places?\.")
_MESSAGE = re.compile(r"message (\d+)")
_MAILS = re.compile(r"(\d+) mails?")


def say_place(place: str | None, phrases: Phrases) -> str | None:
    """Return a place in the language of the phrases; a subject or a title stays as it is."""
    if place is None:
        return None
    if place in _WHOLE:
        return phrases.say(place)
    if (line := _LINE.fullmatch(place)) and line[1] in _IN_LINE:
        return phrases.say(_IN_LINE[line[1]], number=line[2])
    if more := _MORE.fullmatch(place):
        return phrases.count(
            "Secrets in {number} more place.", "Secrets in {number} more places.", int(more[1])
        )
    if message := _MESSAGE.fullmatch(place):
        return phrases.say("message {number}", number=message[1])
    mails = _MAILS.fullmatch(place)
    return phrases.count("{number} mail", "{number} mails", int(mails[1])) if mails else place
