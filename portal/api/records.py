"""Records: interviews, the leaver's review, the manager's sign-off."""

from typing import Annotated

from fastapi import Query

from models.acting import Scope
from models.case_file import PersonEntry
from portal.acting import By
from portal.api.calls import Acting, Number, Reading, Reference, act, act_on, read
from portal.api.routers import make_router
from portal.api.shapes import Agreed, Answers, Count, Done, Edited, Revised, Signed
from services.acts import answering, proposing, reviewing, signing
from services.acts.seeing import OwnAnswers, get_own_answers
from services.handovers.answers import mask_records, tell_places

router = make_router("records")
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
            lambda by: reviewing.list_records(by.session, by.actor, reference, by.now),
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
    """Edit a record, which voids agreements and signatures; what another wrote is a proposal."""
    change = reviewing.mask_change(
        reviewing.RecordChange(record_id=number, revision=body.revision, content=body.content)
    )

    def revise(by: By) -> Revised:
        revision = reviewing.edit_record(by.session, by.actor, reference, change, by.now)
        return Revised(revision=revision, is_proposed=revision == body.revision)

    return act(call, Scope.agree, revise, body, change.record.places)


@router.get(
    f"{_CASE}/changes",
    response_model=list[proposing.ProposalView],
    summary="List proposed changes",
)
def list_changes(
    call: Reading, reference: Reference, is_all: Annotated[bool, Query(alias="all")] = False
) -> list[proposing.ProposalView]:
    """List changes of what one wrote, proposed or decides on; with `all` the decided as well."""
    return list(
        read(
            call,
            Scope.read,
            lambda by: proposing.list_proposals(
                by.session, by.actor, reference, by.now, is_all=is_all
            ),
        )
    )


@router.post(
    f"{_CASE}/changes/{{number}}/agree", response_model=Revised, summary="Agree to a change"
)
def agree_to_change(call: Acting, reference: Reference, number: Number) -> object:
    """Give one's record the text, or the readers, that somebody proposed."""
    return act(
        call,
        Scope.agree,
        lambda by: Revised(
            revision=proposing.agree_to_change(by.session, by.actor, reference, number, by.now)
        ),
    )


@router.post(f"{_CASE}/changes/{{number}}/refuse", response_model=Done, summary="Refuse a change")
def refuse_change(call: Acting, reference: Reference, number: Number) -> object:
    """Leave one's record as it is."""
    return act(
        call,
        Scope.agree,
        lambda by: proposing.refuse_change(by.session, by.actor, reference, number, by.now),
    )


@router.post(f"{_CASE}/fallback", response_model=Done, summary="Name a fallback")
def name_fallback(call: Acting, reference: Reference, person: PersonEntry) -> object:
    """Name who decides on changes of one's records once one has left."""
    return act_on(
        call,
        Scope.agree,
        person,
        lambda by, named: proposing.name_fallback(
            by.session, by.actor, reference, named.value, by.now
        ),
    )


@router.post(
    f"{_CASE}/records/{{number}}/show", response_model=Done, summary="Show a record to the manager"
)
def show_record(call: Acting, reference: Reference, number: Number) -> object:
    """Let a manager who came later read what one wrote for the former one."""
    return act(
        call,
        Scope.agree,
        lambda by: proposing.show_record(by.session, by.actor, reference, number, by.now),
    )


@router.post(
    f"{_CASE}/records/{{number}}/strike-out", response_model=Done, summary="Strike out a record"
)
def strike_out(call: Acting, reference: Reference, number: Number) -> object:
    """Strike a record out: one's own, or as the leaver any that one reviews."""
    return act(
        call,
        Scope.agree,
        lambda by: reviewing.strike_out(by.session, by.actor, reference, number, by.now),
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
    return act_on(
        call,
        Scope.sign,
        body,
        lambda by, comment: signing.send_back(by.session, by.actor, reference, comment, by.now),
    )
