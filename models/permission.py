"""Permission: what of a source may be read, who said so and when; nothing is read without it."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Self

from pydantic import Field as Bounded
from pydantic import model_validator
from sqlmodel import Field

from models.acting import Role
from models.columns import Keyed, enum_column, instant_column, value_column
from models.handover import HandoverPart
from models.states import SourceState
from models.values import Day, LineText, Value
from models.words import SourceKind

Words = Annotated[tuple[LineText, ...], Bounded(max_length=100)]


_OF_ITEMS = frozenset(("from", "until", "without"))
_NARROWED_BY = {
    SourceKind.folder: _OF_ITEMS | {"path"},
    SourceKind.mailbox: _OF_ITEMS | {"label"},
    SourceKind.calendar: _OF_ITEMS,
    SourceKind.chat: frozenset[str](),
}
"""What there is in a source of each kind; anything else would leave nothing out."""
_WAYS = {
    SourceKind.folder: "give days, paths or words that keep a file out",
    SourceKind.mailbox: "give days, labels or words that keep a mail out",
    SourceKind.calendar: "give days or words that keep an entry out",
    SourceKind.chat: "nothing of it is read yet, so allow or refuse all of it",
}


class SourcePart(Value):
    """What of a source may be read; without anything, all of it.

    `from_on` and `until_on` bound the day: of the last change of a file, of a mail, of the first
    day of a calendar entry. `paths` are globs, from the source's own folder; only what matches is
    read. `labels` are labels or folders of mail; only mail that has one of them is read. An item in
    which one of `without` occurs stays out.
    """

    from_on: Day | None = None
    until_on: Day | None = None
    paths: Words = ()
    labels: Words = ()
    without: Words = ()

    def list_path_faults(self, label: str) -> list[str]:
        """Return which paths fit nothing as they are written, each with the one that is meant.

        `label` is what paths of the source begin with elsewhere, such as in a list of findings.
        """
        faults = []
        for path in self.paths:
            meant, begin = _mend_path(path, label)
            if ".." in meant.split("/"):
                faults.append(f'path is "{path}": it leads out of the source. Name what is inside.')
            elif meant != path:
                faults.append(
                    f'path is "{path}": it begins at the folder of the source, with slashes: write '
                    f'"{meant}". A folder "{begin}" inside of it is "/{begin}/**".'
                )
        return faults

    def list_kind_faults(self, kind: SourceKind) -> list[str]:
        """Return by what a source of this kind cannot be narrowed; it would be read whole."""
        named = {
            "from": (self.from_on,) if self.from_on else (),
            "until": (self.until_on,) if self.until_on else (),
            "path": self.paths,
            "label": self.labels,
            "without": self.without,
        }
        return [
            f'{name} is "{values[0]}", by which a {kind} cannot be narrowed: {_WAYS[kind]}.'
            for name, values in named.items()
            if values and name not in _NARROWED_BY[kind]
        ]

    def has_day(self, day: date | None) -> bool:
        """Whether something of this day may be read; what has no day only where no day is asked."""
        if day is None:
            return self.from_on is None and self.until_on is None
        is_late_enough = self.from_on is None or self.from_on <= day
        return is_late_enough and (self.until_on is None or day <= self.until_on)

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise ValueError(
                f"from_on {self.from_on} is after until_on {self.until_on}: exchange them"
            )
        return self


class Narrowing(SourcePart):
    """The part that somebody allowed; `put_back` are names of private findings to be read again."""

    put_back: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it leaves nothing out."""
        return self == Narrowing(put_back=self.put_back)


def _mend_path(path: str, label: str) -> tuple[str, str]:
    """Return a glob as it begins at the source, and the name of the source that it began with.

    People write it as they see it elsewhere: with the whole name of the source, or its end.
    """
    meant = path.strip().replace("\\", "/")
    while meant.startswith("./"):
        meant = meant[2:]
    names = label.split("/")
    for begin in ("/".join(names[at:]) for at in range(len(names))):
        if f"{meant}/".startswith(f"{begin}/"):
            return meant.removeprefix(begin).lstrip("/") or "**", begin
    return meant or "**", label


class SourcePermission(HandoverPart, Keyed, table=True):
    """One yes or no to a source, by whom and when. Rows are added and never changed."""

    __tablename__: ClassVar[str] = "source_permission"

    source_id: int = Field(foreign_key="source.id", index=True)
    state: SourceState = Field(sa_column=enum_column(SourceState))
    role: Role | None = Field(default=None, sa_column=enum_column(Role, nullable=True))
    """In which role it was said; None where nobody answered in time."""
    person_id: int | None = Field(default=None, foreign_key="person.id")
    narrowing: Narrowing = Field(default=Narrowing(), sa_column=value_column(Narrowing))
    at: datetime = Field(sa_column=instant_column())
