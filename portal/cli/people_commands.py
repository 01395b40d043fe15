"""People of a handover: who they are to it, and what it says of them wrongly."""

import json
from typing import Annotated

import typer

from portal.acting import act, see
from portal.cli.options import As, Ref
from portal.cli.speech import say, say_json
from portal.cli.values import make_value, mask_typed
from services.acts import correcting


def people(ref: Ref, as_: As) -> None:
    """Print the people as this handover knows them, one JSON object per line."""
    for line in see(as_, lambda by: correcting.list_people(by.session, by.actor, ref)):
        say_json(json.dumps(line.model_dump(mode="json"), ensure_ascii=False))


def correct_person(
    ref: Ref,
    as_: As,
    person: Annotated[
        str, typer.Option(metavar="EMAIL", help="Who, by the address that this handover has.")
    ],
    name: Annotated[str | None, typer.Option(help="The right name.")] = None,
    email: Annotated[str | None, typer.Option(help="The right address.")] = None,
) -> None:
    """Correct a name or an address in this handover alone; a signature over it is void."""
    correction = mask_typed(
        make_value(correcting.Correction, person=person, name=name, email=email)
    ).value
    act(as_, lambda by: correcting.correct_person(by.session, by.actor, ref, correction, by.now))
    say("Corrected in this handover and in no other.")
