"""Tree: the plain values of a YAML file, each with the line and column where it stands."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

Path = tuple[str | int, ...]
"""Where a value stands: keys, and positions in lists from 0."""


class Place(NamedTuple):
    """Lines and columns from 1, as editors count; of the key (or list entry) and of its value."""

    key_line: int
    key_column: int
    line: int
    column: int


MAX_FAULTS = 1000
"""As many sentences as anybody could read; how many more there are is said."""
NOWHERE = Place(0, 0, 0, 0)
"""Of a value in a file that is read without places, such as JSON."""


@dataclass
class Tree:
    """What a file says, and where it says it.

    Scalars are texts exactly as typed, but for plain true and false; a key without a value is in
    `places` and not in `data`.
    """

    file: str
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    """Line and sentence of what is wrong with the YAML itself."""
    broken: set[Path] = field(default_factory=set)
    """Places that have such a fault already; nothing more is said about them."""

    def add_fault(self, line: int, sentence: str) -> None:
        """Note a fault; its sentence is completed with file and line."""
        self.faults.append((line, sentence))

    def get_place(self, path: Path) -> Place:
        """Return the place of the value, or of the nearest thing around it that has one."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, NOWHERE)

    def find(self, path: Path) -> Any:
        """Return the value at this path, or None."""
        node = self.data
        for part in path:
            try:
                node = node[part]
            except (KeyError, IndexError, TypeError):
                return None
        return node

    def is_broken(self, path: Path) -> bool:
        """Whether this value, or one that it stands in, has been complained of already."""
        return any(path[:size] in self.broken for size in range(len(path) + 1))

    def list_faults(self) -> list[str]:
        """Return the sentences in the order of the file, each once; at most `MAX_FAULTS`."""
        ordered = list(dict.fromkeys(sorted(self.faults, key=lambda fault: fault[0])))
        said = [
            f"{self.file}, line {line}: {sentence}" if line else f"{self.file}: {sentence}"
            for line, sentence in ordered[:MAX_FAULTS]
        ]
        left_out = len(ordered) - len(said)
        if left_out:
            said.append(f"{self.file}: {left_out:,} more faults follow: correct these first")
        return said
