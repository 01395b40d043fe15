"""Excludes: what a case keeps out, in the spellings that people use; what is in doubt is kept out.

A pattern of one name (`hr`, `hr/`, `hr/**`, `*.tmp`) holds at every depth. One with a path
(`drive/hr`) begins at the case file, at a source, at a folder above it, or is absolute. Nothing
depends on upper case, on how Unicode spells a letter, on blanks or on what cannot be seen. A `*`
that begins a name may stand for folders too; `[ ]` is taken literally and as a set of letters.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product
from math import prod
from pathlib import Path
from urllib.parse import unquote, urlsplit

from models.normal_forms import normalize

_ALIKE = str.maketrans("‘’‚‛ʼ`´“”„‟«»‐‑‒–—―−", "'''''''\"\"\"\"\"\"-------")
"""Quotes and dashes that an office program puts in place of what was typed."""
_QUOTES = " '\"`‘’“”„«»"
_ESCAPE = re.compile(r"\\(?=[][#!*?{}\\ ])")
_BRACES = re.compile(r"\{([^{}/]*,[^{}/]*)\}")
_SET = re.compile(r"\[([!^]?)(\][^]/]*|[^]/]+)\]")
_WILD = frozenset("*?[")
_ALL = frozenset({"*", "**", "*.*"})
"""As the last part of a path: everything in the folder before."""
_MOST_CHOICES = 256


def fold_path(text: str) -> str:
    """Return a path as it is compared: one spelling of everything that looks the same."""
    seen = text.translate(_ALIKE)
    if not seen.isascii():
        composed = normalize("NFKC", seen).translate(_ALIKE).casefold()
        visible = "".join(one for one in composed if unicodedata.category(one) != "Cf")
        seen = normalize("NFKC", visible)
    parts = seen.replace("\\", "/").casefold().split("/")
    return "/".join(" ".join(part.split()) for part in parts)


@dataclass(frozen=True)
class _Pattern:
    """One way to read what was written, as folded parts of a path; none means everything."""

    parts: tuple[str, ...]
    has_sets: bool

    @property
    def is_name(self) -> bool:
        return len(self.parts) == 1

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return self._compile(self.parts)

    @cached_property
    def above(self) -> tuple[re.Pattern[str], ...]:
        """What the folders look like that lead to it."""
        return tuple(self._compile(self.parts[:size]) for size in range(1, len(self.parts)))

    @cached_property
    def ending(self) -> str:
        """What a path must end with, where that is known: there are many paths."""
        last = self.parts[-1] if self.parts else ""
        return "" if _WILD & set(last) else last

    def _compile(self, parts: Sequence[str]) -> re.Pattern[str]:
        return re.compile(self._write(parts), re.DOTALL)

    def _write(self, parts: Sequence[str]) -> str:
        groups, before = [""], ""
        for number, part in enumerate(parts, start=1):
            if part.startswith("*") and not self.is_name and before not in ("*", "**"):
                groups.append("")
            if part != "**":
                groups[-1] += _write_part(part, has_sets=self.has_sets)
                groups[-1] += "/" if number < len(parts) else ""
            before = part
        # At whatever depth, the first place that fits will do, but for the last.
        first, *deep = groups
        written = [f"(?>(?:.*?/)??{group})" for group in deep[:-1]]
        return "".join([first, *written, *(f"(?:.*/)?{group}" for group in deep[-1:])])


def _write_part(part: str, *, has_sets: bool) -> str:
    # Between two stars the first place that fits will do: no name takes long to compare.
    first, *others = re.split(r"\*+", part)
    written = [_write_letters(first, has_sets=has_sets)]
    for number, piece in enumerate(others, start=1):
        letters = _write_letters(piece, has_sets=has_sets)
        written.append(f"(?>[^/]*?{letters})" if number < len(others) else f"[^/]*{letters}")
    return "".join(written)


def _write_letters(piece: str, *, has_sets: bool) -> str:
    written, at = [], 0
    while at < len(piece):
        letters = _SET.match(piece, at) if has_sets else None
        if letters:
            written.append(_write_set(letters))
        else:
            written.append("[^/]" if piece[at] == "?" else re.escape(piece[at]))
        at = letters.end() if letters else at + 1
    return "".join(written)


def _write_set(letters: re.Match[str]) -> str:
    inside = re.sub(r"([][\\^&~|])", r"\\\1", letters[2])
    written = f"(?!/)[{'^' if letters[1] else ''}{inside}]"
    try:
        re.compile(written)
    except re.error:
        return re.escape(letters[0])  # "[z-a]" is no set of letters.
    return written


class Excludes:
    """The excludes of a case for one of its sources; notes which of them hold something back."""

    def __init__(self, globs: Iterable[str], root: Path, label: str) -> None:
        """Read the excludes.

        Args:
            globs: as the case file writes them.
            root: where the source is on this machine.
            label: what paths of the source begin with.
        """
        self.matched: set[str] = set()
        self._patterns = [(glob, pattern) for glob in globs for pattern in _read_glob(glob)]
        places = (label, str(root), os.path.realpath(root))
        self._roots = tuple(dict.fromkeys(fold_path(place).strip("/") for place in places))
        self._label = self._roots[0]

    def covers_source(self) -> bool:
        """Whether the source as a whole is excluded."""
        return self._note(glob for glob, pattern in self._patterns if self._has_root(pattern))

    def has(self, below: str) -> bool:
        """Whether a file or folder is excluded, by its path below the source."""
        path = fold_path(below)
        return self._note(glob for glob, pattern in self._patterns if self._has_path(pattern, path))

    def has_within(self, below: str) -> bool:
        """Whether a file is excluded by itself or by a folder that it lies in."""
        parts = below.split("/")
        return any(self.has("/".join(parts[:size])) for size in range(1, len(parts) + 1))

    def pass_by(self, below: str) -> None:
        """Note that a folder is not entered: what is to be kept out below it, is."""
        path = fold_path(below)
        self._note(
            glob
            for glob, pattern in self._patterns
            if glob not in self.matched and any(self._find(regex, path) for regex in pattern.above)
        )

    def pass_by_source(self) -> None:
        """Note that the source is not looked into: what is to be kept out below it, is."""
        self._note(
            glob
            for glob, pattern in self._patterns
            for regex in pattern.above
            if any(self._find_from(regex, root) for root in self._roots)
        )

    def _note(self, globs: Iterable[str]) -> bool:
        found = set(globs)
        self.matched |= found
        return bool(found)

    def _has_root(self, pattern: _Pattern) -> bool:
        if not pattern.parts:
            return True
        if pattern.is_name:
            return any(map(pattern.regex.fullmatch, self._label.split("/")))
        roots = self._roots if not _WILD & set(pattern.parts[0]) else (self._label,)
        return any(
            self._find_from(pattern.regex, place) for root in roots for place in _list_places(root)
        )

    def _has_path(self, pattern: _Pattern, path: str) -> bool:
        if not path.endswith(pattern.ending):
            return False
        if pattern.is_name:
            return pattern.regex.fullmatch(path.rpartition("/")[2]) is not None
        return self._find(pattern.regex, path)

    def _find(self, regex: re.Pattern[str], path: str) -> bool:
        return any(self._find_from(regex, f"{root}/{path}", len(root) + 1) for root in self._roots)

    @staticmethod
    def _find_from(regex: re.Pattern[str], whole: str, last: int | None = None) -> bool:
        """Whether it is the path from one of the folders on that lead to it, up to `last`."""
        starts = [0, *(found.end() for found in re.finditer("/", whole[:last]))]
        return any(regex.fullmatch(whole, start) for start in starts)


def _list_places(root: str) -> Iterator[str]:
    """Yield the root and the folders that it lies in."""
    parts = root.split("/")
    return ("/".join(parts[:size]) for size in range(1, len(parts) + 1))


def _read_glob(glob: str) -> tuple[_Pattern, ...]:
    spellings = dict.fromkeys(chain.from_iterable(map(_read_braces, _spell(glob))))
    read = dict.fromkeys(map(_split, spellings))
    return tuple(_Pattern(parts, has_sets) for parts, has_sets in product(read, (False, True)))


def _spell(glob: str) -> Iterator[str]:
    """Yield what may be meant: with quotes, as the address of a file, with `~` or backslashes."""
    bare = glob.strip(_QUOTES)
    texts = [glob, bare]
    if bare.casefold().startswith("file:"):
        texts.append(unquote(urlsplit(bare.replace("\\", "/")).path))
    if bare.startswith("~"):
        texts.append(os.path.expanduser(bare))  # noqa: PTH111 - a pattern is no path
    for text in texts:
        yield text
        yield _ESCAPE.sub("", text)
        if text.startswith("/"):
            yield _follow_links(text)


def _follow_links(text: str) -> str:
    """Return an absolute pattern with the folders before its first wildcard as they really are."""
    fixed: list[str] = []
    parts = text.split("/")
    while parts and not _WILD & set(parts[0]):
        fixed.append(parts.pop(0))
    return "/".join([os.path.realpath("/".join(fixed) or "/"), *parts])


def _read_braces(text: str) -> Iterator[str]:
    yield text
    choices = [found.split(",") for found in _BRACES.findall(text)]
    if prod(map(len, choices)) > _MOST_CHOICES:
        yield _BRACES.sub("*", text)
    elif choices:
        between = _BRACES.sub("\0", text).split("\0")
        for chosen in product(*choices):
            yield "".join(chain.from_iterable(zip(between, (*chosen, ""), strict=True)))


def _split(text: str) -> tuple[str, ...]:
    parts: list[str] = []
    for part in fold_path(text).split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", ".", ".."):
            parts.append(part)
    while parts and parts[-1] in _ALL:
        parts.pop()
    # A name holds at every depth, with and without "**/" before it.
    while len(parts) == 2 and parts[0] == "**":
        parts.pop(0)
    return tuple(parts)
