"""Handovers: opening them, seeing how far they are, and what life does to a case."""

from pathlib import Path
from typing import Annotated

from fastapi import Path as PathParameter
from fastapi import Query

from models.acting import Scope
from models.case_file import CaseFile, ReceiverEntry
from models.errors import InvalidInputError
from portal.acting import By
from portal.api.calls import Acting, Call, Reading, Reference, act, act_on, read
from portal.api.routers import make_router
from portal.api.shapes import (
    Batch,
    Done,
    Hold,
    LastDay,
    NewReference,
    ReturnDay,
    Started,
)
from services.acts import changing, closing, correcting, settling, starting
from services.acts.answering import PeerRequest, ask_peer
from services.acts.leaving import list_warnings
from services.acts.rights import Action, check_staff
from services.acts.seeing import HandoverPage, ProgressView, get_progress, list_views
from services.acts.shared_places import list_shared_places
from services.cases.case_sources import Root, check_places
from services.cases.source_names import is_url
from services.handovers.opening import CaseInput
from services.harvest.exclude_checks import check_excludes

router = make_router("handovers")
StepKey = Annotated[str, PathParameter(pattern="^[a-z][a-z0-9_]{0,80}$", examples=["meet"])]


@router.post("/handovers", response_model=Started, summary="Open a handover")
def start(call: Acting, case: CaseFile) -> object:
    """Open the handover of a case; the same case again is the same handover."""
    _check_places(call, (case,))
    return act_on(call, Scope.open, case, lambda by, given: _start(by, (given.value,)))


@router.post("/handovers/batch", response_model=Started, summary="Open many handovers")
def start_batch(call: Acting, batch: Batch) -> object:
    """Open many in one go, all or none; warns where a receiver is leaving too."""
    _check_places(call, batch.cases)
    return act_on(call, Scope.open, batch, lambda by, given: _start(by, given.value.cases))


@router.get("/handovers", response_model=HandoverPage, summary="List handovers")
def list_handovers(
    call: Reading, start: Annotated[int, Query(ge=0, le=1_000_000)] = 0
) -> HandoverPage:
    """List what the token's person has a part in, a page of 100 at a time."""
    page: HandoverPage = read(
        call, Scope.read, lambda by: list_views(by.session, by.actor, by.now.date(), start)
    )
    return page


@router.get("/handovers/{reference}", response_model=ProgressView, summary="Show a handover")
def show(call: Reading, reference: Reference) -> ProgressView:
    """Show how far a handover is, with its dated plan."""
    view: ProgressView = read(
        call,
        Scope.read,
        lambda by: get_progress(by.session, by.actor, reference, by.now.date()),
    )
    return view


@router.post("/handovers/{reference}/peers", response_model=Done, summary="Ask a peer")
def ask(call: Acting, reference: Reference, peer: PeerRequest) -> object:
    """Ask a colleague as well; without a date in five working days."""
    return act_on(
        call,
        Scope.open,
        peer,
        lambda by, asked: ask_peer(by.session, by.actor, reference, asked.value, by.now),
    )


@router.post("/handovers/{reference}/receiver", response_model=Done, summary="Name the receiver")
def name_receiver(call: Acting, reference: Reference, receiver: ReceiverEntry) -> object:
    """Name the person who receives; a late successor gets an edition of its own."""
    return act_on(
        call,
        Scope.open,
        receiver,
        lambda by, named: changing.name_receiver(
            by.session, by.actor, reference, named.value, by.now
        ),
    )


@router.post("/handovers/{reference}/reschedule", response_model=Done, summary="Move the last day")
def reschedule(call: Acting, reference: Reference, body: LastDay) -> object:
    """Move the last working day; what is still to be done gets new dates."""
    return act(
        call,
        Scope.open,
        lambda by: changing.reschedule(
            by.session, by.actor, reference, body.last_working_on, by.now
        ),
        body,
    )


@router.post("/handovers/{reference}/reassign", response_model=Done, summary="Replace a person")
def reassign(call: Acting, reference: Reference, body: changing.Replacement) -> object:
    """Put another person into the manager's or HR's place."""
    return act_on(
        call,
        Scope.open,
        body,
        lambda by, change: changing.reassign(by.session, by.actor, reference, change.value, by.now),
    )


