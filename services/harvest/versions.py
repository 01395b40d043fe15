"""Versions: whether two documents are versions of one another, by their names and their texts.

Two texts are compared by the runs of five words that they have in common.
"""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rensa import RMinHash  # pyright: ignore[reportAttributeAccessIssue] - compiled, untyped

from services.harvest.file_names import FileName, is_archive, list_folder_numbers, parse_file_name
from services.secrets.private_places import fold_words

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
NEAR_JACCARD = 0.7
"""From here on two texts are versions of one another, whatever their names say."""

NAMED_OVERLAP = 0.4
"""This share of the shorter text is in the longer one, if the names agree as well."""

_KINDS = {
    **dict.fromkeys(("doc", "docx", "odt", "rtf", "txt", "md", "html"), "text"),
    **dict.fromkeys(("xls", "xlsx", "xlsb", "ods", "csv"), "sheet"),
    **dict.fromkeys(("ppt", "pptx", "odp"), "slides"),
}


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


@dataclass(frozen=True)
class Candidate:
    """A content that may be a version of another: where it lies, what it says, from when it is.

    `type` is that of its extraction; `text` may be empty.
    """

    path: str
    type: str
    text: str = ""
    changed_on: date | None = None

    @property
    def kind(self) -> str | None:
        """Text, sheet or slides; None for a PDF, which may be made of each of them."""
        return _KINDS.get(self.type)

    @property
    def may_have_versions(self) -> bool:
        """Whether it is a document; mails and pictures have no versions."""
        return self.type == "pdf" or self.kind is not None


@dataclass(frozen=True)
class Signed:
    """A candidate with all that is compared.

    `labels` is the signature of a sheet without its figures, which change with every version.
    `places` are the numbers of its folders that distinguish siblings, as those of its name do.
    """

    given: Candidate
    name: FileName
    places: frozenset[str]
    signature: Signature | None
    labels: Signature | None


def sign_candidate(given: Candidate, people: frozenset[str]) -> Signed:
    """Return a candidate ready for comparing; `people` as parse_file_name takes them."""
    name = parse_file_name(given.path, people)
    is_compared = given.may_have_versions
    is_sheet = given.kind == "sheet"
    return Signed(
        given=given,
        name=name,
        # A year in the name of the file counts more than that of the folder it was put into.
        places=_list_place_numbers(given.path.rpartition("/")[0], with_periods=not name.has_year),
        signature=sign_text(given.text) if is_compared else None,
        labels=sign_text(given.text, with_numbers=False) if is_sheet else None,
    )


def are_versions(one: Signed, other: Signed) -> bool:
    """Whether two documents are versions of one another."""
    if not (one.given.may_have_versions and other.given.may_have_versions):
        return False
    if are_siblings(one.name.numbers, other.name.numbers) or are_siblings(one.places, other.places):
        return False
    are_named_alike = _do_names_agree(one, other) and _are_neighbors(one, other)
    if not (one.given.text.strip() and other.given.text.strip()):
        return are_named_alike
    if are_named_alike and _find_overlap(one, other) >= NAMED_OVERLAP:
        return True
    return _find_jaccard(one, other) >= NEAR_JACCARD and not _have_own_subjects(one, other)


def are_siblings(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether both have numbers, and not the same: they are of other months, lots, phases."""
    return bool(first) and bool(second) and first != second


def _find_jaccard(one: Signed, other: Signed) -> float:
    if one.signature and other.signature:
        return estimate_jaccard(one.signature, other.signature)
    first, second = (_list_text_words(side.given.text) for side in (one, other))
    return len(first & second) / max(len(first | second), 1)


def _find_overlap(one: Signed, other: Signed) -> float:
    if one.labels and other.labels:
        return estimate_overlap(one.labels, other.labels)
    if one.signature and other.signature:
        return estimate_overlap(one.signature, other.signature)
    return _find_jaccard(one, other)


def _do_names_agree(one: Signed, other: Signed) -> bool:
    names = (one.name, other.name)
    if any(name.is_empty or not name.subject for name in names):
        return False
    if one.name.subject != other.name.subject or one.name.numbers != other.name.numbers:
        return False
    kinds = {one.given.kind, other.given.kind} - {None}
    is_same_person = one.name.people == other.name.people
    are_about_people = all(name.people and not name.is_marked for name in names)
    return len(kinds) <= 1 and (is_same_person or not are_about_people)


def _are_neighbors(one: Signed, other: Signed) -> bool:
    """Whether both lie in one folder, or one below the other's, archives aside."""
    first, second = (_find_home(side.given.path.rpartition("/")[0]) for side in (one, other))
    return first[: len(second)] == second or second[: len(first)] == first


@lru_cache(maxsize=16_384)
def _find_home(folder: str) -> tuple[str, ...]:
    """Return the names of a folder and those above it, without archives, dates and versions."""
    return tuple(part for part in _list_folders(folder) if parse_file_name(f"{part}.").subject)


@lru_cache(maxsize=16_384)
def _list_place_numbers(folder: str, *, with_periods: bool) -> frozenset[str]:
    found = (list_folder_numbers(part, with_periods=with_periods) for part in _list_folders(folder))
    return frozenset().union(*found)


def _list_folders(folder: str) -> list[str]:
    """Return the names of folders below the source, those of archives left out."""
    return [part for part in folder.split("/")[1:] if not is_archive(part)]


def _have_own_subjects(one: Signed, other: Signed) -> bool:
    """Whether each is named after something that only its own text mentions.

    Two contracts made from one form are different documents: "Contract Baobab", "Contract Sahel".
    """
    first, second = _list_name_words(one), _list_name_words(other)
    told, retold = _list_text_words(one.given.text), _list_text_words(other.given.text)
    return bool((first - second) & (told - retold)) and bool((second - first) & (retold - told))


def _list_name_words(one: Signed) -> frozenset[str]:
    folder = one.given.path.split("/")[1:-1][-1:]
    return one.name.words.union(*(parse_file_name(f"{part}.").words for part in folder))


@lru_cache(maxsize=256)
def _list_text_words(text: str) -> frozenset[str]:
    # Folded as the words of names are: "Müller" is found in both.
    return frozenset(fold_words(" ".join(list_words(text))).split())
