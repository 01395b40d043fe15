"""Acting: one act of one person from the command line, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from models.acting import Actor
from models.errors import InvalidInputError
from services.acts.actors import find_actor
from services.cases.input_text import read_input_text
from services.cases.model_faults import build_value
from services.cases.yaml_reader import read_yaml
from services.clock import read_now
from services.settings import Settings
from services.store import open_store

As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who acts.")]
T = TypeVar("T")
V = TypeVar("V", bound=BaseModel)


@dataclass(frozen=True)
class By:
    """Who acts, in which transaction, when."""

    session: Session
    actor: Actor
    now: datetime


def act(email: str, work: Callable[[By], T]) -> T:
    """Do something as the person of this address; the run that follows is asked for by the web.

    Raises:
        NotFoundError: nobody here has the address, or has no part in the handover.
    """
    settings = Settings()
    with open_store(settings.database_url).write() as session:
        return work(By(session, find_actor(session, email), read_now(settings)))


def make_value(kind: type[V], /, **options: object) -> V:
    """Return what the options of a command describe.

    Raises:
        InvalidInputError: an option holds what it cannot hold; all of them at once.
    """
    try:
        return kind.model_validate({k: v for k, v in options.items() if v is not None})
    except ValidationError as error:
        faults = [
            f"--{str(one['loc'][-1] if one['loc'] else 'value').replace('_', '-')} is "
            f'"{one["input"]}": {one["msg"].removeprefix("Value error, ")}.'
            for one in error.errors(include_url=False)
        ]
        raise InvalidInputError(faults) from error


def read_yaml_file(kind: type[V], path: Path, what: str) -> V:
    """Return what a YAML file describes.

    Raises:
        InvalidInputError: one sentence for every fault of the file, with line and way out.
    """
    return build_value(kind, read_yaml(read_input_text(path, what=what), path.name))
