"""Staff folders: "Personal", "Personale", "Personnel", "Pessoal" may be the staff, or one's own.

What lies beneath and beside tells. The words are data, `staff` of
templates/policies/private-names.yaml. A file of its own, because no other rule about names looks
at other names.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

_FROM_BESIDE = 2
"""So many folders of offices beside it say in which language its name is the staff."""


@dataclass(frozen=True)
class StaffFolders:
    """Patterns over folded names.

    `names` are whole names of folders by language, `papers` what is kept of a staff, `offices`
    what other folders of an organization are called, by language; `is_life` tells what is private.
    """

    names: dict[str, frozenset[str]]
    papers: re.Pattern[str]
    offices: dict[str, re.Pattern[str]]
    is_life: Callable[[str], bool]

    def is_doubtful(self, folded: str) -> bool:
        """Whether a folder of this name may be the staff's."""
        return any(folded in names for names in self.names.values())

    def is_of_staff(self, folded: str, beneath: Collection[str], beside: Collection[str]) -> bool:
        """Whether what lies there speaks for the staff and nothing for private life.

        Args:
            folded: the name of the folder.
            beneath: the names that lie in it, folded.
            beside: those that lie where it lies, folded.
        """
        papers = {name for name in beneath if self.papers.search(f" {name} ")}
        if not beneath or any(map(self.is_life, {*beneath} - papers)):
            return False
        if papers:
            return True
        languages = [code for code, names in self.names.items() if folded in names]
        return any(
            sum(bool(self.offices[code].search(f" {name} ")) for name in beside) >= _FROM_BESIDE
            for code in languages
            if code in self.offices
        )
