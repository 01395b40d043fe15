"""Question texts: sandboxed templates over facts, and nothing but facts.

A template may say facts (`{{ folder.sole }}`), choose between words (`{% if %}`) and count
(`{{ folder.files | counted("file", "files") }}`). It has no loops, no calls, no arithmetic and no
attribute that is not a fact, so its cost is bounded by its length.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from models.errors import InvalidInputError
from models.question import Subject, Wording
from models.words import Language

Fact = str | int
Facts = Mapping[str, Mapping[str, Fact]]
"""Facts by the name of the thing and the name of the fact, already in the reader's language."""

CASE_FACT_NAMES = {
    "post": {"title"},
    "leaver": {"name"},
    "manager": {"name"},
    "receiver": {"name"},
    "last_day": {"date"},
}
"""Facts that every question may use; only `receiver` may be missing."""

SUBJECT_FACT_NAMES = {
    Subject.folder: ("folder", {"name", "files", "sole"}),
    Subject.contact: (
        "contact",
        {"name", "organization", "sent", "sent_times", "received", "received_times", "last_on"},
    ),
    Subject.series: ("series", {"title", "rhythm", "next_on", "people"}),
    Subject.thread: ("thread", {"subject", "people", "last_on"}),
    Subject.promise: ("promise", {"subject", "people", "last_on", "due_on"}),
    Subject.sole_document: ("document", {"title", "path", "modified_on"}),
    Subject.recent_document: ("document", {"title", "path", "modified_on"}),
    Subject.left_open: ("question", {"title", "whom_to_ask"}),
}
"""For each subject the name of its thing and the facts of it that may be there."""

_ALLOWED_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Filter, nodes.Test,
)  # fmt: skip
_ALLOWED_FILTERS = {"counted", "upper", "lower", "capitalize"}
_ALLOWED_TESTS = {"defined"}


_BLANKS = re.compile(r"[ \t\n]+")
_BEFORE_MARK = re.compile(r" ([?!:;»])")
_AFTER_QUOTE = re.compile(r"« ")


class _FactEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which attributes are keys of the facts, never attributes of objects."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, Undefined):
            return obj
        return self.undefined(obj=obj, name=attribute)

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 - Jinja2 names the argument
        return False


def _count_in_english(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _count_in_french(number: int, one: str, many: str) -> str:
    return f"{number} {one if number < 2 else many}"


_COUNTERS: dict[Language, Callable[[int, str, str], str]] = {Language.fr: _count_in_french}


@cache
def _get_environment(language: Language) -> _FactEnvironment:
    environment = _FactEnvironment(
        autoescape=False,  # plain text: each writer escapes for its own format
        undefined=StrictUndefined,
        optimized=False,  # constants are never folded while a text is only being checked
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters.get(name) for name in _ALLOWED_FILTERS}
    environment.filters["counted"] = _COUNTERS.get(language, _count_in_english)
    environment.tests = {"defined": environment.tests["defined"]}
    return environment


def find_wording_faults(source: str, about: Subject | None) -> tuple[str, ...]:
    """Return what is wrong with a question text, one sentence each; empty: it may be used."""
    try:
        tree = _get_environment(Language.en).parse(source)
    except TemplateSyntaxError as fault:
        return (f"is no valid template: {fault.message}",)
    faults = _list_forbidden(tree)
    faults += [_name_unknown(node, about) for node in tree.find_all(nodes.Getattr)]
    return tuple(dict.fromkeys(fault for fault in faults if fault))


def find_wording(source: str, facts: Facts, language: Language) -> str | None:
    """Return the text with its facts said, on one line; None where a fact is missing.

    Raises:
        InvalidInputError: the text does more than say facts.
    """
    try:
        said = _compile(source, language).render(facts)
    except UndefinedError:
        return None
    return _BLANKS.sub(" ", said).strip()


def say_wording(wording: Wording, language: Language) -> str:
    """Return a text that is no template, set as its language sets it."""
    return _set_spaces(wording.say(language), language)


def _set_spaces(text: str, language: Language) -> str:
    """Return the text with French no-break spaces, which nobody should have to type in a bank."""
    if language is not Language.fr:
        return text
    return _AFTER_QUOTE.sub("«\u00a0", _BEFORE_MARK.sub("\u00a0\\1", text))


@cache
def _compile(source: str, language: Language) -> Template:
    # Banks are checked when they are read; this door is also open to texts that were not.
    environment = _get_environment(language)
    try:
        faults = _list_forbidden(environment.parse(source))
    except TemplateSyntaxError as fault:
        raise InvalidInputError(f"a question text is no valid template: {fault.message}") from fault
    if faults:
        raise InvalidInputError(f"a question text {faults[0]}")
    return environment.from_string(_set_spaces(source, language))


def _list_forbidden(tree: nodes.Template) -> list[str | None]:
    in_facts = {id(node.node) for node in tree.find_all(nodes.Getattr)}
    faults = [_name_forbidden(node) for node in tree.find_all(nodes.Node)]
    lone = (node for node in tree.find_all(nodes.Name) if id(node) not in in_facts)
    faults += [f"uses {node.name} without a fact: write such as post.title" for node in lone]
    return [fault for fault in faults if fault]


def _name_forbidden(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.Filter) and node.name not in _ALLOWED_FILTERS:
        return f"uses the filter {node.name}: only {', '.join(sorted(_ALLOWED_FILTERS))} are there"
    if isinstance(node, nodes.Test) and node.name not in _ALLOWED_TESTS:
        return f"uses the test {node.name}: only {', '.join(sorted(_ALLOWED_TESTS))} is there"
    if isinstance(node, nodes.Getattr) and not isinstance(node.node, nodes.Name):
        return f"asks a value for .{node.attr}: only a thing such as post has facts"
    if isinstance(node, _ALLOWED_NODES):
        return None
    part = type(node).__name__.lower()
    return f"holds “{part}”: a question may only say facts, choose with if, and count"


def _name_unknown(node: nodes.Getattr, about: Subject | None) -> str | None:
    if not isinstance(node.node, nodes.Name):
        return None
    known = dict(CASE_FACT_NAMES)
    if about is not None:
        thing, names = SUBJECT_FACT_NAMES[about]
        known[thing] = names
    if node.attr in known.get(node.node.name, ()):
        return None
    facts = ", ".join(f"{key}.{name}" for key in sorted(known) for name in sorted(known[key]))
    return f"asks for {node.node.name}.{node.attr}, which is no fact: there are {facts}"
