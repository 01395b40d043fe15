"""Similarity: how much of two texts is the same, by what they have in common of five words."""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from rensa import RMinHash  # pyright: ignore[reportAttributeAccessIssue] - compiled, untyped

PERMUTATIONS = 128
"""Of MinHash; recall at a Jaccard index of .7 was measured as 1.00."""

BANDS = 32
"""Of 4 rows each: two texts with a Jaccard index of .7 share one in 9,998 of 10,000 cases."""

SHINGLE_WORDS = 5
FEWEST_WORDS = 20
"""A shorter text says too little to be compared."""

_COMPARED_CHARACTERS = 30_000
_BAND_BYTES = PERMUTATIONS // BANDS * 4
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_SEED = 42


@dataclass(frozen=True)
class Signature:
    """What stands for a text when it is compared: its MinHash, 4 bytes each, and its length."""

    minhash: bytes
    shingles: int


def list_words(text: str) -> list[str]:
    """Return the words of the text's first 30,000 characters in lower case; ideographs alone."""
    return _WORD.findall(text[:_COMPARED_CHARACTERS].casefold())


def list_shingles(words: Sequence[str]) -> set[str]:
    """Return every five words in a row."""
    ranks = (words[start:] for start in range(SHINGLE_WORDS))
    return {" ".join(row) for row in zip(*ranks, strict=False)}


def sign_text(text: str, *, with_numbers: bool = True) -> Signature | None:
    """Return the signature of a text, if asked without its numbers.

    None if it has less than 20 words, which are too few for it.
    """
    words = list_words(text)
    if not with_numbers:
        words = [word for word in words if not word.isdecimal()]
    if len(words) < FEWEST_WORDS:
        return None
    shingles = list_shingles(words)
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    minhash.update(list(shingles))
    return Signature(array("I", minhash.digest()).tobytes(), len(shingles))


def get_band(signature: Signature, band: int) -> bytes:
    """Return one of the 32 bands of a signature: similar texts have one in common."""
    return signature.minhash[band * _BAND_BYTES : (band + 1) * _BAND_BYTES]


def estimate_jaccard(first: Signature, second: Signature) -> float:
    """Return the estimated Jaccard index of two texts, 0 to 1."""
    left, right = (memoryview(side.minhash).cast("I") for side in (first, second))
    equal: int = sum(one == other for one, other in zip(left, right, strict=True))
    return equal / PERMUTATIONS


def estimate_overlap(first: Signature, second: Signature) -> float:
    """Return how much of the shorter text is in the longer one, 0 to 1."""
    jaccard = estimate_jaccard(first, second)
    sizes = (first.shingles, second.shingles)
    return min(1.0, jaccard / (1 + jaccard) * sum(sizes) / min(sizes))
