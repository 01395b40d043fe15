"""Form as Markdown: a questionnaire to read, print and write on.

A file of its own, as each format of the form is one.
"""

import re

from models.questionnaire import Questionnaire
from services.interviews.form import (
    count_lines,
    describe_proposal,
    draw_form,
    get_form_environment,
)
from services.interviews.form_labels import get_labels

_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]<>#|~])")
_BEGINS_A_LIST = re.compile(r"^(\d+)([.)])(\s)|^([-+=>])")


def draw_markdown(form: Questionnaire) -> str:
    """Return the questionnaire as Markdown; what people typed comes out as they typed it."""
    labels = get_labels(form.language)
    environment = get_form_environment()
    environment.filters["md"] = escape_markdown
    return draw_form(
        environment,
        "questionnaire.md.jinja",
        form,
        describe=lambda record: list(describe_proposal(record, labels)),
        room=lambda question: range(count_lines(question)),
    )


def escape_markdown(text: object) -> str:
    """Return the text on one line, with every character escaped that Markdown would interpret."""
    line = _MEANS_SOMETHING.sub(r"\\\1", " ".join(str(text).splitlines())).replace("&", "&amp;")
    return _BEGINS_A_LIST.sub(_escape_start, line)


def _escape_start(found: re.Match[str]) -> str:
    number, mark, blank, bullet = found.groups()
    return f"\\{bullet}" if bullet else f"{number}\\{mark}{blank}"
