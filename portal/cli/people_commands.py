"""People of a handover: who they are to it, and who decides on what somebody wrote."""

import json
from typing import Annotated

import typer

from models.case_file import PersonEntry
from portal.acting import act, see
from portal.cli.options import As, Email, Name, Record, Ref
from portal.cli.speech import say, say_json
from portal.cli.values import make_value, mask_typed
from services.acts import correcting, proposing, settling
from services.texts import say_count


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


_Change = Annotated[
    int, typer.Option("--change", metavar="NO", help="The change, as baton act changes shows.")
]


def changes(
    ref: Ref,
    as_: As,
    is_all: Annotated[bool, typer.Option("--all", help="Those that were decided as well.")] = False,
) -> None:
    """Print the changes of what you wrote, proposed or decide on, one JSON object per line."""
    for line in see(
        as_,
        lambda by: proposing.list_proposals(by.session, by.actor, ref, by.now, is_all=is_all),
    ):
        say_json(json.dumps(line.model_dump(mode="json", by_alias=True), ensure_ascii=False))


def agree_change(ref: Ref, as_: As, change: _Change) -> None:
    """Agree to another text, or other readers, for what you wrote."""
    revision = act(
        as_, lambda by: proposing.agree_to_change(by.session, by.actor, ref, change, by.now)
    )
    say(f"The record has revision {revision}; review and sign-off are open again.")


def refuse_change(ref: Ref, as_: As, change: _Change) -> None:
    """Refuse a change: what you wrote stays as it is."""
    act(as_, lambda by: proposing.refuse_change(by.session, by.actor, ref, change, by.now))
    say("The record stays as it is.")


def fallback(ref: Ref, as_: As, name: Name, email: Email) -> None:
    """Name who decides on changes of what you wrote once you have left."""
    person = mask_typed(make_value(PersonEntry, name=name, email=email)).value
    act(as_, lambda by: proposing.name_fallback(by.session, by.actor, ref, person, by.now))
    say("From the day after your last one this person decides.")


def show_record(ref: Ref, as_: As, record: Record) -> None:
    """Let a manager who came later read what you wrote for the former one."""
    act(as_, lambda by: proposing.show_record(by.session, by.actor, ref, record, by.now))
    say(f"The manager can read record {record} now.")


def give_items(
    ref: Ref,
    as_: As,
    owner: Annotated[str, typer.Option("--from", metavar="EMAIL", help="Who has the items now.")],
    name: Name,
    email: Email,
) -> None:
    """Give all items that one person looks after to another, such as when the first one leaves."""
    person = make_value(PersonEntry, name=name, email=email)
    given = mask_typed(make_value(settling.Transfer, owner=owner, person=person), ref)
    count = act(as_, lambda by: settling.give_items(by.session, by.actor, ref, given, by.now))
    say(f"{say_count(count, 'item')} passed on.")
