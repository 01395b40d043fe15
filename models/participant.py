"""Participant: a person as one handover knows them, whatever other handovers call them."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.acting import Role
from models.columns import Keyed, enum_column, instant_column
from models.handover import HandoverPart


class Participant(HandoverPart, Keyed, table=True):
    """The handover's own copy of name, address and role text, from the day they came into it.

    `Person` is who signs in, one for each address; only an act in this handover changes this copy.
    """

    __table_args__ = (UniqueConstraint("handover_id", "person_id"),)

    person_id: int = Field(foreign_key="person.id", index=True)
    name: str
    email: str
    role: str
    """The part with which the person came into the handover."""
    agreed_digest: str | None = None
    """SHA-256 of the copy that was signed; stays when the person is erased."""
    is_redacted: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})

    @property
    def digest(self) -> str:
        """SHA-256 over name, address and role text."""
        text = json.dumps([self.name, self.email, self.role], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_whole(self) -> bool:
        """Whether it still says what was signed, but for a person who was erased."""
        return self.is_redacted or self.agreed_digest == self.digest

    def fix(self) -> None:
        """Keep the digest of the copy that somebody signs, unless it is kept already."""
        self.agreed_digest = self.agreed_digest or self.digest

    def correct(self, name: str, email: str) -> None:
        """Give another name or address; what was signed covers it no more."""
        self.name, self.email, self.agreed_digest = name, email, None

    def erase(self, words: str, address: str) -> None:
        """Put words in place of the person; what was signed still holds."""
        self.name, self.email, self.is_redacted = words, address, True


def list_leaves(people: Iterable[Participant]) -> list[str]:
    """Return what a signature says of the people whom it covers, a line each."""
    ordered = sorted(people, key=lambda one: one.row_id)
    return [f"person {one.id}:{one.agreed_digest}" for one in ordered]


class PartChange(HandoverPart, Keyed, table=True):
    """A part passed to another person, or a person to another address: who is told, and since when.

    `is_same_person` says that only the address is another.
    """

    __tablename__: ClassVar[str] = "part_change"

    role: Role = Field(sa_column=enum_column(Role))
    old_id: int = Field(foreign_key="person.id")
    new_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_column=instant_column())
    is_same_person: bool = False
