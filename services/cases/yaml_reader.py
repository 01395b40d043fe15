"""YAML reader: YAML 1.2 as plain values with their lines; no anchors, tags, other surprises.

It reads events. With marks of nodes (`compose`) an alias has the place of its anchor, and a typed
tag looks like any other; with `CommentedMap.lc` 007 is 7, and a second equal key ends it all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from services.cases.fault_words import quote
from services.cases.yaml_faults import TooDeepError, explain_yaml_error
from services.texts import find_forbidden_character, say_more_faults

Path = tuple[str | int, ...]
"""Where a value is: keys, and positions in lists from 0."""


MAX_FAULTS = 1000
"""More sentences than anybody reads; a last one counts the rest."""
MAX_DEPTH = 12
# The core schema of YAML 1.2, without its numbers: a number stays as it was typed (007, 1.50),
# and the model that wants a number makes one of it. So NO stays the country and no the word.
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# "Contract #12" without quotes would come out as "Contract", and nobody would notice.
_LOST_NUMBER = re.compile(r"[ \t]+#[0-9]")


class Place(NamedTuple):
    """Lines from 1, as editors count: of the key (or list entry), and of its value."""

    key_line: int
    line: int


NOWHERE = Place(0, 0)
"""Of a value in a file that is read without places, such as JSON."""


@dataclass
class Tree:
    """What a file says, and where it says it.

    Scalars are texts exactly as typed, except plain true and false; a key without a value is in
    `places` and not in `data`.
    """

    file: str
    data: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    """Line and sentence of what is wrong with the YAML itself."""
    broken: set[Path] = field(default_factory=set)
    """Places that have such a fault already; no other fault is added for them."""
    text: str = ""
    """What was read, for a closer look where something is wrong."""

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
        """Whether this value, or one around it, has a fault already."""
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
            said.append(f"{self.file}: {say_more_faults(left_out)}")
        return said


def read_yaml(text: str, file: str) -> Tree:
    """Return the tree of a YAML text; what is wrong with it is in the tree's faults."""
    tree = Tree(file, text=text)
    try:
        _Reader(tree, text).read()
    except (YAMLError, YAMLStreamError, ValueError, ArithmeticError, RecursionError) as fault:
        # An escape such as "\UFFFFFFFF" reaches chr() unchecked.
        tree.add_fault(*explain_yaml_error(fault, text))
        tree.broken.add(())
    return tree


class _Reader:
    def __init__(self, tree: Tree, text: str) -> None:
        self.tree = tree
        self.text = text
        self.events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)

    def read(self) -> None:
        documents = 0
        for event in self.events:
            documents += isinstance(event, DocumentStartEvent)
            if documents == 1 and isinstance(event, NodeEvent):
                self._read_value(event, ())
            elif documents == 2 and isinstance(event, DocumentStartEvent):
                self._complain(event, 'a second document begins with "---": keep only one', ())

    def _read_value(self, event: NodeEvent, path: Path, key: Event | None = None) -> Any:
        key_mark, mark = (key or event).start_mark, event.start_mark
        self.tree.places[path] = Place(key_mark.line + 1, mark.line + 1)
        self._refuse_extras(event, path)
        if isinstance(event, ScalarEvent):
            value = self._read_scalar(event, path)
        else:
            value = self._read_group(event, path)
        if not path:
            self.tree.data = value
        return value

    def _read_group(self, event: NodeEvent, path: Path) -> Any:
        """Return the mapping or list that begins here; None for an alias, refused already."""
        if isinstance(event, AliasEvent):
            return None
        if len(path) >= MAX_DEPTH:
            raise TooDeepError(event.start_mark.line + 1)
        return (
            self._read_mapping(path)
            if isinstance(event, MappingStartEvent)
            else self._read_list(path)
        )

    def _read_mapping(self, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        if not path:
            # What a broken file says of its format is looked at all the same.
            self.tree.data = mapping
        lines: dict[str, int] = {}
        while not isinstance(key := next(self.events), MappingEndEvent):
            name = self._read_key(key, path, lines)
            value = self._read_value(next(self.events), (*path, name), key)
            if value is not None:
                mapping[name] = value
        return mapping

    def _read_list(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            values.append(self._read_value(event, (*path, len(values))))
        return values

    def _read_key(self, event: NodeEvent, path: Path, lines: dict[str, int]) -> str:
        self._refuse_extras(event)
        if not isinstance(event, ScalarEvent):
            self._complain(event, "a key must be a word: put the text before the colon in quotes")
            self._read_group(event, (*path, ""))
            return ""
        name: str = event.value
        # A key with such a character should not be seen on a terminal either.
        self._refuse_control_characters(event, (*path, name))
        if name in lines:
            first = lines[name]
            self._complain(
                event, f"the key {quote(name)} stands here again after line {first}: keep one"
            )
            # The first one counts; what the second one says is kept apart and not looked at.
            name = f"{name} (again)"
            self.tree.broken.add((*path, name))
        lines.setdefault(name, event.start_mark.line + 1)
        return name

    def _read_scalar(self, event: ScalarEvent, path: Path) -> Any:
        text: str = event.value
        if not event.style and event.tag is None and text in _WORDS:
            return _WORDS[text]
        self._refuse_control_characters(event, path)
        if not event.style and _LOST_NUMBER.match(self.text, event.end_mark.index):
            self._complain(event, 'what begins with " #" is read as a comment: use quotes', path)
        return text

    def _refuse_control_characters(self, event: ScalarEvent, path: Path) -> None:
        position = find_forbidden_character(event.value)
        if position is not None:
            sentence = f"the text holds the character U+{ord(event.value[position]):04X}, "
            self._complain(event, f"{sentence}which no document can show: delete it", path)

    def _refuse_extras(self, event: NodeEvent, path: Path | None = None) -> None:
        if isinstance(event, AliasEvent):
            name = quote("*" + event.anchor)
            self._complain(event, f"{name} repeats another value: write it out here", path)
        elif event.anchor is not None:
            name = quote("&" + event.anchor)
            self._complain(event, f"{name} is an anchor, which is not read: remove it", path)
        tag = getattr(event, "tag", None)
        if tag is not None:
            short = str(tag).replace("tag:yaml.org,2002:", "!!")
            self._complain(event, f"{quote(short)} is a tag, which is not read: remove it", path)

    def _complain(self, event: Event, sentence: str, path: Path | None = None) -> None:
        """Note a fault, and that nothing more is to be said about the value at this path."""
        self.tree.add_fault(event.start_mark.line + 1, sentence)
        if path is not None:
            self.tree.broken.add(path)