@router.get(
    "/handovers/{reference}/people",
    response_model=list[correcting.ParticipantView],
    summary="List the people",
)
def list_people(call: Reading, reference: Reference) -> list[correcting.ParticipantView]:
    """List the people of the handover as it knows them: for HR all, else oneself alone."""
    return list(
        read(call, Scope.read, lambda by: correcting.list_people(by.session, by.actor, reference))
    )


@router.post(
    "/handovers/{reference}/people/correct", response_model=Done, summary="Correct a person"
)
def correct(call: Acting, reference: Reference, body: correcting.Correction) -> object:
    """Correct a name or an address in this handover alone; a signature over it is void."""
    return act_on(
        call,
        Scope.open,
        body,
        lambda by, change: correcting.correct_person(
            by.session, by.actor, reference, change.value, by.now
        ),
    )


@router.post("/handovers/{reference}/legal-hold", response_model=Done, summary="Hold or release")
def hold(call: Acting, reference: Reference, body: Hold) -> object:
    """Lay a legal hold on the handover, or lift it."""
    return act(
        call,
        Scope.open,
        lambda by: changing.set_legal_hold(
            by.session, by.actor, reference, by.now, is_held=body.is_held
        ),
        body,
    )


@router.post("/handovers/{reference}/return", response_model=NewReference, summary="Agree a return")
def agree_return(call: Acting, reference: Reference, body: ReturnDay) -> object:
    """Agree when the absent person is back, and open the cover's own handover."""
    return act(
        call,
        Scope.open,
        lambda by: NewReference(
            reference=changing.agree_return(
                by.session, by.actor, reference, body.returns_on, by.now
            )
        ),
        body,
    )


@router.post("/handovers/{reference}/cancel", response_model=Done, summary="Cancel")
def cancel(call: Acting, reference: Reference) -> object:
    """Cancel the handover; nothing is deleted."""
    return act(
        call,
        Scope.cancel,
        lambda by: changing.cancel(by.session, by.actor, reference, by.now),
    )


@router.post("/handovers/{reference}/reopen", response_model=Done, summary="Reopen")
def reopen(call: Acting, reference: Reference) -> object:
    """Take a cancelled handover up again where it was."""
    return act(
        call,
        Scope.cancel,
        lambda by: changing.reopen(by.session, by.actor, reference, by.now),
    )


@router.post("/handovers/{reference}/close", response_model=Done, summary="Close")
def close(call: Acting, reference: Reference) -> object:
    """Close the handover; refused while an item has no owner or a gap is open."""
    return act(
        call,
        Scope.open,
        lambda by: closing.close_handover(by.session, by.actor, reference, by.now),
    )


@router.post("/handovers/{reference}/steps/{key}/done", response_model=Done, summary="Tick a step")
def tick(call: Acting, reference: Reference, key: StepKey) -> object:
    """Say that a step of the plan is done which no act completes."""
    return act(
        call,
        Scope.agree,
        lambda by: settling.tick_step(by.session, by.actor, reference, key, by.now),
    )


def _check_places(call: Call, cases: tuple[CaseFile, ...]) -> None:
    """Look at the sources before the transaction: a large share takes its time."""
    folder = read(call, Scope.open, lambda by: _find_folder(by, cases))
    check_places(cases, Root(folder, is_bound=True))
    for case in cases:
        check_excludes(case, folder)


def _start(by: By, cases: tuple[CaseFile, ...]) -> Started:
    folder = _find_folder(by, cases)
    warnings = list_warnings(by.session, cases, by.actor)
    inputs = [CaseInput(case=case, folder=folder, opened_at=by.now) for case in cases]
    references = starting.start_batch(by.session, by.actor, inputs, by.now)
    shared = list_shared_places(by.session, references, by.actor)
    return Started(references=references, warnings=(*warnings, *shared))


def _find_folder(by: By, cases: tuple[CaseFile, ...]) -> Path:
    """Return the folder that source paths start from; the API never reaches outside it.

    Raises:
        NotAllowedError: the person may not open a case, and learns nothing about places.
        InvalidInputError: a source is a place, and places cannot be named here.
    """
    check_staff(by.actor, Action.start)
    root = by.settings.sources_root
    if root is None:
        # Its office decides about a URL.
        if not all(is_url(source.path) for case in cases for source in case.sources):
            raise InvalidInputError(
                "the API accepts no sources here. Set BATON_SOURCES_ROOT to the folder that holds "
                "them, or start the case with baton start."
            )
        return by.settings.data
    return root
