"""Changes to a case: other dates, other people, an early or a late end."""

from typing import Annotated

import typer

from models.acting import Role
from models.case_file import PersonEntry, ReceiverEntry
from models.words import ReceiverRole
from portal.acting import act
from portal.cli.options import As, Day, Email, Name, Ref, SomeDay
from portal.cli.speech import say
from portal.cli.values import make_value, mask_typed
from services.acts import changing, closing, settling


def receiver(
    ref: Ref,
    as_: As,
    name: Name,
    email: Email,
    role: Annotated[
        ReceiverRole, typer.Option(help="The successor, or an interim owner until there is one.")
    ] = ReceiverRole.successor,
    starts_on: SomeDay = None,
) -> None:
    """Name the person who receives; a late successor gets an edition of their own."""
    day = starts_on.date() if starts_on else None
    person = mask_typed(
        make_value(ReceiverEntry, name=name, email=email, role=role, starts_on=day)
    ).value
    act(as_, lambda by: changing.name_receiver(by.session, by.actor, ref, person, by.now))
    say("The receiver is named.")


def reschedule(ref: Ref, as_: As, to: Day) -> None:
    """Move the last working day; steps that are still open get new dates."""
    act(as_, lambda by: changing.reschedule(by.session, by.actor, ref, to.date(), by.now))
    say(f"{ref} has a new plan for {to:%Y-%m-%d}.")


def reassign(
    ref: Ref,
    as_: As,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="Whose place it is: manager or hr.")],
    name: Name,
    email: Email,
) -> None:
    """Put another person in the place of the manager or of HR."""
    person = mask_typed(make_value(PersonEntry, name=name, email=email)).value
    change = make_value(changing.Replacement, role=role, person=person)
    act(as_, lambda by: changing.reassign(by.session, by.actor, ref, change, by.now))
    say(f"The {role} of {ref} is another person now.")


def reopen(ref: Ref, as_: As) -> None:
    """Reopen a cancelled handover; it goes on where it was."""
    act(as_, lambda by: changing.reopen(by.session, by.actor, ref, by.now))
    say(f"{ref} goes on.")


def hold(
    ref: Ref,
    as_: As,
    lift: Annotated[bool, typer.Option("--lift", help="Lift the hold.")] = False,
) -> None:
    """Place a legal hold on the handover, or lift it. Nothing is purged during a hold."""
    act(
        as_,
        lambda by: changing.set_legal_hold(by.session, by.actor, ref, by.now, is_held=not lift),
    )
    say(f"The hold on {ref} is {'lifted' if lift else 'in place'}.")


def agree_return(ref: Ref, as_: As, on: Day) -> None:
    """Agree on the day of return; prints the reference of the cover's own handover."""
    say(act(as_, lambda by: changing.agree_return(by.session, by.actor, ref, on.date(), by.now)))


def tick(
    ref: Ref,
    as_: As,
    step: Annotated[str, typer.Argument(metavar="STEP", help="As baton show --json names it.")],
) -> None:
    """Tick off a step of the plan that no act completes."""
    act(as_, lambda by: settling.tick_step(by.session, by.actor, ref, step, by.now))
    say(f"{step} is done.")


def close(ref: Ref, as_: As) -> None:
    """Close the handover; refused while an item has no owner or a gap is open."""
    act(as_, lambda by: closing.close_handover(by.session, by.actor, ref, by.now))
    say(f"{ref} is closed.")
