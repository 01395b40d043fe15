"""Acts: `baton act`, what people do to a handover, from the command line."""

import json
from typing import Annotated

import typer

from models.errors import InvalidInputError
from models.found import FoundState
from portal.acting import By, act, see
from portal.cli.finds import FindNumbers, Finds, decide_finds
from portal.cli.options import As, Email, File, Name, Ref, SomeDay, SomeRecord, Text
from portal.cli.speech import say, say_json
from portal.cli.values import make_value, mask_typed, read_yaml_file, tell_masked
from services.acts import answering, reviewing, signing
from services.cases import read_answers
from services.handovers.answers import mask_records, tell_places
from services.texts import say_count


def answer(
    ref: Ref,
    as_: As,
    file: File,
    submit: Annotated[bool, typer.Option("--submit", help="Submit the interview, too.")] = False,
) -> None:
    """Save the answers of an ANSWERS.yaml; with --submit submit the interview."""
    given = read_answers(file)
    records = mask_records(given.records)
    tell_masked(tell_places(records))

    def save(by: By) -> int:
        answering.check_respondent(by.session, by.actor, ref, given.respondent)
        return answering.save_answers(by.session, by.actor, ref, records, by.now)

    count = act(as_, save)
    if submit:
        act(as_, lambda by: answering.submit_answers(by.session, by.actor, ref, by.now))
    say(f"Saved {'and submitted ' if submit else ''}{say_count(count, 'record')}.")


def ask_peer(ref: Ref, as_: As, name: Name, email: Email, due_on: SomeDay = None) -> None:
    """Ask a colleague too; without a day, the answer is due in five working days."""
    day = due_on.date() if due_on else None
    peer = mask_typed(make_value(answering.PeerRequest, name=name, email=email, due_on=day)).value
    act(as_, lambda by: answering.ask_peer(by.session, by.actor, ref, peer, by.now))
    say("The peer is asked.")


def records(ref: Ref, as_: As) -> None:
    """Print the records that the person may see, one JSON object per line."""
    for line in see(as_, lambda by: reviewing.list_records(by.session, by.actor, ref, by.now)):
        say_json(json.dumps(line.model_dump(mode="json", by_alias=True), ensure_ascii=False))


def agree(
    ref: Ref,
    as_: As,
    record: SomeRecord = None,
    revision: Annotated[int, typer.Option(help="The revision that you have read.")] = 1,
) -> None:
    """Agree to one revision of a record, or to all records as they stand."""
    if record is None:
        count = act(as_, lambda by: reviewing.agree_all(by.session, by.actor, ref, by.now))
    else:
        text = make_value(reviewing.Revision, record_id=record, revision=revision)
        act(as_, lambda by: reviewing.agree(by.session, by.actor, ref, text, by.now))
        count = 1
    say(f"Agreed to {say_count(count, 'record')}.")


def edit(ref: Ref, as_: As, file: File) -> None:
    """Edit a record; FILE holds record_id, revision and content. Agreements to it become void."""
    change = reviewing.mask_change(read_yaml_file(reviewing.RecordChange, file, "a record"))
    tell_masked(change.record.places)
    revision = act(as_, lambda by: reviewing.edit_record(by.session, by.actor, ref, change, by.now))
    if revision == change.text.revision:
        say("Proposed: the record stays as it is until its author agrees.")
    else:
        say(f"The record has revision {revision}; review and sign-off are open again.")


def strike_out(
    ref: Ref,
    as_: As,
    finds: Finds = None,
    number: FindNumbers = None,
    record: SomeRecord = None,
) -> None:
    """Strike out a record, or finds by number, range or kind, so that they are in no pack."""
    if finds or number:
        count = decide_finds(ref, as_, [*(finds or ()), *(number or ())], FoundState.struck_out)
        say(f"{say_count(count, 'find')} struck out.")
    elif record is not None:
        act(as_, lambda by: reviewing.strike_out(by.session, by.actor, ref, record, by.now))
        say(f"Record {record} is struck out.")
    else:
        raise InvalidInputError("name what to strike out: finds by number, or --record NO.")


def sign(ref: Ref, as_: As) -> None:
    """Approve every entry as it stands."""
    digest = act(as_, lambda by: signing.sign(by.session, by.actor, ref, by.now))
    say(f"Signed: SHA-256 {digest}")


def send_back(ref: Ref, as_: As, text: Text, record: SomeRecord = None) -> None:
    """Send one record, or all, back to the leaver with a comment."""
    comment = mask_typed(make_value(signing.Comment, text=text, record_id=record), ref)
    act(as_, lambda by: signing.send_back(by.session, by.actor, ref, comment, by.now))
    say("Sent back; the leaver gets a mail.")
