"""Fault words: what a validation error means, in words that need no programmer."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from services.secrets.logins import may_have_login
from services.secrets.secret_tokens import REMOVED

_LOOKED_AT = 1_000
"""Characters that are looked at for a login, of which far fewer are shown."""
_DAY = "write a day as YYYY-MM-DD, such as 2026-11-27"
_WAYS_OUT = {
    "string_type": "write a text",
    "string_too_short": "say it, or remove the line",
    "too_short": "say it, or remove the line",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_parsing_size": "write a whole number",
    "int_from_float": "write a whole number",
    "float_type": "write a number",
    "float_parsing": "write a number",
    "finite_number": "write a number",
    "tuple_type": 'write a list, one entry a line after "- "',
    "list_type": 'write a list, one entry a line after "- "',
    "model_type": 'write its keys and values as "key: value"',
    "model_attributes_type": 'write its keys and values as "key: value"',
    "dict_type": 'write its keys and values as "key: value"',
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
}
# Where the field says more than the kind of error does.
_FIELD_HINTS = {
    "holidays": "write a country code such as SN, or a list of days such as [2026-12-25]",
    "documented": "write true, false or a text",
    "introduced": "write true, false or a text",
    "lead_time_days": "write a whole number of days from 0 to 730",
}
_FIELD_HINTS |= dict.fromkeys(
    (
        "role_criticality",
        "knowledge_concentration",
        "tacit_depth",
        "system_risk",
        "replacement_difficulty",
        "importance",
        "best_holder",
        "second_holder",
    ),
    "write a whole number from 1 to 5",
)
_BOUNDS = {"ge": "from", "gt": "above", "le": "up to", "lt": "below"}
EXAMPLES = {
    "format": "format: baton-case/1",
    "leaver": "leaver: {name: Ana Sow, email: ana.sow@example.org}",
    "post": "post: {title: Programme officer}",
    "kind": "kind: resignation",
    "last_working_on": "last_working_on: 2026-11-27",
    "manager": "manager: {name: Moussa Ba, email: moussa.ba@example.org}",
    "name": "name: Ana Sow",
    "email": "email: ana.sow@example.org",
    "title": "title: Programme officer",
    "path": "path: drive",
    "respondent": "respondent: leaver",
    "reference": "reference: HO-2026-0007",
}
"""For keys that must be there: what a line that holds them looks like."""


def quote(value: Any) -> str:
    """Return a value as a message shows it: on one line, not too long, and without a login."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "empty"
    if may_have_login(str(value)[:_LOOKED_AT]):
        return f'"{REMOVED}"'
    text = " ".join(str(value).split())
    short = text if len(text) <= 60 else text[:57] + "..."
    return f'"{short}"' if isinstance(value, str) else short


def end(sentence: str) -> str:
    """Return a sentence with its full stop; a question and what ends already stay as they are."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def suggest(given: Any, choices: Sequence[str]) -> str:
    """Return `did you mean "x"?` for the nearest choice, or else all choices."""
    nearest = get_close_matches(str(given).lower(), [c.lower() for c in choices], n=1, cutoff=0.6)
    if nearest:
        return f'did you mean "{next(c for c in choices if c.lower() == nearest[0])}"?'
    return f"known here are {', '.join(choices)}"


def get_context(detail: ErrorDetails) -> dict[str, Any]:
    """Return what else pydantic says about an error: limits, choices, the error of a validator."""
    return detail.get("ctx", {})


def explain(details: Sequence[ErrorDetails], field: str, value: Any) -> str:
    """Return what is wrong with one value, by the errors that pydantic has for it.

    There are several where a value may be of several types and is of none.
    """
    choices = [choice for detail in details for choice in _list_choices(detail)]
    if choices and isinstance(value, str):
        return f"{quote(value)}: {_choose(value, choices)}"
    detail = _pick(details, value)
    if detail["type"] in ("string_too_long", "too_long"):
        limit = get_context(detail)["max_length"]
        return f"{len(str(value)):,} characters long: it may have {limit:,} at most"
    if choices:
        return f"{quote(value)}: choose one of {', '.join(choices)}"
    return f"{quote(value)}: {_find_way_out(detail, details, field, value)}"


def _find_way_out(
    detail: ErrorDetails, details: Sequence[ErrorDetails], field: str, value: Any
) -> str:
    if detail["type"] == "value_error":
        return str(get_context(detail)["error"])
    if field in _FIELD_HINTS:
        return _FIELD_HINTS[field]
    if {"string_type", "tuple_type"} <= {each["type"] for each in details}:
        return "write a text, or a list of texts"
    if detail["type"] == "string_type" and isinstance(value, bool):
        return "put it in quotes if it is meant as a text"
    limits = get_context(detail)
    bounds = [f"{word} {limits[key]}" for key, word in _BOUNDS.items() if key in limits]
    unknown = "this does not belong here: see docs/case-file.md"
    return _WAYS_OUT.get(detail["type"], f"write a number {bounds[0]}" if bounds else unknown)


def _list_choices(detail: ErrorDetails) -> list[str]:
    if detail["type"] not in ("enum", "literal_error", "union_tag_invalid"):
        return []
    context = get_context(detail)
    expected = str(context.get("expected_tags", context.get("expected")))
    # Words are in quotes there, numbers are not.
    return re.findall(r"'([^']*)'", expected) or re.findall(r"\d+", expected)


def _choose(value: str, choices: Sequence[str]) -> str:
    nearest = get_close_matches(value.lower().replace("-", "_"), choices, n=1, cutoff=0.6)
    among = f"choose one of {', '.join(choices)}"
    return f'did you mean "{nearest[0]}"? ({among})' if nearest else among


def _pick(details: Sequence[ErrorDetails], value: Any) -> ErrorDetails:
    """Return the error of the branch that the value was meant for."""
    unfit: dict[type[Any], tuple[str, ...]] = {
        str: ("tuple_type", "list_type", "bool_parsing"),
        list: ("string_type", "bool_type"),
    }
    away = unfit.get(type(value), ())
    return next((each for each in details if each["type"] not in away), details[0])
