"""Struck: what the leaver struck out of the harvest reaches nobody, in no later harvest either."""

from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session, select

from models.handover import Handover
from models.harvest import HarvestFacts
from models.signing import StruckEntry

V = TypeVar("V")


def drop_struck(session: Session, handover: Handover, facts: HarvestFacts) -> HarvestFacts:
    """Return the facts without the entries that were struck out."""
    query = select(StruckEntry).where(StruckEntry.handover_id == handover.id)
    struck = {(entry.kind, entry.identity) for entry in session.exec(query)}
    if not struck:
        return facts

    def keep(kind: str, values: tuple[V, ...], name: Callable[[V], str]) -> tuple[V, ...]:
        return tuple(value for value in values if (kind, name(value)) not in struck)

    return facts.model_copy(
        update={
            "documents": keep("document", facts.documents, lambda one: one.path),
            "contacts": keep("contact", facts.contacts, lambda one: one.email),
            "calendar": keep("calendar", facts.calendar, lambda one: one.uid),
            "threads": keep("thread", facts.threads, lambda one: one.subject),
        }
    )
