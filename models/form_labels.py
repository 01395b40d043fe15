"""Form labels: what a questionnaire says around its questions (templates/forms/labels.yaml)."""

from typing import Literal

from models.question import KindName, Wording
from models.values import Value
from models.words import Audience


class FormLabels(Value):
    """The labels by name; texts may hold `{name}` for a value."""

    format: Literal["baton-labels/1"]
    audiences: dict[Audience, Wording]
    kinds: dict[KindName, Wording]
    kinds_of_many: dict[KindName, Wording]
    texts: dict[str, Wording]
    proposals: dict[str, Wording]
    answers: dict[str, Wording]
    hints: dict[str, Wording]
    """How a field of a record is filled in, by the field's name in files."""
