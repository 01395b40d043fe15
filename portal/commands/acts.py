"""Acts: `baton act`, what people do to a handover, from the command line."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from models.acting import Role
from models.case_file import PersonEntry, ReceiverEntry
from models.words import ReceiverRole
from portal.acting import As, act, make_value, read_yaml_file
from services.acts import (
    answering,
    changing,
    closing,
    receiving,
    reviewing,
    settling,
    signing,
    ticking,
)
from services.casefiles import read_answers

app = typer.Typer(help="What people do to a handover.", no_args_is_help=True)
Ref = Annotated[str, typer.Argument(metavar="REF", help="Such as HO-2026-0007.")]
Record = Annotated[int, typer.Option(metavar="NO", help="The record, as baton act records shows.")]
SomeRecord = Annotated[
    int | None, typer.Option(metavar="NO", help="One record; default: all of them.")
]
Gap = Annotated[int, typer.Option(metavar="NO", help="The gap, as baton act gaps shows.")]
Name = Annotated[str, typer.Option(help="The person's name.")]
Email = Annotated[str, typer.Option(help="The person's address.")]
Text = Annotated[str, typer.Option(help="In words.")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="YYYY-MM-DD.")]
SomeDay = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="YYYY-MM-DD.")
]
File = Annotated[Path, typer.Option(metavar="FILE", help="A YAML file.")]


@app.command()
def answer(ref: Ref, as_: As, file: File, submit: bool = False) -> None:
    """Save what an ANSWERS.yaml says; with --submit give the interview."""
    records = read_answers(file).records
    count = act(as_, lambda by: answering.save_answers(by.session, by.actor, ref, records, by.now))
    if submit:
        act(as_, lambda by: answering.submit_answers(by.session, by.actor, ref, by.now))
    typer.echo(f"{count} records are saved{' and given' if submit else ''}.")


@app.command("ask-peer")
def ask_peer(ref: Ref, as_: As, name: Name, email: Email, due_on: SomeDay = None) -> None:
    """Ask a colleague as well; without a day in five working days."""
    day = due_on.date() if due_on else None
    peer = make_value(answering.PeerRequest, name=name, email=email, due_on=day)
    act(as_, lambda by: answering.ask_peer(by.session, by.actor, ref, peer, by.now))
    typer.echo("the peer is asked.")


@app.command()
def records(ref: Ref, as_: As) -> None:
    """Print the records that the person may see, a JSON object a line."""
    for line in act(as_, lambda by: reviewing.list_records(by.session, by.actor, ref)):
        typer.echo(json.dumps(line.model_dump(mode="json", by_alias=True), ensure_ascii=False))


@app.command()
def agree(ref: Ref, as_: As, record: SomeRecord = None, revision: int = 1) -> None:
    """Agree to one record in a revision, or to all as they stand."""
    if record is None:
        count = act(as_, lambda by: reviewing.agree_all(by.session, by.actor, ref, by.now))
    else:
        text = make_value(reviewing.Revision, record_id=record, revision=revision)
        act(as_, lambda by: reviewing.agree(by.session, by.actor, ref, text, by.now))
        count = 1
    typer.echo(f"agreed to {count} records.")


@app.command()
def edit(ref: Ref, as_: As, file: File) -> None:
    """Edit a record; FILE holds record_id, revision and content. Agreements to it are void."""
    change = read_yaml_file(reviewing.RecordChange, file, "a record")
    revision = act(as_, lambda by: reviewing.edit_record(by.session, by.actor, ref, change, by.now))
    typer.echo(f"the record has revision {revision}; review and sign-off are open again.")


@app.command("strike-out")
def strike_out(ref: Ref, as_: As, record: Record) -> None:
    """Strike a record out: it reaches no pack."""
    act(as_, lambda by: reviewing.strike_out(by.session, by.actor, ref, record, by.now))
    typer.echo(f"record {record} is struck out.")


@app.command()
def sign(ref: Ref, as_: As) -> None:
    """Approve every entry as it stands."""
    digest = act(as_, lambda by: signing.sign(by.session, by.actor, ref, by.now))
    typer.echo(f"signed: SHA-256 {digest}")


@app.command("send-back")
def send_back(ref: Ref, as_: As, text: Text, record: SomeRecord = None) -> None:
    """Send one record, or all, back to the leaver with a comment."""
    comment = make_value(signing.Comment, text=text, record_id=record)
    act(as_, lambda by: signing.send_back(by.session, by.actor, ref, comment, by.now))
    typer.echo("sent back; the leaver gets a mail.")


@app.command("read-back")
def read_back(ref: Ref, as_: As, file: File) -> None:
    """Say it back in own words; FILE holds texts: {S1: ..., S2: ...}."""
    body = read_yaml_file(receiving.ReadBackTexts, file, "a read-back")
    act(as_, lambda by: receiving.read_back(by.session, by.actor, ref, body.texts, by.now))
    typer.echo("the read-back is kept.")


@app.command()
def accept(ref: Ref, as_: As, record: SomeRecord = None) -> None:
    """Take over one item of the pack, or everything that is undecided."""
    if record is None:
        count = act(as_, lambda by: receiving.accept_all(by.session, by.actor, ref, by.now))
    else:
        act(as_, lambda by: receiving.accept(by.session, by.actor, ref, record, by.now))
        count = 1
    typer.echo(f"accepted {count} items.")


@app.command()
def decline(ref: Ref, as_: As, record: Record, text: Text) -> None:
    """Refuse one item, and say why."""
    refusal = make_value(receiving.Refusal, record_id=record, reason=text)
    act(as_, lambda by: receiving.decline(by.session, by.actor, ref, refusal, by.now))
    typer.echo(f"item {record} is declined: it needs another owner.")


@app.command()
def survey(ref: Ref, as_: As, file: File) -> None:
    """Say at day 7, 30 or 90 what was used, wrong or missing; FILE holds the answers."""
    answers = read_yaml_file(receiving.SurveyAnswers, file, "a survey")
    act(as_, lambda by: receiving.answer_survey(by.session, by.actor, ref, answers, by.now))
    typer.echo("thank you; what is missing is a gap now.")


@app.command()
def gaps(ref: Ref, as_: As) -> None:
    """Print what is missing and what became of it, a JSON object a line."""
    for line in act(as_, lambda by: settling.list_gaps(by.session, by.actor, ref)):
        typer.echo(line.model_dump_json())


@app.command("answer-gap")
def answer_gap(ref: Ref, as_: As, gap: Gap, text: Text) -> None:
    """Answer a gap in words."""
    given = make_value(settling.GapAnswer, gap_id=gap, text=text)
    act(as_, lambda by: settling.answer_gap(by.session, by.actor, ref, given, by.now))
    typer.echo(f"gap {gap} is answered.")


@app.command()
def waive(ref: Ref, as_: As, gap: Gap, text: Text, until: Day) -> None:
    """Accept a gap until a day, with a reason; it is back the day after."""
    waiver = make_value(settling.Waiver, gap_id=gap, reason=text, until=until.date())
    act(as_, lambda by: settling.waive_gap(by.session, by.actor, ref, waiver, by.now))
    typer.echo(f"gap {gap} is waived until {until:%Y-%m-%d}.")


@app.command()
def owner(ref: Ref, as_: As, record: Record, name: Name, email: Email) -> None:
    """Give an item of the pack to somebody who looks after it."""
    person = make_value(PersonEntry, name=name, email=email)
    ownership = make_value(settling.Ownership, record_id=record, person=person)
    act(as_, lambda by: settling.assign_owner(by.session, by.actor, ref, ownership, by.now))
    typer.echo(f"item {record} has an owner.")


@app.command()
def receiver(
    ref: Ref,
    as_: As,
    name: Name,
    email: Email,
    role: ReceiverRole = ReceiverRole.successor,
    starts_on: SomeDay = None,
) -> None:
    """Name who receives; a late successor gets an edition of its own."""
    day = starts_on.date() if starts_on else None
    person = make_value(ReceiverEntry, name=name, email=email, role=role, starts_on=day)
    act(as_, lambda by: changing.name_receiver(by.session, by.actor, ref, person, by.now))
    typer.echo("the receiver is named.")


@app.command()
def reschedule(ref: Ref, as_: As, to: Day) -> None:
    """Move the last working day; what is still to be done gets new dates."""
    act(as_, lambda by: changing.reschedule(by.session, by.actor, ref, to.date(), by.now))
    typer.echo(f"{ref} is planned anew for {to:%Y-%m-%d}.")


@app.command()
def reassign(ref: Ref, as_: As, role: Role, name: Name, email: Email) -> None:
    """Put another person into the manager's or HR's place."""
    person = make_value(PersonEntry, name=name, email=email)
    change = make_value(changing.Replacement, role=role, person=person)
    act(as_, lambda by: changing.reassign(by.session, by.actor, ref, change, by.now))
    typer.echo(f"the {role} of {ref} is another person now.")


@app.command()
def reopen(ref: Ref, as_: As) -> None:
    """Take a cancelled handover up again where it was."""
    act(as_, lambda by: changing.reopen(by.session, by.actor, ref, by.now))
    typer.echo(f"{ref} goes on.")


@app.command()
def hold(ref: Ref, as_: As, lift: bool = False) -> None:
    """Lay a legal hold on the handover, or lift it: while it lies, nothing is purged."""
    act(
        as_,
        lambda by: changing.set_legal_hold(by.session, by.actor, ref, by.now, is_held=not lift),
    )
    typer.echo(f"the hold on {ref} is {'lifted' if lift else 'laid'}.")


@app.command("return")
def agree_return(ref: Ref, as_: As, on: Day) -> None:
    """Agree when who is absent is back; prints the reference of the cover's own handover."""
    typer.echo(
        act(as_, lambda by: changing.agree_return(by.session, by.actor, ref, on.date(), by.now))
    )


@app.command()
def tick(ref: Ref, as_: As, step: Annotated[str, typer.Argument(metavar="STEP")]) -> None:
    """Say that a step of the plan is done which no act completes."""
    act(as_, lambda by: ticking.tick_step(by.session, by.actor, ref, step, by.now))
    typer.echo(f"{step} is done.")


@app.command()
def close(ref: Ref, as_: As) -> None:
    """Close the handover; refused while an item has no owner or a gap is open."""
    act(as_, lambda by: closing.close_handover(by.session, by.actor, ref, by.now))
    typer.echo(f"{ref} is closed.")
