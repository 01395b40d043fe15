"""Document: one file of the story's drive, read from its Markdown source with front matter."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from ruamel.yaml import YAML

from examples.dakar_story.blocks import Block, parse_blocks

FRONT_MATTER_MARK = "---\n"


@dataclass(frozen=True)
class Document:
    """What one file says, who wrote it and when; `path` is its place on the drive."""

    path: str
    title: str
    authors: tuple[str, ...]
    created_at: datetime
    modified_at: datetime
    text: str
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Block]:
        """The text as headings, paragraphs, lists and tables."""
        return parse_blocks(self.text)

    @property
    def format(self) -> str:
        """The format it is written in: that of its name, unless the story mislabels it."""
        return str(self.extra.get("written_as") or PurePosixPath(self.path).suffix.lstrip("."))

    @property
    def last_author(self) -> str:
        """Who saved it last."""
        return self.authors[-1]

    @property
    def language(self) -> str:
        """Language tag of the text, such as fr-SN."""
        return str(self.extra.get("language", "en-GB"))


def read_documents(folder: Path) -> list[Document]:
    """Read every `*.md` source under `folder`, in the order of their paths.

    Args:
        folder: Holds one source a file; `Budget/Rates.csv.md` becomes `Budget/Rates.csv`.
    """
    sources = sorted(folder.rglob("*.md"), key=lambda path: path.relative_to(folder).as_posix())
    return [_read_document(source, folder) for source in sources]


def _read_document(source: Path, folder: Path) -> Document:
    _, head, text = source.read_text(encoding="utf-8").split(FRONT_MATTER_MARK, 2)
    facts: dict[str, Any] = YAML(typ="safe").load(head)
    path = source.relative_to(folder).as_posix().removesuffix(".md")
    return Document(
        path=path,
        title=facts.pop("title", ""),
        authors=tuple(facts.pop("authors", ["Ana Sow"])),
        created_at=_as_utc(facts.pop("created")),
        modified_at=_as_utc(facts.pop("modified")),
        text=text,
        extra=facts,
    )


def _as_utc(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC)
