"""Records: interviews, the leaver's review, the manager's sign-off."""

from typing import Annotated

from fastapi import APIRouter, Depends

from models.acting import Scope
from portal.api.calls import Call, Number, Reference, act, get_call, get_keyed_call, read
from portal.api.shapes import Agreed, Answers, Count, Done, Edited, Revised, Signed
from services.acts import answering, reviewing, signing
from services.acts.seeing import OwnAnswers, get_own_answers
from services.handovers.answers import mask_records, tell_places
from services.secrets.masked_values import mask_value

router = APIRouter(tags=["records"])
Reading = Annotated[Call, Depends(get_call)]
Acting = Annotated[Call, Depends(get_keyed_call)]
_CASE = "/handovers/{reference}"


@router.get(f"{_CASE}/answers", response_model=OwnAnswers, summary="One's own answers")
def show_answers(call: Reading, reference: Reference) -> OwnAnswers:
    """Show what the token's person has answered so far."""
    answers: OwnAnswers = read(
        call, Scope.read, lambda by: get_own_answers(by.session, by.actor, reference)
    )
    return answers


@router.put(f"{_CASE}/answers", response_model=Count, summary="Save answers")
def save_answers(call: Acting, reference: Reference, body: Answers) -> object:
    """Keep what was answered so far in place of what was kept before."""
    records = mask_records(body.records)
    return act(
        call,
        Scope.answer,
        lambda by: Count(
            count=answering.save_answers(by.session, by.actor, reference, records, by.now)
        ),
        body,
        tell_places(records),
    )


@router.post(f"{_CASE}/answers/submit", response_model=Done, summary="Give the interview")
def submit_answers(call: Acting, reference: Reference) -> object:
    """Give the interview: what was saved becomes proposed records."""
    return act(
        call,
        Scope.answer,
        lambda by: answering.submit_answers(by.session, by.actor, reference, by.now),
    )


@router.get(
    f"{_CASE}/records", response_model=list[reviewing.RecordLine], summary="List the records"
)
def list_records(call: Reading, reference: Reference) -> list[reviewing.RecordLine]:
    """List the records that the token's person may see."""
    return list(
        read(
            call,
            Scope.read,
            lambda by: reviewing.list_records(by.session, by.actor, reference),
        )
    )


@router.post(f"{_CASE}/records/{{number}}/agree", response_model=Done, summary="Agree to a record")
def agree(call: Acting, reference: Reference, number: Number, body: Agreed) -> object:
    """Agree to exactly this revision of a record."""
    text = reviewing.Revision(record_id=number, revision=body.revision)
    return act(
        call,
        Scope.agree,
        lambda by: reviewing.agree(by.session, by.actor, reference, text, by.now),
        body,
    )


@router.post(f"{_CASE}/records/agree-all", response_model=Count, summary="Agree to all records")
def agree_all(call: Acting, reference: Reference) -> object:
    """Agree to every record that is still proposed."""
    return act(
        call,
        Scope.agree,
        lambda by: Count(count=reviewing.agree_all(by.session, by.actor, reference, by.now)),
    )


@router.put(f"{_CASE}/records/{{number}}", response_model=Revised, summary="Edit a record")
def edit(call: Acting, reference: Reference, number: Number, body: Edited) -> object:
    """Edit a record; every agreement and signature is void."""
    change = reviewing.mask_change(
        reviewing.RecordChange(record_id=number, revision=body.revision, content=body.content)
    )
    return act(
        call,
        Scope.agree,
        lambda by: Revised(
            revision=reviewing.edit_record(by.session, by.actor, reference, change, by.now)
        ),
        body,
        change.record.places,
    )


@router.post(
    f"{_CASE}/records/{{number}}/strike-out", response_model=Done, summary="Strike out a record"
)
def strike_out(call: Acting, reference: Reference, number: Number) -> object:
    """Strike a record out: it reaches no pack."""
    return act(
        call,
        Scope.agree,
        lambda by: reviewing.strike_out(by.session, by.actor, reference, number, by.now),
    )


@router.post(f"{_CASE}/harvest/strike-out", response_model=Done, summary="Strike out a find")
def strike_out_entry(call: Acting, reference: Reference, body: reviewing.EntryName) -> object:
    """Strike out a document, contact, date or thread of the harvest."""
    return act(
        call,
        Scope.agree,
        lambda by: reviewing.strike_out_entry(by.session, by.actor, reference, body, by.now),
        body,
    )


@router.post(f"{_CASE}/sign", response_model=Signed, summary="Sign")
def sign(call: Acting, reference: Reference) -> object:
    """Approve every entry as it stands."""
    return act(
        call,
        Scope.sign,
        lambda by: Signed(digest=signing.sign(by.session, by.actor, reference, by.now)),
    )


@router.post(f"{_CASE}/send-back", response_model=Done, summary="Send back")
def send_back(call: Acting, reference: Reference, body: signing.Comment) -> object:
    """Send one record, or all, back to the leaver with a comment."""
    comment = mask_value(body)
    return act(
        call,
        Scope.sign,
        lambda by: signing.send_back(by.session, by.actor, reference, comment, by.now),
        body,
        comment.places,
    )
