"""Secret lists: tables whose columns are only blanks apart, as they come out of a PDF."""

import re
from collections.abc import Iterable, Iterator

from services.harvest.secret_phrases import is_announcing
from services.harvest.secret_tokens import CODE, PASSWORD, SecretSpan
from services.harvest.secret_values import has_code_look, has_secret_look

_LONGEST_HEAD = 80
_LONGEST_ROW = 200
_WORDS_MORE = 2
"""A row may have so many words more than its head."""

_MOST_OTHERS = 10
"""After so many rows without a secret it was no such table."""

_SENTENCE = re.compile(r"[.!?:;]\s*$")
_WORD = re.compile(r"\S+")
_HEAD = re.compile(r"[^\d.:;!?\n\t|]+")
_CODES = ("code", "loose")


def find_lists(text: str, announced_words: Iterable[re.Match[str]]) -> Iterator[SecretSpan]:
    """Yield what stands below "Password" in lines such as "System User Password".

    Cells may hold several words: those of a column are known by what follows them in their line.
    Only what cannot be a plain word is taken. `announced_words` come from `list_announced`.
    """
    done_to = 0
    for announced in announced_words:
        if announced.start() < done_to:
            continue
        start = text.rfind("\n", max(0, announced.start() - _LONGEST_HEAD), announced.start()) + 1
        end = text.find("\n", announced.end(), announced.end() + _LONGEST_HEAD)
        # A long text may be one line, full of such words.
        if end - start <= _LONGEST_HEAD and end > 0 and _is_head(text[start:end], announced):
            last = len(text[announced.end() : end].split())
            kind = CODE if announced.lastgroup in _CODES else PASSWORD
            most = len(text[start:end].split()) + _WORDS_MORE
            for span in _read_rows(text, end + 1, (last, most), kind):
                yield span
                done_to = span.end


def _is_head(line: str, announced: re.Match[str]) -> bool:
    """Whether these may be the heads of columns: two to six of them, each with a capital."""
    words = line.replace(announced[0], announced[0].replace(" ", "_")).split()
    return (
        _HEAD.fullmatch(line) is not None
        and 2 <= len(words) <= 6
        and all(word[0].isupper() or not word[0].isascii() for word in words)
        and is_announcing(announced[0], line)
    )


def _read_rows(text: str, start: int, columns: tuple[int, int], kind: str) -> Iterator[SecretSpan]:
    last, most = columns
    has_look = has_code_look if kind is CODE else _has_letters_too
    others = 0
    while start < len(text) and others < _MOST_OTHERS:
        end = text.find("\n", start, start + _LONGEST_ROW)
        end = len(text) if end == -1 and start + _LONGEST_ROW >= len(text) else end
        if end == -1:
            return
        cells = list(_WORD.finditer(text, start, end))
        if not last + 2 <= len(cells) <= most or _SENTENCE.search(cells[-1][0]):
            return
        value = cells[-1 - last]
        if has_look(value[0]):
            yield SecretSpan(value.start(), value.end(), kind)
        else:
            others += 1
        start = end + 1


def _has_letters_too(value: str) -> bool:
    # Numbers of things are capitals and digits.
    has_small = any(sign.islower() for sign in value)
    return has_small and len(value) >= 6 and has_secret_look(value)
