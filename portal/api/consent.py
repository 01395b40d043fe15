"""Consent: the yes or no to each source, and the look at what was found before anybody else."""

from models.acting import Scope
from models.found import FoundState
from models.permission import Narrowing, SourcePart
from portal.api.calls import Acting, Call, Number, Reading, Reference, act, act_on, read
from portal.api.routers import make_router
from portal.api.shapes import Count, Done, SourceStands
from services.acts import looking, permitting, source_lines

router = make_router("consent")
_CASE = "/handovers/{reference}"


@router.get(
    f"{_CASE}/sources", response_model=source_lines.SourcesView, summary="What would be read"
)
def list_sources(call: Reading, reference: Reference) -> source_lines.SourcesView:
    """Show the notice, and each source with its yes or no."""
    view: source_lines.SourcesView = read(
        call,
        Scope.read,
        lambda by: source_lines.list_source_lines(by.session, by.actor, reference),
    )
    return view


@router.post(
    f"{_CASE}/sources/{{number}}/allow", response_model=SourceStands, summary="Allow a source"
)
def allow(call: Acting, reference: Reference, number: Number, body: SourcePart) -> object:
    """Say yes to a source, or to a part of it; by what its kind cannot be narrowed is refused."""
    given = permitting.Allowance(source=number, narrowing=Narrowing(**body.model_dump()))
    return act_on(
        call,
        Scope.agree,
        given,
        lambda by, allowance: SourceStands(
            state=permitting.allow_source(by.session, by.actor, reference, allowance.value, by.now)
        ),
    )


@router.post(
    f"{_CASE}/sources/{{number}}/refuse", response_model=SourceStands, summary="Refuse a source"
)
def refuse(call: Acting, reference: Reference, number: Number) -> object:
    """Say no to a source, or take a yes back: what was found there goes."""
    return act(
        call,
        Scope.agree,
        lambda by: SourceStands(
            state=permitting.refuse_source(by.session, by.actor, reference, number, by.now)
        ),
    )


@router.get(f"{_CASE}/found", response_model=list[looking.FoundLine], summary="What was found")
def list_found(call: Reading, reference: Reference) -> list[looking.FoundLine]:
    """List what the harvest found with what became of it; for the leaver alone.

    Paths and labels of a yes by which nothing was found stand with the sources (`fits_nothing`).
    """
    return list(
        read(
            call,
            Scope.read,
            lambda by: looking.list_found_lines(by.session, by.actor, reference),
        )
    )


@router.post(f"{_CASE}/found/keep", response_model=Count, summary="Keep finds")
def keep(call: Acting, reference: Reference, body: looking.FoundChoice) -> object:
    """Let others see what was chosen; a place that was passed over is put back."""
    return _decide(call, reference, body, FoundState.kept)


@router.post(f"{_CASE}/found/strike-out", response_model=Count, summary="Strike finds out")
def strike_out(call: Acting, reference: Reference, body: looking.FoundChoice) -> object:
    """Show nobody else what was chosen; it can be kept again."""
    return _decide(call, reference, body, FoundState.struck_out)


@router.post(f"{_CASE}/found/mark-private", response_model=Count, summary="Mark finds private")
def mark_private(call: Acting, reference: Reference, body: looking.FoundChoice) -> object:
    """Show nobody else what was chosen, for ever, and forget what was read of it."""
    return _decide(call, reference, body, FoundState.private)


@router.post(f"{_CASE}/found/correct", response_model=Done, summary="Correct a find")
def correct(call: Acting, reference: Reference, body: looking.FoundText) -> object:
    """Call a thing something else; it is kept."""
    return act_on(
        call,
        Scope.agree,
        looking.FoundTitle(number=body.number, title=body.text),
        lambda by, title: looking.correct_found(by.session, by.actor, reference, title, by.now),
    )


@router.post(f"{_CASE}/found/describe", response_model=Done, summary="Describe a find")
def describe(call: Acting, reference: Reference, body: looking.FoundText) -> object:
    """Say what a thing is; it is kept."""
    return act_on(
        call,
        Scope.agree,
        body,
        lambda by, text: looking.describe_found(by.session, by.actor, reference, text, by.now),
    )


@router.post(f"{_CASE}/found/done", response_model=Count, summary="Finish the look")
def finish(call: Acting, reference: Reference) -> object:
    """Say that the rest was looked at: it is kept as it is."""
    return act(
        call,
        Scope.agree,
        lambda by: Count(count=looking.finish_look(by.session, by.actor, reference, by.now)),
    )


def _decide(call: Call, reference: str, choice: looking.FoundChoice, state: FoundState) -> object:
    decision = looking.FoundDecision(choice, state)
    return act(
        call,
        Scope.agree,
        lambda by: Count(count=looking.decide(by.session, by.actor, reference, decision, by.now)),
        choice,
    )
