"""Problems: what is wrong with a bag, one sentence a problem."""

from enum import StrEnum

from models.values import Value


class ProblemKind(StrEnum):
    """The ways in which a bag can be wrong."""

    not_a_bag = "not_a_bag"
    damaged = "damaged"
    missing = "missing"
    changed = "changed"
    added = "added"
    unsafe = "unsafe"
    unreadable = "unreadable"


class Problem(Value):
    """One thing that is wrong; `name` is the file inside the bag, and `str()` says all of it."""

    kind: ProblemKind
    name: str
    what: str

    def __str__(self) -> str:
        # A file's name may hold signs that would steer a terminal.
        name = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in self.name)
        return f"{name}: {self.what}"
