"""Quotes: the sender's own words, without older mail, signature and small print."""

import re
from dataclasses import dataclass

from services.mailbox.mail_phrases import begins_with, is_whole, list_languages
from services.mailbox.sentences import fold

_QUOTED = re.compile(r"\s{0,3}(?:>|\|\s|[A-Z]{1,3}>)")
_RULE = re.compile(r"\s*[-_=*]{5,}\s*")
_RULED = re.compile(r"\s*[-_=*]{2,}\s*(.{3,80}?)\s*[-_=*]{2,}\s*")
_DASHES = re.compile(r"\s{0,2}(?:--|—|––|- -)\s*")
_LABEL = re.compile(r"\s*\*?([^:\n]{1,40}?)\*?\s?:\s*\S?")
_POSTSCRIPT = re.compile(r"p\.? ?[sd]\b\.?\s*[:.-]?\s*\w", re.IGNORECASE)
_SIGNATURE_LINES = 14
_LONGEST_CLOSING = 120


@dataclass(frozen=True)
class OwnWords:
    """What the sender wrote, and the lines that follow the closing formula."""

    text: str
    signature: tuple[str, ...]


def find_own_words(text: str) -> OwnWords:
    """Return the sender's own words: answers between quoted lines stay, the quotes go."""
    lines = _drop_quotes([line.rstrip() for line in text.split("\n")])
    words, signature = _split_signature(lines)
    return OwnWords("\n".join(words).strip("\n"), tuple(signature))


def _drop_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if _QUOTED.match(line):
            place += 1
            continue
        length = _count_attribution_lines(lines, place)
        if length:
            place += length
            if not _is_followed_by_quote(lines, place):
                break
            continue
        if _starts_older_mail(lines, place):
            break
        kept.append(line)
        place += 1
    return kept


def _count_attribution_lines(lines: list[str], place: int) -> int:
    """Return over how many lines "On ... Ana wrote:" stretches from here; 0 where it does not."""
    joined = ""
    for length, line in enumerate(lines[place : place + 3], start=1):
        if not line.strip() or _QUOTED.match(line):
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > 300:
            return 0
        if joined.rstrip("_* ").endswith((":", "：")) and _is_attribution(joined):
            return length
    return 0


def _is_attribution(line: str) -> bool:
    # A date or an address is in it: "as Ana wrote:" begins a sentence of one's own.
    if not re.search(r"\d", line) and "@" not in line:
        return False
    folded = fold(line)
    return any(
        each.get_pattern("attributions").fullmatch(folded)
        or each.get_pattern("attributions").match(folded)
        for each in list_languages()
    )


def _is_followed_by_quote(lines: list[str], place: int) -> bool:
    following = next((line for line in lines[place:] if line.strip()), "")
    return bool(_QUOTED.match(following))


def _starts_older_mail(lines: list[str], place: int) -> bool:
    line = lines[place]
    if not line.strip():
        return False
    if _RULE.fullmatch(line):
        following = [each for each in lines[place + 1 : place + 4] if each.strip()]
        return bool(following) and _is_header_block(lines, lines.index(following[0], place))
    if ruled := _RULED.fullmatch(line):
        return is_whole("separators", fold(ruled[1]))
    if is_whole("separators", fold(line)):
        return True
    return _is_header_block(lines, place)


def _is_header_block(lines: list[str], place: int) -> bool:
    """Whether "From: ... Sent: ... To: ..." in one language begins here."""
    label = _LABEL.match(lines[place])
    if not label:
        return False
    first = fold(label[1])
    following = [
        fold(found[1]) for line in lines[place + 1 : place + 7] if (found := _LABEL.match(line))
    ]
    for language in list_languages():
        names = {fold(name) for name in language.get_list("header_names.from")}
        others = {fold(name) for name in language.get_list("header_names.others")}
        if first in names and sum(name in others for name in following) >= 2:
            return True
    return False


def _split_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    for place, line in enumerate(lines):
        if place and _DASHES.fullmatch(line):
            return lines[:place], _fill(lines[place + 1 :])
    filled = [place for place, line in enumerate(lines) if line.strip()]
    for number, place in enumerate(filled):
        folded = fold(lines[place])
        if is_whole("devices", folded) or (number and begins_with("disclaimers", folded)):
            return _split_at_closing(lines[:place], filled[:number])
    return _split_at_closing(lines, filled)


def _split_at_closing(lines: list[str], filled: list[int]) -> tuple[list[str], list[str]]:
    """Cut at the last closing formula that has no more than a signature after it."""
    for place in reversed(filled[-_SIGNATURE_LINES:]):
        if place == filled[0]:
            break
        if len(lines[place]) <= _LONGEST_CLOSING and is_whole("closings", fold(lines[place])):
            after = _fill(lines[place + 1 :])
            if not any(line.rstrip().endswith(("?", "؟", "？")) for line in after):
                postscript = [line for line in after if _POSTSCRIPT.match(line)]
                return lines[:place] + postscript, after
    return lines, []


def _fill(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()][:_SIGNATURE_LINES]
