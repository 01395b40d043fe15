"""Labels: the words around the questions, in the language of the form."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from models.errors import InvalidInputError
from models.form_labels import FormLabels
from models.question import Wording
from models.words import Audience, Language
from services.cases.model_faults import build_value
from services.cases.yaml_reader import read_yaml
from services.interviews.question_texts import say_wording
from services.translations import format_date
from templates import TEMPLATES

FORM_LANGUAGES = (Language.en, Language.fr)
"""Languages in which every question and every label is there."""


def choose_form_language(language: Language) -> Language:
    """Return the language of a form for a case in this language: English where there is none."""
    return language if language in FORM_LANGUAGES else Language.en


@dataclass(frozen=True)
class Labels:
    """Says the labels in one language; `{name}` in them is replaced, values are never read."""

    language: Language
    _labels: FormLabels

    def text(self, name: str, /, **values: object) -> str:
        """Return a text of the form."""
        return self._say(self._labels.texts[name], values)

    def proposal(self, name: str, /, **values: object) -> str:
        """Return a text of a proposal."""
        return self._say(self._labels.proposals[name], values)

    def answers(self, name: str, /, **values: object) -> str:
        """Return a text of the ANSWERS.yaml skeleton."""
        return self._say(self._labels.answers[name], values)

    def audience(self, audience: Audience) -> str:
        """Return who reads an answer, to stand after "Who reads it"."""
        return self._say(self._labels.audiences[audience], {})

    def kind(self, kind: str) -> str:
        """Return the name of a record kind."""
        return self._say(self._labels.kinds[kind], {})

    def kind_of_many(self, kind: str) -> str:
        """Return the heading over several records of a kind."""
        return self._say(self._labels.kinds_of_many.get(kind, self._labels.kinds[kind]), {})

    def hint(self, field: str, /, **values: object) -> str:
        """Return how a field is filled in; empty where its name says it."""
        wording = self._labels.hints.get(field)
        return self._say(wording, values) if wording else ""

    def day(self, day: date) -> str:
        """Return the day in full."""
        return format_date(day, self.language)

    def times(self, number: int) -> str:
        """Return "once", "3 times"."""
        return self.proposal("once") if number == 1 else self.proposal("times", number=number)

    def _say(self, wording: Wording, values: dict[str, object]) -> str:
        said = say_wording(wording, self.language)
        return said.format_map(values) if values else said


@cache
def get_labels(language: Language) -> Labels:
    """Return the labels in this language, or in English where it has none.

    Raises:
        InvalidInputError: templates/forms/labels.yaml is wrong; one sentence for each fault.
    """
    return Labels(choose_form_language(language), _read_labels())


@cache
def _read_labels() -> FormLabels:
    path = TEMPLATES / "forms" / "labels.yaml"
    labels = build_value(FormLabels, read_yaml(path.read_text(encoding="utf-8"), path.name))
    missing = sorted(set(Audience) - set(labels.audiences))
    if missing:
        raise InvalidInputError(f"{path.name}: audiences lacks {', '.join(missing)}: write them")
    return labels
