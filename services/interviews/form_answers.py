"""Form as ANSWERS.yaml: a skeleton, valid as it stands, with the proposals as live records."""

import textwrap
from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from models.questionnaire import FittedQuestion, Questionnaire
from models.record_kinds import AnyRecord, list_own_fields
from services.interviews.form import draw_form, get_form_environment
from services.interviews.form_labels import Labels, get_labels
from services.texts import clean_text

_WIDTH = 98
_HINT_COLUMN = 30
_EXAMPLE_DAYS = 30
"""How far ahead the day lies that shows how a day is written."""


def draw_answers(form: Questionnaire) -> str:
    """Return the skeleton; read as ANSWERS.yaml it holds exactly the proposals."""
    labels = get_labels(form.language)
    environment = get_form_environment()
    environment.filters["comment"] = comment
    environment.filters["rule"] = _draw_rule
    environment.filters["scalar"] = _dump_scalar
    environment.filters["live"] = dump_live_record
    return draw_form(
        environment,
        "answers.yaml.jinja",
        form,
        name=form.name or labels.text("your_name"),
        blanks=lambda question: _draw_blanks(form, question, labels),
    )


def comment(text: str, indent: int) -> str:
    """Return the text as comment lines; nothing in it can end the comment."""
    start = " " * indent + "# "
    lines = textwrap.wrap(
        # Only blanks that end a line may be broken at: a no-break space of French is kept.
        clean_text(text).replace("\n", " "),
        width=_WIDTH - len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(start + line for line in lines)


def _draw_rule(text: str, indent: int, line: str = "=") -> str:
    return f"{' ' * indent}# {line * (_WIDTH - indent - 2)}\n{comment(text, indent)}"


def dump_live_record(record: AnyRecord) -> str:
    """Return the record as an entry of `records`, named as in files, without defaults."""
    said = record.model_dump(by_alias=True, exclude_defaults=True)
    entry = {"kind": record.kind} | {key: _to_plain(value) for key, value in said.items()}
    return _dump({"records": [entry]}).removeprefix("records:\n").rstrip("\n")


def _dump_scalar(text: str) -> str:
    return _dump({"name": text}).removeprefix("name:").strip()


def _dump(data: object) -> str:
    yaml = YAML(typ="rt")
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    # An answers file is read without anchors: each value is written out in its place.
    yaml.representer.ignore_aliases = lambda *_: True
    stream = StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def _to_plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_to_plain(entry) for entry in value]
    return value


def _draw_blanks(form: Questionnaire, question: FittedQuestion, labels: Labels) -> str:
    """Return an empty record of each kind as a comment, or where its proposal is."""
    what = question.about_what
    proposed = {record.kind for record in form.proposals if what and what in record.title}
    there = [kind for kind in question.fills if kind in proposed]
    lines = [comment(labels.answers("see_above", what=what), 2)] if there else []
    for kind in question.fills:
        if kind not in proposed:
            lines += _list_blank(form, question, kind, labels)
    return "\n".join(lines)


def _list_blank(
    form: Questionnaire, question: FittedQuestion, kind: str, labels: Labels
) -> Iterator[str]:
    day = (form.made_on + timedelta(days=_EXAMPLE_DAYS)).isoformat()
    yield f"  # - kind: {kind}"
    title = _dump_scalar(question.about_what) if question.about_what else ""
    yield _draw_field("title", title, labels.hint("title"))
    for name in list_own_fields(kind):
        yield _draw_field(name, "", labels.hint(name, day=day))
    yield _draw_field("priority", question.priority.value, "")
    yield _draw_field("audience", question.audience.value, "")


def _draw_field(name: str, value: str, hint: str) -> str:
    line = f"  #   {name}:{' ' + value if value else ''}"
    return f"{line:<{_HINT_COLUMN}} # {hint}" if hint and not value else line
