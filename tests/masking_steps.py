"""Masking steps: what masking looks at, counted; a program of its own, which changes `re`.

Reads parts of texts as JSON and writes, for each, the steps for a text of such parts and for one
of four times its length. A step is a call, or a character that is searched, cut out or matched.
The same code takes the same steps on every machine.
"""

import json
import re
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any, SupportsIndex

# Others than ours may pass compiled patterns to `re`, which takes its own alone.
import ruamel.yaml  # noqa: F401 - see above

from models.values import Value  # noqa: F401 - brings pydantic

_LENGTH = 2_000
_taken = 0


def take(steps: int) -> None:
    global _taken  # noqa: PLW0603 - a counter for the whole program
    _taken += steps


class Text(str):
    """A text that counts what is cut out of it and what is looked through."""

    __slots__ = ()

    def lower(self) -> "Text":
        return Text(super().lower())

    def find(self, part: str, start: Any = 0, end: Any = sys.maxsize) -> int:
        at = super().find(part, start, end)
        take((at if at >= 0 else min(end, len(self))) - start)
        return at

    def __contains__(self, part: object) -> bool:
        return self.find(str(part)) >= 0

    def rfind(self, part: str, start: Any = 0, end: Any = sys.maxsize) -> int:
        at = super().rfind(part, start, end)
        take(min(end, len(self)) - (at if at >= 0 else start))
        return at

    def __getitem__(self, place: SupportsIndex | slice) -> str:
        cut = super().__getitem__(place)
        take(len(cut))
        return cut


class Pattern:
    """A pattern that counts the characters from where it begins to look to where it ends."""

    def __init__(self, pattern: "re.Pattern[str]") -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def match(self, text: str, *window: int) -> "re.Match[str] | None":
        found = self._pattern.match(text, *window)
        take(len(found[0]) if found else 1)
        return found

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> "re.Match[str] | None":
        found = self._pattern.search(text, start, end)
        take((found.end() if found else min(end, len(text))) - start)
        return found

    def finditer(
        self, text: str, start: int = 0, end: int = sys.maxsize
    ) -> "Iterator[re.Match[str]]":
        for found in self._pattern.finditer(text, start, end):
            take(found.end() - start)
            start = found.end()
            yield found
        take(max(0, min(end, len(text)) - start))


def count_steps(text: str) -> int:
    """Return the steps that masking takes."""
    from services.secrets.masking import mask_secrets

    def note(_frame: FrameType, event: str, _given: object) -> None:
        take(event in ("call", "c_call"))

    before = _taken
    sys.setprofile(note)
    mask_secrets(Text(text))
    sys.setprofile(None)
    return _taken - before


def main() -> None:
    compiled = re.compile
    re.compile = lambda *given: Pattern(compiled(*given))  # type: ignore[assignment]
    count_steps("password: Kaolack77")
    texts = [part * (_LENGTH // len(part)) for part in json.load(sys.stdin)]
    json.dump([(count_steps(text), count_steps(text * 4)) for text in texts], sys.stdout)


if __name__ == "__main__":
    main()
