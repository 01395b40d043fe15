"""Allowed globs: the paths of a yes, which mean what they mean in a .gitignore file.

A file of its own, because whoever writes one may write any number of stars: the patterns of
pathspec then try all ways to share a name among them, which takes for ever.
"""

import re
from collections.abc import Iterable

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

_LETTER = r"\\.|\[(?>\^?\]?)[^\]]*\]"
_STAR = re.compile(rf"\[\^/\]([*+])((?:{_LETTER}|[^\[\\/(])*?)(?=\[\^/\][*+])", re.DOTALL)
_DEPTH = re.compile(
    rf"\(\?:(?P<front>/?)\.\+(?P<back>/?)\)\?(?P<parts>(?:{_LETTER}|[^\[\\(])*?)(?=\(\?:/\.\+\)\?)",
    re.DOTALL,
)


class _Pattern(GitIgnoreSpecPattern):
    """A glob in which the first place that fits between two stars will do, as it is for names."""

    @classmethod
    def pattern_to_regex(cls, pattern: str) -> tuple[str | None, bool | None]:  # type: ignore[override]
        """Return the pattern with nothing to try again, and whether it lets through."""
        regex, is_included = super().pattern_to_regex(pattern)
        if regex is None:
            return None, is_included
        deep = _DEPTH.sub(r"(?>(?:\g<front>.+?\g<back>)??\g<parts>(?=/))", regex)
        return _STAR.sub(r"(?>[^/]\1?\2)", deep), is_included


def read_globs(globs: Iterable[str]) -> GitIgnoreSpec:
    """Return what says whether a path matches any of these; "!" takes back what one before let."""
    return GitIgnoreSpec.from_lines(globs, _Pattern)
