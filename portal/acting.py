"""Acting: what one person does or sees, in one transaction, whichever door they came in by.

A file of its own, because API and command line share it and nothing else.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from models.acting import Actor
from models.errors import HandoverError
from services.acts.actors import find_actor
from services.acts.beside import find_beside
from services.audit import export_due_head
from services.clock import read_now
from services.handovers.gates import load_rules
from services.secrets.masked_values import Beside
from services.settings import Settings
from services.store import Session, Store, open_store

T = TypeVar("T")
_LOG = logging.getLogger("baton.audit")


@dataclass(frozen=True)
class By:
    """Who acts, in which transaction, when, and with which settings."""

    session: Session
    actor: Actor
    now: datetime
    settings: Settings


def act(email: str, work: Callable[[By], T]) -> T:
    """Do something as the person of this address; the web asks for the run that follows.

    Raises:
        NotFoundError: nobody here has the address, or has no part in the handover.
    """
    settings = Settings()
    load_rules()
    with writing(settings) as session:
        return work(_find(session, email, settings))


@contextmanager
def writing(settings: Settings) -> Iterator[Session]:
    """Give a transaction that leaves audit events; the head of their chain follows it."""
    store = open_store(settings.database_url)
    with store.write() as session:
        yield session
    export_head(store, settings)


def export_head(store: Store, settings: Settings) -> None:
    """Write down the head of the audit chain where it is time to; `tend` does what fails here."""
    try:
        export_due_head(store, settings.data, read_now(settings))
    except (HandoverError, OSError) as error:
        # The act is committed: what comes after it must not fail it.
        facts = {"event": "audit head waits", "failure": type(error).__name__}
        _LOG.warning("the head of the audit chain waits: %s", error, extra=facts)


def see(email: str, work: Callable[[By], T]) -> T:
    """Return what the person of this address may see.

    Raises:
        NotFoundError: nobody here has the address, or has no part in the handover.
    """
    settings = Settings()
    with open_store(settings.database_url).read() as session:
        return work(_find(session, email, settings))


def look_beside(reference: str, typed: BaseModel) -> tuple[Beside, ...]:
    """Return what is kept of the thing that a text is about, for masking it."""
    with open_store(Settings().database_url).read() as session:
        return find_beside(session, reference, typed)


def _find(session: Session, email: str, settings: Settings) -> By:
    return By(session, find_actor(session, email), read_now(settings), settings)
