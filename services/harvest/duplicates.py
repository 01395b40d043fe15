"""Duplicates: files with the same bytes, and documents that are versions of one another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath

from models.harvest import FoundFile
from services.harvest.file_names import FileName, is_archive, is_archived, parse_file_name
from services.harvest.similarity import (
    BANDS,
    estimate_jaccard,
    get_band,
    list_words,
    sign_text,
)

NEAR_JACCARD = 0.7
"""From here on two texts are versions of one another, whatever their names say."""

NAMED_JACCARD = 0.4
"""From here on if the names agree as well."""

_NEIGHBORS = 8
"""Groups of a bucket that one is compared with: a thousand forms cost no million comparisons."""

_NO_NUMBERS: frozenset[str] = frozenset()

_KINDS = {
    **dict.fromkeys(("doc", "docx", "odt", "rtf", "txt", "md", "html"), "text"),
    **dict.fromkeys(("xls", "xlsx", "xlsb", "ods", "csv"), "sheet"),
    **dict.fromkeys(("ppt", "pptx", "odp"), "slides"),
}


@dataclass(frozen=True)
class Candidate:
    """A content that may be a version of another: where it lies, what it says, from when it is.

    `type` is that of its extraction; `text` may be empty.
    """

    path: str
    type: str
    text: str = ""
    changed_on: date | None = None


@dataclass(frozen=True)
class _Signed:
    """A candidate with all that is compared."""

    given: Candidate
    name: FileName
    signature: bytes | None


def group_equal(files: Iterable[tuple[FoundFile, str]]) -> dict[str, tuple[FoundFile, ...]]:
    """Return the files of each SHA-256, the one that stands for them first; sorted by its path."""
    groups: dict[str, list[FoundFile]] = defaultdict(list)
    for file, sha256 in files:
        groups[sha256].append(file)
    ranked = {
        sha256: tuple(sorted(group, key=_rank_file)) if len(group) > 1 else tuple(group)
        for sha256, group in groups.items()
    }
    return dict(sorted(ranked.items(), key=lambda item: item[1][0].path))


def group_versions(
    candidates: Sequence[Candidate], people: frozenset[str] = frozenset()
) -> list[tuple[int, ...]]:
    """Return the groups of two and more versions, as places in `candidates`.

    The first of a group stands for it: the newest, of the same day a final one rather than a
    draft, not in an archive, the shortest path. The others follow in the same order.

    Args:
        candidates: one for each content.
        people: folded names and initials that stand at the ends of names ("Workplan (Ana)").
    """
    signed = [
        _Signed(one, parse_file_name(one.path, people), sign_text(one.text)) for one in candidates
    ]
    groups = _Groups(signed)
    for bucket in (*_list_named(signed), *_list_similar(signed)):
        _join_bucket(groups, bucket)
    return groups.list_ranked()


class _Groups:
    """Sets of versions that grow together, never over numbers that tell siblings apart."""

    def __init__(self, signed: Sequence[_Signed]) -> None:
        self.signed = signed
        self._parents = list(range(len(signed)))
        self._numbers = [one.name.numbers for one in signed]

    def find(self, place: int) -> int:
        while self._parents[place] != place:
            self._parents[place] = self._parents[self._parents[place]]
            place = self._parents[place]
        return place

    def join(self, first: int, second: int) -> None:
        one, other = sorted((self.find(first), self.find(second)))
        if not _tell_apart(self._numbers[one], self._numbers[other]):
            self._parents[other] = one
            self._numbers[one] |= self._numbers[other]

    def list_ranked(self) -> list[tuple[int, ...]]:
        members: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self.signed)):
            members[self.find(place)].append(place)
        groups = [group for group in members.values() if len(group) > 1]
        return [tuple(sorted(group, key=self._rank)) for group in groups]

    def _rank(self, place: int) -> tuple[object, ...]:
        one = self.signed[place]
        return _rank(one.given.path, one.name, one.given.changed_on)


def _rank_file(file: FoundFile) -> tuple[object, ...]:
    return _rank(file.path, parse_file_name(file.path), None)


def _rank(path: str, name: FileName, changed_on: date | None) -> tuple[object, ...]:
    """Return what sorts the file that stands for others first."""
    return (
        -changed_on.toordinal() if changed_on else 0,
        -name.finality,
        tuple(-number for number in name.version),
        is_archived(path),
        name.is_copy,
        len(path),
        path,
    )


def _list_named(signed: Sequence[_Signed]) -> Iterator[list[int]]:
    """Yield the places of those whose names agree."""
    buckets: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
    for place, one in enumerate(signed):
        if one.name.subject and not one.name.is_empty and _is_document(one):
            buckets[one.name.subject, one.name.numbers].append(place)
    yield from (bucket for bucket in buckets.values() if len(bucket) > 1)


def _list_similar(signed: Sequence[_Signed]) -> Iterator[list[int]]:
    """Yield the places of those that have a band of their signatures in common."""
    for band in range(BANDS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for place, one in enumerate(signed):
            if one.signature and _is_document(one):
                buckets[get_band(one.signature, band)].append(place)
        yield from (bucket for bucket in buckets.values() if len(bucket) > 1)


def _is_document(one: _Signed) -> bool:
    return one.given.type in _KINDS or one.given.type == "pdf"


def _join_bucket(groups: _Groups, bucket: list[int]) -> None:
    """Join what belongs together; each is compared with few groups, those next to it by path."""
    signed = groups.signed
    # Names without numbers come first, so that all others are compared with them.
    bucket.sort(key=lambda place: (bool(signed[place].name.numbers), signed[place].given.path))
    leaders: dict[frozenset[str], list[int]] = defaultdict(list)
    for place in bucket:
        numbers = signed[place].name.numbers
        near = leaders[numbers][-_NEIGHBORS:]
        if numbers:
            near = [*near, *leaders[_NO_NUMBERS][-_NEIGHBORS:]]
        for leader in near:
            same = groups.find(leader) == groups.find(place)
            if not same and _are_versions(signed[leader], signed[place]):
                groups.join(leader, place)
        if not any(groups.find(leader) == groups.find(place) for leader in near):
            leaders[numbers].append(place)


def _are_versions(one: _Signed, other: _Signed) -> bool:
    if _tell_apart(one.name.numbers, other.name.numbers):
        return False
    are_named_alike = _do_names_agree(one, other) and _are_neighbors(one, other)
    if not (one.given.text.strip() and other.given.text.strip()):
        return are_named_alike
    jaccard = _compare(one, other)
    if are_named_alike:
        return jaccard >= NAMED_JACCARD
    return jaccard >= NEAR_JACCARD and not _have_own_subjects(one, other)


def _compare(one: _Signed, other: _Signed) -> float:
    """Return the Jaccard index of the texts; short ones are compared by their words."""
    if one.signature and other.signature:
        return estimate_jaccard(one.signature, other.signature)
    first, second = (_list_text_words(side.given.text) for side in (one, other))
    return len(first & second) / max(len(first | second), 1)


def _tell_apart(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether both names have numbers, and others: of other months, lots, phases."""
    return bool(first) and bool(second) and first != second


