"""Similarity: how much of two texts is the same, by what they have in common of five words."""

import re

from rensa import RMinHash  # pyright: ignore[reportAttributeAccessIssue] - compiled, untyped

PERMUTATIONS = 128
"""Of MinHash; recall at a Jaccard index of .7 was measured as 1.00."""

BANDS = 32
"""Of 4 rows each: two texts with a Jaccard index of .7 share one in 9,998 of 10,000 cases."""

SHINGLE_WORDS = 5
FEWEST_WORDS = 20
"""A shorter text says too little to be compared."""

_COMPARED_CHARACTERS = 50_000
_BAND_BYTES = PERMUTATIONS // BANDS * 4
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_SEED = 42


def list_words(text: str) -> list[str]:
    """Return the words of the text's first 50,000 characters in lower case; ideographs alone."""
    return _WORD.findall(text[:_COMPARED_CHARACTERS].casefold())


def list_shingles(text: str) -> set[str]:
    """Return every five words in a row; an empty set for a text of less than 20 words."""
    words = list_words(text)
    if len(words) < FEWEST_WORDS:
        return set()
    ranks = (words[start:] for start in range(SHINGLE_WORDS))
    return {" ".join(row) for row in zip(*ranks, strict=False)}


def sign_text(text: str) -> bytes | None:
    """Return the MinHash signature of a text, 4 bytes a permutation; None if it is too short."""
    shingles = list_shingles(text)
    if not shingles:
        return None
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    minhash.update(list(shingles))
    return b"".join(number.to_bytes(4, "little") for number in minhash.digest())


def get_band(signature: bytes, band: int) -> bytes:
    """Return one of the 32 bands of a signature: similar texts have one in common."""
    return signature[band * _BAND_BYTES : (band + 1) * _BAND_BYTES]


def estimate_jaccard(first: bytes, second: bytes) -> float:
    """Return the estimated Jaccard index of two signed texts, 0 to 1."""
    pairs = zip(memoryview(first).cast("I"), memoryview(second).cast("I"), strict=True)
    return sum(one == other for one, other in pairs) / PERMUTATIONS
