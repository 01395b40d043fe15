"""YAML reader: YAML 1.2 into a tree of plain values, without anchors, tags and other surprises.

Tree: the plain values of a YAML file, each with the line and column where it stands.
"""

import re
from collections.abc import Iterable
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
    SequenceStartEvent,
)

from services.cases.fault_words import quote
from services.cases.yaml_faults import TooDeepError, explain_yaml_error
from services.texts import find_forbidden_character

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


def read_yaml(text: str, file: str) -> Tree:
    """Return the tree of a YAML text; what is wrong with it is in the tree's faults."""
    tree = Tree(file)
    builder = _Builder(tree, text)
    try:
        builder.build(YAML(typ="safe", pure=True).parse(text))
    except (YAMLError, YAMLStreamError, ValueError, ArithmeticError, RecursionError) as fault:
        # An escape such as "\UFFFFFFFF" reaches chr() unchecked.
        tree.add_fault(*explain_yaml_error(fault, text))
        tree.broken.add(())
    return tree


@dataclass
class _Frame:
    """A mapping or a list that is being filled."""

    value: Any
    path: Path
    key: str | None = None
    key_place: tuple[int, int] = (1, 1)
    seen: dict[str, int] = field(default_factory=dict)


class _Builder:
    def __init__(self, tree: Tree, text: str) -> None:
        self.tree = tree
        self.text = text
        self.stack: list[_Frame] = []
        self.documents = 0

    def build(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, DocumentStartEvent):
                self.documents += 1
                if self.documents == 2:
                    self._complain(event, 'a second document begins with "---": keep only one')
            elif self.documents < 2:
                self._take(event)

    def _take(self, event: Event) -> None:
        if isinstance(event, NodeEvent):
            self._refuse_extras(event)
            self._take_node(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.stack.pop()

    def _take_node(self, event: NodeEvent) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame and isinstance(frame.value, dict) and frame.key is None:
            self._take_key(frame, event)
            return
        path = self._place(frame, event)
        if isinstance(event, ScalarEvent):
            self._put(frame, self._get_scalar(event))
        elif isinstance(event, AliasEvent):
            self._put(frame, None)
        else:
            value: Any = {} if isinstance(event, MappingStartEvent) else []
            self._put(frame, value)
            self._open(_Frame(value, path), event)

    def _place(self, frame: _Frame | None, event: Event) -> Path:
        """Note where the coming value stands, and return its path."""
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if frame is None:
            path: Path = ()
            key_line, key_column = line, column
        elif isinstance(frame.value, list):
            path = (*frame.path, len(frame.value))
            key_line, key_column = line, column
        else:
            path = (*frame.path, frame.key or "")
            key_line, key_column = frame.key_place
        self.tree.places[path] = Place(key_line, key_column, line, column)
        return path

    def _put(self, frame: _Frame | None, value: Any) -> None:
        if frame is None:
            self.tree.data = value
        elif isinstance(frame.value, list):
            frame.value.append(value)
        else:
            if value is not None:
                frame.value[frame.key] = value
            frame.key = None

    def _take_key(self, frame: _Frame, event: NodeEvent) -> None:
        if not isinstance(event, ScalarEvent):
            self._complain(event, "a key must be a word: put the text before the colon in quotes")
            frame.key = ""
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                is_list = isinstance(event, SequenceStartEvent)
                self._open(_Frame([] if is_list else {}, (*frame.path, "")), event)
            return
        key, line = event.value, event.start_mark.line + 1
        self._refuse_control_characters(event)
        if key in frame.seen:
            first = frame.seen[key]
            self._complain(
                event, f"the key {quote(key)} stands here again after line {first}: keep one"
            )
            # The first one counts; what the second one says is kept apart and not looked at.
            key = f"{key} (again)"
            self.tree.broken.add((*frame.path, key))
        frame.seen.setdefault(key, line)
        frame.key, frame.key_place = key, (line, event.start_mark.column + 1)

    def _open(self, frame: _Frame, event: Event) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise TooDeepError(event.start_mark.line + 1)
        self.stack.append(frame)

    def _get_scalar(self, event: ScalarEvent) -> Any:
        text: str = event.value
        if not event.style and event.tag is None and text in _WORDS:
            return _WORDS[text]
        self._refuse_control_characters(event)
        if not event.style and _LOST_NUMBER.match(self.text, event.end_mark.index):
            self._complain(event, 'what begins with " #" is taken for a remark: use quotes')
        return text

    def _refuse_control_characters(self, event: ScalarEvent) -> None:
        position = find_forbidden_character(event.value)
        if position is not None:
            self._complain(
                event,
                f"the text holds the character U+{ord(event.value[position]):04X}, "
                "which no document can show: delete it",
            )
            # It may be a key, which nobody should see on a terminal either.
            self.tree.broken.add((*(self.stack[-1].path if self.stack else ()), event.value))

    def _refuse_extras(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent):
            self._complain(
                event, f"{quote('*' + event.anchor)} repeats another value: write it out here"
            )
        elif event.anchor is not None:
            self._complain(
                event, f"{quote('&' + event.anchor)} is an anchor, which is not read: remove it"
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            short = str(tag).replace("tag:yaml.org,2002:", "!!")
            self._complain(event, f"{quote(short)} is a tag, which is not read: remove it")

    def _complain(self, event: Event, sentence: str) -> None:
        self.tree.add_fault(event.start_mark.line + 1, sentence)
        frame = self.stack[-1] if self.stack else None
        if frame is None:
            self.tree.broken.add(())
        elif isinstance(frame.value, list):
            self.tree.broken.add((*frame.path, len(frame.value)))
        elif frame.key is not None:
            self.tree.broken.add((*frame.path, frame.key))
