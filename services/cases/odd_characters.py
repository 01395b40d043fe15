"""Odd characters: what stands in a YAML file in place of a blank, a colon, a hyphen or a quote.

They look like what was meant, or cannot be seen at all. In a text they may be meant; therefore they
are looked for where a file is wrong, and around whole values.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from services.cases.yaml_reader import Path, Tree

_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INDENT = re.compile(rf"[ \t]*-?[ \t]*([{_BLANKS}{_UNSEEN}])[\s{_UNSEEN}-]*['\"]?\w")
_IN_KEY = re.compile(rf"[\s-]*['\"]?\w+([{_BLANKS}{_UNSEEN}])\w*['\"]?[ \t]*:(?:\s|$)")
_AFTER_COLON = re.compile(rf"[\s-]*['\"]?\w+['\"]?:([{_BLANKS}{_UNSEEN}])")
_COLON = re.compile(r"(?:^|[{,，｛])[\s-]*['\"]?[a-z_]+['\"]?\s*([：﹕∶︓])")
_COMMA = re.compile(r"[{\[][^\]}]*([，､、﹐])\s*[a-z_]+\s*:")
_BRACE = re.compile(r":\s*([｛［【])|([｝］】])\s*$")
_HYPHEN = re.compile(r"\s*([‐‑‒–—―−－•])\s*(?:\w+:|\{)")
_QUOTED = re.compile(r"[“”„‟«»‘’‚「『＂].*[“”„‟«»‘’‚」』＂]", re.DOTALL)
_MEANT = (
    (_INDENT.match, "use ordinary blanks"),
    (_IN_KEY.match, "delete it"),
    (_AFTER_COLON.match, "use an ordinary blank"),
    (_COLON.search, 'use the ordinary ":" and a blank'),
    (_COMMA.search, 'use the ordinary ","'),
    (_BRACE.search, "use the ordinary bracket"),
    (_HYPHEN.match, 'use the ordinary "-" and a blank'),
)


def find_odd_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield line (from 1) and sentence for what YAML does not take for what it looks like."""
    for number, line in enumerate(text.split("\n"), start=1):
        for find, way_out in _MEANT:
            if found := find(line):
                odd = next(filter(None, found.groups()))
                yield number, f"{_name(odd)} stands here: {way_out}"
                break


def check_quotes(tree: Tree) -> None:
    """Note a fault for each value in quotes that YAML takes for a part of the text."""
    for path, value in _list_texts(tree.data, ()):
        # Of an address, the right one is proposed.
        is_said = tree.is_broken(path) or path[-1:] == ("email",)
        if _QUOTED.fullmatch(value) and not is_said:
            quote = _name(value[0])
            tree.add_fault(
                tree.get_place(path).line,
                f'{quote} stands around this text: use straight quotes (") or none',
            )
            tree.broken.add(path)


def _list_texts(data: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    pairs: Iterable[tuple[str | int, object]] = ()
    if isinstance(data, dict | list):
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        yield from _list_texts(value, (*path, key))


def _name(character: str) -> str:
    name = unicodedata.name(character, "a character without a name").lower()
    article = "an" if name[0] in "aeiou" else "a"
    return f"{article} {name} (U+{ord(character):04X})"
