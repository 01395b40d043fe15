"""Duplicates: files with the same bytes, and groups of versions; which one stands for the rest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

from models.harvest import FoundFile
from services.harvest.file_names import FileName, is_archived, parse_file_name
from services.harvest.versions import (
    BANDS,
    Candidate,
    Signed,
    are_siblings,
    are_versions,
    get_band,
    sign_candidate,
)

_NEIGHBORS = 8
"""Groups of a bucket that one is compared with: a thousand forms cost no million comparisons."""

_NO_NUMBERS: frozenset[str] = frozenset()


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
    signed = [sign_candidate(one, people) for one in candidates]
    groups = _Groups(signed)
    for bucket in chain(_list_named(signed), _list_similar(signed)):
        _join_bucket(groups, bucket)
    return groups.list_ranked()


class _Groups:
    """Sets of versions that grow together, never over numbers that distinguish siblings."""

    def __init__(self, signed: Sequence[Signed]) -> None:
        self.signed = signed
        self._parents = list(range(len(signed)))
        self._numbers = [[one.name.numbers, one.places] for one in signed]

    def find(self, place: int) -> int:
        while self._parents[place] != place:
            self._parents[place] = self._parents[self._parents[place]]
            place = self._parents[place]
        return place

    def join(self, first: int, second: int) -> None:
        one, other = sorted((self.find(first), self.find(second)))
        sides = list(zip(self._numbers[one], self._numbers[other], strict=True))
        if not any(are_siblings(left, right) for left, right in sides):
            self._parents[other] = one
            self._numbers[one] = [left | right for left, right in sides]

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
        (*(-number for number in name.version), 1),  # 3.1 before 3, and 1 before no number.
        is_archived(path),
        name.is_copy,
        len(path),
        path,
    )


def _list_named(signed: Sequence[Signed]) -> Iterator[list[int]]:
    """Yield the places of those whose names agree."""
    buckets: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
    for place, one in enumerate(signed):
        if one.name.subject and not one.name.is_empty and one.given.may_have_versions:
            buckets[one.name.subject, one.name.numbers].append(place)
    yield from (bucket for bucket in buckets.values() if len(bucket) > 1)


def _list_similar(signed: Sequence[Signed]) -> Iterator[list[int]]:
    """Yield the places of those that have a band of their signatures in common."""
    for band in range(BANDS):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for place, one in enumerate(signed):
            if one.signature:
                buckets[get_band(one.signature, band)].append(place)
        yield from (bucket for bucket in buckets.values() if len(bucket) > 1)


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
            if not same and are_versions(signed[leader], signed[place]):
                groups.join(leader, place)
        if not any(groups.find(leader) == groups.find(place) for leader in near):
            leaders[numbers].append(place)
