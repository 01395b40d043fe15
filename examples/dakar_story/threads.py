"""Threads: reads the mail stories, threads typed by hand and series with a row a mail."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from ruamel.yaml import YAML

from examples.dakar_story.letter import Letter, Person

HEAD = re.compile(
    r"@ (?P<at>\S+ \S+) (?P<sender>\w+) > (?P<to>\w+(?:, \w+)*)"
    r"(?: cc (?P<cc>\w+(?:, \w+)*))?(?P<options>(?: \[[^\]]+\])*)"
)
OPTION = re.compile(r"\[(\w+) ?([^\]]*)\]")
ANSWER_COLUMN = "answer"
INVITE_COLUMN = "invite"


@dataclass(frozen=True)
class Cast:
    """The people of the stories by their short names."""

    people: dict[str, Person]

    def find_all(self, names: str | None) -> tuple[Person, ...]:
        """Return the people of a list such as `ana, moussa`; none for an empty one."""
        return tuple(self.people[name] for name in (names or "").split(", ") if name)


def read_threads(path: Path, cast: Cast) -> list[Letter]:
    """Read a file of threads: `# subject`, then `@ time sender > receivers` and the text."""
    letters: list[Letter] = []
    for story in re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        subject, _, rest = story.partition("\n")
        letters += _read_thread(subject.strip(), rest, cast)
    return letters


def _read_thread(subject: str, story: str, cast: Cast) -> list[Letter]:
    letters: list[Letter] = []
    for part in re.split(r"^(?=@ )", story, flags=re.MULTILINE)[1:]:
        head, _, text = part.partition("\n")
        found = HEAD.fullmatch(head.strip())
        if not found:
            raise ValueError(f"This line does not tell who writes to whom: {head}")
        letter = Letter(
            sender=cast.people[found["sender"]],
            to=cast.find_all(found["to"]),
            cc=cast.find_all(found["cc"]),
            sent_at=_as_instant(found["at"]),
            subject=subject,
            text=text.strip(),
            options=dict(OPTION.findall(found["options"])),
            earlier=tuple(letters),
        )
        letters.append(letter)
    return letters


def read_series(path: Path, cast: Cast) -> list[Letter]:
    """Read a file of series: a subject and a text with places, and a row of facts for each mail."""
    series: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return [letter for one in series for row in _list_rows(one) for letter in _fill(one, row, cast)]


def _list_rows(series: dict[str, Any]) -> list[str]:
    rows: str = series["rows"]
    return [row for row in rows.splitlines() if row]


def _fill(series: dict[str, Any], row: str, cast: Cast) -> list[Letter]:
    cells = [cell.strip() for cell in row.split("|")]
    facts = dict(zip(series["columns"], cells, strict=True))
    environment = Environment(autoescape=False, undefined=StrictUndefined)  # noqa: S701 - plain text mails
    letter = Letter(
        sender=cast.people[series["from"]],
        to=cast.find_all(series["to"]),
        cc=cast.find_all(series.get("cc")),
        sent_at=_as_instant(facts["at"]),
        subject=environment.from_string(series["subject"]).render(facts),
        text=environment.from_string(series["text"]).render(facts).strip(),
        options={INVITE_COLUMN: facts[INVITE_COLUMN]} if INVITE_COLUMN in facts else {},
    )
    return [letter, *_answer(letter, facts.get(ANSWER_COLUMN, ""))]


def _answer(letter: Letter, text: str) -> list[Letter]:
    """The receiver's answer, three hours later, where the row has one."""
    if not text:
        return []
    sent_at = letter.sent_at + timedelta(hours=3, minutes=7)
    options = {"quote": ""}
    return [
        Letter(
            letter.to[0], (letter.sender,), (), sent_at, letter.subject, text, options, (letter,)
        )
    ]


def _as_instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
