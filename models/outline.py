"""Outline: a document before it has a format: sections of blocks, texts in their language.

HTML, PDF and DOCX are drawn from the same outline, so that an item has the same anchor, the same
words and the same order in all of them. Texts are plain unless the field says Markdown; nothing in
them is markup of a format, and every renderer must escape them.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from models.values import Value
from models.words import Language


class Tone(StrEnum):
    """How an item calls: drawn as a rule and a tint, and always said in words as well."""

    risk = "risk"
    do_first = "do_first"
    decision = "decision"
    know_how = "know_how"
    plain = "plain"


class LabelledText(Value):
    """A labelled value; `texts` are Markdown, a list where there are several.

    With `is_plain` they are names, places or addresses, which are never interpreted.
    """

    label: str
    texts: tuple[str, ...]
    is_plain: bool = False


class Item(Value):
    """One record or thing, with its notes for the margin (whom to ask, where, due)."""

    block: Literal["item"] = "item"
    anchor: str
    tone: Tone = Tone.plain
    kind: str
    """The kind's name in the document's language, said beside the title."""
    title: str
    body: str | None = None
    """Markdown."""
    fields: tuple[LabelledText, ...] = ()
    notes: tuple[LabelledText, ...] = ()
    """Short facts for the narrow column: due, with whom, where, owner, source."""
    stamp: str | None = None
    """Said only where it differs from the document's own notice."""
    is_urgent: bool = False


class Cell(Value):
    """A cell of a table; `target` is the anchor of an item in the same document."""

    text: str
    target: str | None = None
    details: tuple[str, ...] = ()
    """Said under the text, a line each."""


class Column(Value):
    """A column of a table with its share of the width, in percent."""

    label: str
    width_percent: int
    is_code: bool = False
    """Paths and digests: set in a narrow face, may break anywhere."""


class Table(Value):
    """A table; each row has as many cells as there are columns."""

    block: Literal["table"] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_form: bool = False
    """Its rows are written in by hand: they are boxes with room for it."""


class Paragraph(Value):
    """A paragraph, Markdown."""

    block: Literal["paragraph"] = "paragraph"
    text: str
    is_lead: bool = False


class Heading(Value):
    """A sub-heading inside a section."""

    block: Literal["heading"] = "heading"
    anchor: str
    title: str


class Unknown(Value):
    """A gap, printed as UNKNOWN, with whom to ask."""

    block: Literal["unknown"] = "unknown"
    label: str
    what: str
    ask: str | None = None


class PanelItem(Value):
    """A line of a panel of the one page."""

    title: str
    text: str | None = None
    note: str | None = None
    """Owner, date or address."""
    target: str | None = None


class Panel(Value):
    """A panel of the one page: what is on fire, whom to call, what not to touch."""

    block: Literal["panel"] = "panel"
    tone: Tone
    title: str
    items: tuple[PanelItem, ...]
    empty: str
    """Shown if there are no items."""


class FormQuestion(Value):
    """A question with room to write; `lines` is the height of the room. `key` names the answer."""

    block: Literal["form"] = "form"
    key: str
    question: str
    hint: str | None = None
    lines: int = 3
    choices: tuple[str, ...] = ()


class InterviewQuestion(Value):
    """A question of an interview, and room for its answer; no text in it is Markdown."""

    block: Literal["interview"] = "interview"
    key: str
    question: str
    facts: tuple[str, ...] = ()
    """Who reads the answer, why it is asked: a line each."""
    prompts: tuple[str, ...] = ()
    """What helps to answer, as a list."""
    placeholder: str
    """Stands in the room until something is written."""
    lines: int = 3
    ways_out: tuple[str, ...] = ()
    """What may be ticked instead of an answer."""


Block = Annotated[
    Item | Table | Paragraph | Heading | Unknown | Panel | FormQuestion | InterviewQuestion,
    Field(discriminator="block"),
]


class Section(Value):
    """A numbered part of the document, in the table of contents."""

    anchor: str
    number: int | None = None
    title: str
    lead: str | None = None
    blocks: tuple[Block, ...]
    starts_page: bool = False
    is_one_page: bool = False
    """The one page: laid out to fit exactly one page."""


class Outline(Value):
    """A whole document."""

    name: Literal["brief", "pack", "read-back", "questionnaire"]
    language: Language
    title: str
    """Such as "Programme officer, Water and sanitation"."""
    subtitle: str
    """Such as "Briefing pack for the successor"."""
    reference: str = ""
    """Empty where there is no handover yet, as with a questionnaire."""
    edition: str = ""
    """Such as "Edition 1, 20 November 2026"."""
    edition_number: int = 1
    """For machines: it stands in a form's properties, so that its answers find their edition."""
    classification: str = ""
    """Footer, left: who may read it; the document's name where it is empty."""
    notice: str | None = None
    """Said on every page, such as that nobody has reviewed it yet."""
    facts: tuple[LabelledText, ...] = ()
    """Cover: post, office, leaver to receiver, dates."""
    contents_title: str = ""
    """Title of the table of contents; empty: the document has none."""
    page_label: str = ""
    """Such as "Page {page} of {pages}"."""
    about: str = ""
    """One sentence for the document's properties."""
    author: str = ""
    created_at: str
    """ISO instant of the clock, for the file's metadata: same clock, same bytes."""
    sections: tuple[Section, ...]

    @property
    def has_cover(self) -> bool:
        """Whether it begins with a cover; a brief and a form begin with a masthead."""
        return self.name == "pack"
