"""Private life by points: a name that does not say "private" is closed where enough speaks for it.

The words are data, `points` of templates/policies/private-names.yaml; so is what each is worth.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_CLOSED_FROM = 3
_GRADES = {"sure": 3, "likely": 2, "kin": 1, "possible": 1}
_OWN, _HOME, _ALONE, _WORK, _WORK_ABOVE = 2, 1, 1, -4, -3
_MOST_NAMES = 3
"""A person's name has no more words than these."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Life:
    """One pattern over folded names for each class of words; `fold` makes such a name."""

    patterns: Mapping[str, re.Pattern[str]]
    fold: Callable[[str], str]

    def find_mark(self, name: str, folded: str, above: Sequence[str]) -> str | None:
        """Return the word of private life that closes a name below these folders, or None."""
        said = {
            grade: found.group().strip()
            for grade in (*_GRADES, "owned")
            if (found := self.patterns[grade].search(f" {folded} "))
        }
        if not said:
            return None
        points = sum(_GRADES.get(grade, 0) for grade in said) + self._weigh_name(name, folded, said)
        if points < _CLOSED_FROM - _HOME:
            return None
        is_closed = points + self._weigh_folders(above) >= _CLOSED_FROM
        return next(iter(said.values())) if is_closed else None

    def _weigh_name(self, name: str, folded: str, said: Mapping[str, str]) -> int:
        """Weigh what stands beside the words of private life."""
        beside = self.patterns["sure"].sub(" · ", f" {folded} ")
        points = _WORK * self._is_work(beside)
        points += _OWN * bool("owned" in said or self.patterns["own"].search(beside))
        for grade in _GRADES:
            beside = self.patterns[grade].sub(" · ", beside)
        is_named = said.keys() - {"possible"}
        return points + _ALONE * bool(is_named and self._is_of_person(name, beside))

    def _is_of_person(self, name: str, beside: str) -> bool:
        """Whether nothing but a date or a person's name stands beside: "CV Ruth Adeyemi 2026"."""
        words = _WORD.findall(self.patterns["small"].sub(" ", beside))
        # Scripts without capitals tell no names: there any word may be one.
        capitals = {self.fold(word) for word in _WORD.findall(name) if not word[0].islower()}
        return len(words) <= _MOST_NAMES and capitals.issuperset(words)

    def _weigh_folders(self, above: Sequence[str]) -> int:
        folded = [f" {self.fold(folder)} " for folder in above]
        homes = [(self.patterns["homes"].search(folder), folder) for folder in folded]
        is_home = any(found and found.group() == folder.strip() for found, folder in homes)
        is_home = is_home or any(self.patterns["own"].search(folder) for folder in folded)
        is_work = any(self.patterns["work"].search(folder) for folder in folded)
        return _HOME * is_home + _WORK_ABOVE * is_work

    def _is_work(self, folded: str) -> bool:
        return any(self.patterns[words].search(folded) for words in ("work", "papers"))
