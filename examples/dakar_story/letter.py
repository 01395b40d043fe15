"""Letter: one mail of the story, its people and what hangs on it."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


@dataclass(frozen=True)
class Person:
    """Somebody who writes: a colleague, a partner, a list or a robot."""

    name: str
    email: str
    language: str = "fr"
    signature: str = ""
    zone_hours: int = 0
    charset: str = "utf-8"
    style: str = "plain"
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """What follows the @ of the address."""
        return self.email.rpartition("@")[2]


@dataclass(frozen=True)
class Letter:
    """One mail; `earlier` are the mails of its thread before it, oldest first."""

    sender: Person
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    sent_at: datetime
    subject: str
    text: str
    options: dict[str, str]
    earlier: tuple["Letter", ...] = ()

    @property
    def message_id(self) -> str:
        """The same for the same sender, subject and time."""
        facts = f"{self.sender.email} {self.subject} {self.sent_at.isoformat()}"
        return f"<{hashlib.sha256(facts.encode()).hexdigest()[:24]}@{self.sender.domain}>"

    @property
    def local_sent_at(self) -> datetime:
        """When it was sent, on the sender's clock."""
        return self.sent_at.astimezone(timezone(timedelta(hours=self.sender.zone_hours)))

    @property
    def list_headers(self) -> dict[str, str]:
        """Headers of the sender, and those that a mailing list adds on the way."""
        found = dict(self.sender.headers)
        for person in self.to:
            found |= person.headers
        return found


def read_people(path: Path) -> dict[str, Person]:
    """Read the cast; keys are the short names that the stories use."""
    facts: dict[str, dict[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return {key: Person(**about) for key, about in facts.items()}
