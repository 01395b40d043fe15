"""Sentences: a message's own words cut into sentences, however its lines were broken.

Text is folded before it is compared, so that one pattern fits however a word was typed.
"""

import re
import unicodedata
from functools import lru_cache

from models.normal_forms import normalize

# Arabic letters that are typed for each other, the long stroke, and typographic quotes and dashes.
_SAME = str.maketrans(
    {
        "ى": "ي", "ة": "ه", "ـ": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u200e": "",
        "\u200f": "", "\u00ad": "", "\ufeff": "", "’": "'", "‘": "'", "ʼ": "'", "´": "'",
        "`": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-",
        "‐": "-", "−": "-",
    }
)  # fmt: skip

# What folding must leave alone in a pattern: escapes, and the beginning of a named group.
_ESCAPE = re.compile(r"(\\[A-Za-z]|\(\?P[<=])")
_BULLET = re.compile(r"^\s*(?:[-*•·–—+]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
_WRAPPED = 45
"""A line at least this long may have been broken by the program rather than by the writer."""
_BROKEN = 20
_ENDS = ".!?:;؟؛。！？…"
# A full stop in "Mr. Ba", "4. Dezember", "e.g. this" or "12.500" ends nothing.
_END = re.compile(
    r"(?<=[!?؟。！？…])[\"'»)\]]*\s*(?=\S)"
    r"|(?<![ .]\w)(?<!\b(?i:mr|ms|dr|no|st|vs|cf|ca|nr|sr|mt))"
    r"(?<!\b(?i:mrs|mme|sra|ref|tel|etc|art|bzw|ggf|usw|jan|feb|mar|apr|avr|aug|sep|oct|nov|dec))"
    r"(?<!\b(?i:prof|sept|janv|févr|juil))(?<!\d)\.[\"'»)\]]*\s+(?=\S)"
    r"|(?<=\d)\.\s+(?=[A-ZÀ-ÖØ-ÞА-Я¿¡\"«])(?!(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))"
    r"|(?<=;)\s+"
)
_URL = re.compile(r"(?:https?://|www\.)\S+")
_LONGEST = 1_000
_MOST = 200


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the text in lower case, without accents, with straight quotes and digits 0-9.

    White space becomes one blank. Places in the folded text are not places in the text.
    """
    plain = text.translate(_SAME)
    if not plain.isascii():
        decomposed = normalize("NFKD", plain)
        plain = "".join(_plain_digit(char) for char in decomposed if _is_kept(char))
        plain = plain.translate(_SAME)
    return " ".join(plain.casefold().split())


def fold_pattern(pattern: str) -> str:
    """Return a regular expression folded like the texts that it is for; its blanks are kept."""
    pieces = _ESCAPE.split(pattern)
    return "".join(piece if _ESCAPE.fullmatch(piece) else _fold_plain(piece) for piece in pieces)


@lru_cache(maxsize=4096)
def list_sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of the text, in order, without addresses of pages."""
    sentences: list[str] = []
    for paragraph in _join_lines(_URL.sub(" ", text)):
        place = 0
        for end in _END.finditer(paragraph):
            sentences.append(paragraph[place : end.end()])
            place = end.end()
        sentences.append(paragraph[place:])
        if len(sentences) > _MOST:
            break
    stripped = (" ".join(sentence.split())[:_LONGEST] for sentence in sentences)
    return tuple(sentence for sentence in stripped if re.search(r"\w|[?؟？]", sentence))


def shorten_quote(sentence: str, most_characters: int) -> str:
    """Return the sentence without a bullet, cut at a word where it is too long."""
    quote = _BULLET.sub("", sentence).strip()
    if len(quote) <= most_characters:
        return quote
    cut = quote[: most_characters - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:") + "…"


def is_question(sentence: str) -> bool:
    """Whether the sentence ends as a question."""
    return fold(sentence).rstrip("\"') ]!.").endswith(("?", "؟"))


def _fold_plain(text: str) -> str:
    decomposed = normalize("NFKD", text.translate(_SAME))
    kept = "".join(char for char in decomposed if _is_kept(char))
    return kept.translate(_SAME).casefold()


def _is_kept(char: str) -> bool:
    return unicodedata.category(char) != "Mn"


def _plain_digit(char: str) -> str:
    if char.isascii() or unicodedata.category(char) != "Nd":
        return char
    return str(unicodedata.digit(char))


def _join_lines(text: str) -> list[str]:
    """Return paragraphs: lines that a program broke are joined, those of the writer are not."""
    paragraphs: list[str] = []
    previous = ""
    for line in text.split("\n"):
        bare = line.strip()
        # A line that begins with a small letter goes on with the one before, if that is no word.
        shortest = _BROKEN if bare[:1].islower() else _WRAPPED
        joins = (
            len(previous) >= shortest
            and bool(bare)
            and previous[-1] not in _ENDS
            and not _BULLET.match(line)
        )
        if joins:
            paragraphs[-1] += " " + bare
        elif bare:
            paragraphs.append(bare)
        previous = bare
    return paragraphs
