"""Jobs: what is asked of the drawing process, and what it returns.

A file of its own, because both processes import it and only one loads the drawing libraries.
"""

from enum import StrEnum

from models.outline import Outline
from models.values import Value


class JobKind(StrEnum):
    """Formats that are drawn in the child process."""

    html = "html"
    pdf = "pdf"


class Paper(StrEnum):
    """Sizes of paper."""

    a4 = "A4"
    letter = "letter"


NORMAL_POINTS = 10.5
LARGE_POINTS = 14.0
"""For people who read large print."""


class PrintStyle(Value):
    """How a document is printed."""

    paper: Paper = Paper.a4
    text_points: float = NORMAL_POINTS


class Job(Value):
    """One document to draw."""

    kind: JobKind
    outline: Outline
    style: PrintStyle = PrintStyle()


class Drawn(Value):
    """One drawn document."""

    content: bytes
    page_count: int
    """0 where the format has no pages."""
    pages: dict[str, int]
    """The page of each anchor, where the format has pages."""
    warnings: tuple[str, ...]
    missing: tuple[str, ...] = ()
    """Characters that no shipped font can draw; nothing was drawn then."""