def _do_names_agree(one: _Signed, other: _Signed) -> bool:
    names = (one.name, other.name)
    if one.name.subject != other.name.subject or one.name.numbers != other.name.numbers:
        return False
    kinds = {_KINDS.get(side.given.type) for side in (one, other)} - {None}
    are_named_after_people = all(name.people for name in names) and not any(
        name.is_marked for name in names
    )
    is_same_person = one.name.people == other.name.people
    return len(kinds) <= 1 and (is_same_person or not are_named_after_people)


def _are_neighbors(one: _Signed, other: _Signed) -> bool:
    """Whether both lie in one folder, or one below the other's, archives left aside."""
    first, second = (_find_home(side.given.path) for side in (one, other))
    return first[: len(second)] == second or second[: len(first)] == first


@lru_cache(maxsize=65_536)
def _find_home(path: str) -> tuple[str, ...]:
    """Return the folders of a path without those that archives are made of."""
    parts = path.split("/")[1:-1]
    return tuple(part for part in parts if not (is_archive(part) or part.isdigit()))


def _have_own_subjects(one: _Signed, other: _Signed) -> bool:
    """Whether each is named after something that only its own text speaks of.

    So two contracts made of one form are told apart: "Contract Baobab", "Contract Sahel".
    """
    first, second = _list_name_words(one), _list_name_words(other)
    told, retold = _list_text_words(one.given.text), _list_text_words(other.given.text)
    return bool((first - second) & (told - retold)) and bool((second - first) & (retold - told))


def _list_name_words(one: _Signed) -> frozenset[str]:
    folder = parse_file_name(str(PurePosixPath(one.given.path).parent))
    return one.name.words | folder.words


@lru_cache(maxsize=256)
def _list_text_words(text: str) -> frozenset[str]:
    return frozenset(list_words(text))
