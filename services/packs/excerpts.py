"""Excerpts: the first sentences of a long text, and how many words a text has."""

import re
import unicodedata

SENTENCE_END = re.compile(r"(?<=[.!?…؟])[\"”’»)]*\s+(?=[^\sa-z])|(?<=[。！？])")
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*])\1(?![\w*])", re.DOTALL)
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LIST_SIGN = re.compile(r"^\s*(?:[-*+]|#{1,6}|>)\s+", re.MULTILINE)
IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
IDEOGRAPHS_PER_WORD = 1.6
"""Chinese is read by signs: some 1.6 of them say what one English word says."""


def count_words(text: str) -> int:
    """Return the number of words as a reader meets them; ideographs count by the meaning."""
    ideographs = len(IDEOGRAPH.findall(text))
    rest = IDEOGRAPH.sub(" ", text) if ideographs else text
    return len(rest.split()) + round(ideographs / IDEOGRAPHS_PER_WORD)


def strip_markdown(text: str) -> str:
    """Return the text on one line, without the signs of emphasis, code, lists and headings."""
    plain = CODE.sub(r"\1", EMPHASIS.sub(r"\2", LIST_SIGN.sub("", text)))
    return " ".join(plain.split())


def list_sentences(text: str) -> list[str]:
    """Return the sentences of a text of one line."""
    return [part.strip() for part in SENTENCE_END.split(text) if part.strip()]


def excerpt(text: str, max_words: int) -> str:
    """Return whole sentences from the text's beginning, plain, in at most `max_words` words.

    A first sentence that is too long is cut between words and ends in "…".
    """
    sentences = list_sentences(strip_markdown(text))
    kept: list[str] = []
    for sentence in sentences:
        if count_words(" ".join([*kept, sentence])) > max_words:
            break
        kept.append(sentence)
    if kept or not sentences:
        return " ".join(kept)
    return _cut(sentences[0], max_words)


def _cut(sentence: str, max_words: int) -> str:
    kept = sentence
    while count_words(kept) > max_words and len(kept.split()) > 1:
        kept = " ".join(kept.split()[: -max(1, len(kept.split()) - max_words)])
    if count_words(kept) > max_words:
        kept = kept[: int(max_words * IDEOGRAPHS_PER_WORD)]
    return kept.rstrip(" ,;:–—，；：、") + "…"


def fold(text: str) -> str:
    """Return the text for comparison: no case, no accents, no punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = (sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join("".join(s if s.isalnum() else " " for s in letters).split())
