"""Reception: the pack, the read-back, item by item, surveys, gaps."""

from typing import Annotated

from fastapi import Path as PathParameter
from fastapi.responses import Response

from models.acting import Scope
from models.case_file import PersonEntry
from portal.acting import By
from portal.api.calls import Acting, Number, Reading, Reference, act, act_on, read
from portal.api.routers import make_router
from portal.api.shapes import Count, Done, Reason, Text, WaiverBody
from services.acts import receiving, settling
from services.acts.auditing import note_opened
from services.acts.seeing import FileView, list_files, read_file
from services.plugins import FILE_NAME

router = make_router("reception")
FileName = Annotated[str, PathParameter(pattern=FILE_NAME)]
_CASE = "/handovers/{reference}"
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "ics": "text/calendar; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
_ANY = "application/octet-stream"


@router.get(f"{_CASE}/pack", response_model=list[FileView], summary="List the pack's files")
def list_pack(call: Reading, reference: Reference) -> list[FileView]:
    """List the files of the newest edition."""
    return list(read(call, Scope.download, lambda by: list_files(by.session, by.actor, reference)))


@router.get(
    f"{_CASE}/pack/{{name}}",
    summary="Download a file of the pack",
    response_class=Response,
    responses={200: {"content": {kind.split(";")[0]: {} for kind in (*_TYPES.values(), _ANY)}}},
)
def download(call: Reading, reference: Reference, name: FileName) -> Response:
    """Download a file of the newest edition; never shown by a browser as a page of ours."""
    file = read(
        call,
        Scope.download,
        lambda by: read_file(by.session, by.actor, reference, name, by.settings.data),
    )
    if not call.is_head:
        act(call, Scope.download, lambda by: _note(by, reference, name))
    return Response(
        file.content,
        media_type=_TYPES.get(name.rpartition(".")[2].lower(), _ANY),
        headers={
            "Content-Disposition": f'attachment; filename="{reference}-{name}"',
            "ETag": f'"{file.sha256}"',
        },
    )


def _note(by: By, reference: str, name: str) -> None:
    note_opened(by.session, by.actor, reference, [name], by.now)


@router.post(f"{_CASE}/read-back", response_model=Done, summary="Read back")
def read_back(call: Acting, reference: Reference, body: receiving.ReadBackTexts) -> object:
    """Say it back in own words; complete with all five questions."""
    return act_on(
        call,
        Scope.accept,
        body,
        lambda by, said: receiving.read_back(by.session, by.actor, reference, said, by.now),
    )


@router.get(
    f"{_CASE}/items", response_model=list[receiving.OfferedItem], summary="List what is offered"
)
def list_offered(call: Reading, reference: Reference) -> list[receiving.OfferedItem]:
    """List what is there for the receiver to take over, and what was said to it."""
    return list(
        read(call, Scope.read, lambda by: receiving.list_offered(by.session, by.actor, reference))
    )


@router.post(f"{_CASE}/records/{{number}}/accept", response_model=Done, summary="Accept an item")
def accept(call: Acting, reference: Reference, number: Number) -> object:
    """Take over one item of the pack."""
    return act(
        call,
        Scope.accept,
        lambda by: receiving.accept(by.session, by.actor, reference, number, by.now),
    )


@router.post(f"{_CASE}/records/accept-all", response_model=Count, summary="Accept all items")
def accept_all(call: Acting, reference: Reference) -> object:
    """Take over everything that is neither accepted nor declined."""
    return act(
        call,
        Scope.accept,
        lambda by: Count(count=receiving.accept_all(by.session, by.actor, reference, by.now)),
    )


@router.post(f"{_CASE}/records/{{number}}/decline", response_model=Done, summary="Decline an item")
def decline(call: Acting, reference: Reference, number: Number, body: Reason) -> object:
    """Refuse one item, and say why."""
    return act_on(
        call,
        Scope.accept,
        receiving.Refusal(record_id=number, reason=body.reason),
        lambda by, refusal: receiving.decline(by.session, by.actor, reference, refusal, by.now),
    )


@router.post(f"{_CASE}/records/{{number}}/owner", response_model=Done, summary="Give an owner")
def assign_owner(call: Acting, reference: Reference, number: Number, body: PersonEntry) -> object:
    """Give an item of the pack to somebody who looks after it."""
    return act_on(
        call,
        Scope.sign,
        settling.Ownership(record_id=number, person=body),
        lambda by, ownership: settling.assign_owner(
            by.session, by.actor, reference, ownership, by.now
        ),
    )


@router.post(f"{_CASE}/items/give", response_model=Count, summary="Give all items of an owner")
def give_items(call: Acting, reference: Reference, body: settling.Transfer) -> object:
    """Give all items that one person looks after to another."""
    return act_on(
        call,
        Scope.sign,
        body,
        lambda by, transfer: Count(
            count=settling.give_items(by.session, by.actor, reference, transfer, by.now)
        ),
    )


@router.post(f"{_CASE}/survey", response_model=Done, summary="Answer a survey")
def answer_survey(call: Acting, reference: Reference, body: receiving.SurveyAnswers) -> object:
    """Say at day 7, 30 or 90 what was used, wrong or missing."""
    return act_on(
        call,
        Scope.accept,
        body,
        lambda by, survey: receiving.answer_survey(by.session, by.actor, reference, survey, by.now),
    )


@router.get(f"{_CASE}/gaps", response_model=list[settling.GapLine], summary="List the gaps")
def list_gaps(call: Reading, reference: Reference) -> list[settling.GapLine]:
    """List what is missing, and what became of it."""
    return list(
        read(call, Scope.read, lambda by: settling.list_gaps(by.session, by.actor, reference))
    )


@router.post(f"{_CASE}/gaps/{{number}}/answer", response_model=Done, summary="Answer a gap")
def answer_gap(call: Acting, reference: Reference, number: Number, body: Text) -> object:
    """Answer a gap in words."""
    return act_on(
        call,
        Scope.answer,
        settling.GapAnswer(gap_id=number, text=body.text),
        lambda by, answer: settling.answer_gap(by.session, by.actor, reference, answer, by.now),
    )


@router.post(f"{_CASE}/gaps/{{number}}/waive", response_model=Done, summary="Waive a gap")
def waive_gap(call: Acting, reference: Reference, number: Number, body: WaiverBody) -> object:
    """Accept a gap until a day, with a reason."""
    return act_on(
        call,
        Scope.sign,
        settling.Waiver(gap_id=number, reason=body.reason, until=body.until),
        lambda by, waiver: settling.waive_gap(by.session, by.actor, reference, waiver, by.now),
    )
