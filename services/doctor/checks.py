"""Checks: one thing about an installation that is as it should be, or is not.

A file of its own, because every file of this room makes checks.
"""

from models.values import Value

PROBES = ".doctor"
"""What is tried out in the data folder; removed at once, or by the next doctor."""


class Check(Value):
    """What was checked. If it is not well, `hint` says what is wrong and what to type or set.

    `note` says what else the person who runs it may want to know.
    """

    name: str
    is_ok: bool
    hint: str = ""
    note: str = ""


def judge(name: str, problem: str | None, note: str = "") -> Check:
    """Return the check of this name; None as problem is well."""
    return Check(name=name, is_ok=problem is None, hint=problem or "", note=note)
