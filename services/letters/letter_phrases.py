"""Letter phrases: what mails say, in the language of the person who gets them."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from markupsafe import Markup, escape

from models.acting import Role
from models.plan import StepKey
from models.words import Language
from services.letters.mail_policy import get_mail_policy
from services.planning import find_step_rule, get_plan_rules, say_step
from services.translations import format_date, get_translator


def mark(sentence: str) -> str:
    """Return the sentence unchanged; the call marks it as one to translate."""
    return sentence


_OWNERS = {
    Role.hr: mark("HR"),
    Role.manager: mark("the manager"),
    Role.leaver: mark("the person who leaves the post"),
    Role.receiver: mark("the person who takes over"),
    Role.km_focal_point: mark("the knowledge management focal point"),
    Role.records: mark("records, IT and legal"),
    Role.peer: mark("a colleague who was asked"),
}
_UNTOLD = mark("A step of the plan")
_PEER = mark("Answer thirty minutes of questions about the work of the post")


@dataclass(frozen=True)
class MailPhrases:
    """Says the sentences of mails; in HTML the values in a sentence are escaped."""

    language: Language
    is_html: bool = False

    def say(self, sentence: str, **values: object) -> str:
        """Return the translated sentence; `values` replace `{name}` and are never evaluated."""
        return self._fill(get_translator(self.language).gettext(sentence), values)

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """Return the sentence that fits the number, which replaces `{number}` in it."""
        translated = get_translator(self.language).ngettext(one, many, number)
        return self._fill(translated, values | {"number": number})

    def day(self, day: date) -> str:
        """Return the day in full: "20 November 2026"."""
        return format_date(day, self.language)

    def step(self, key: str) -> str:
        """Return the title of a step, or only that it is one where the title would say too much.

        A mail may wait for days: a step that plans no longer have is called by its key.
        """
        if key == StepKey.peer_interview:
            return self.say(_PEER)
        rule = find_step_rule(key)
        if rule and rule.key in get_mail_policy().untold_steps:
            return self.say(_UNTOLD)
        return say_step(key, self.language)

    def owner(self, owner: Role) -> str:
        """Return who has to do a step, by role."""
        return self.say(_OWNERS[owner])

    def _fill(self, translated: str, values: dict[str, object]) -> str:
        if self.is_html:
            return escape(translated).format(
                **{name: self._isolate(value) for name, value in values.items()}
            )
        return translated.format(**values) if values else translated

    def _isolate(self, value: object) -> object:
        # A Latin title keeps its order within an Arabic sentence.
        return Markup("<bdi>{}</bdi>").format(value) if self.language.is_right_to_left else value


@cache
def list_mail_languages() -> frozenset[Language]:
    """Return the languages that every step of every plan is titled in."""
    titles = [rule.title for file in get_plan_rules().files for rule in file.steps]
    return frozenset(
        language for language in Language if all(getattr(title, language, None) for title in titles)
    )


def choose_language(wanted: Language) -> Language:
    """Return the language of a mail: `wanted`, or English as a whole where plans lack it."""
    return wanted if wanted in list_mail_languages() else Language.en
