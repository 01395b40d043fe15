"""Prohibitions: sentences that forbid, in the languages in which people answer."""

import re

from services.packs.excerpts import count_words, list_sentences, strip_markdown

# Words that forbid count where an order begins; in a story ("it never came") they do not.
_ORDER = r"(?:^|[;:,–—]\s*)"
_FORBIDDING = re.compile(
    "|".join(
        (
            _ORDER + r"(?:please\s+)?(?:do not|don['’]t|never)\b",
            r"\b(?:must|may|shall)\s+(?:not|never)\b",
            _ORDER + r"(?:ne\s|n['’]|jamais\b)",
            r"\bne\s+(?:pas|jamais|doit|doivent|peut|peuvent)\b|\binterdit",
            _ORDER + r"(?:nunca|jamás|no\s+(?!hay\b|es\b|está|one\b|matter\b)\w)",
            r"\bno\s+(?:se\s+)?(?:debe|deben|puede|pueden)\b|\bprohibid[oa]",
            _ORDER + r"не\s|\b(?:нельзя|запрещ|никогда не)\b",
            r"不要|不得|不可|禁止|切勿|请勿|严禁|切忌",
            r"(?:^|[\s،؛:])لا\s+(?:ت\w+|يجوز|ينبغي|يسمح)|ممنوع|يُمنع|إياك",
        )
    ),
    re.IGNORECASE,
)
MAX_WORDS = 30


def find_prohibition(text: str) -> str | None:
    """Find the first sentence that forbids something, plain; None where there is none.

    A sentence of more than 30 words says too much to be remembered: it is passed over.
    """
    for sentence in list_sentences(strip_markdown(text)):
        if _FORBIDDING.search(sentence) and count_words(sentence) <= MAX_WORDS:
            return sentence
    return None
