"""Trail: the audit chain for an auditor: whether it holds, and who did what when.

A file of its own, because it is about no single handover.
"""

from datetime import date
from typing import Annotated

from fastapi import Query

from models.acting import Scope
from portal.api.calls import Reading, read
from portal.api.routers import make_router
from services.acts.auditing import (
    EventFilter,
    EventPage,
    Verification,
    list_events,
    verify_for,
)

router = make_router("audit", "/audit")
After = Annotated[int, Query(ge=0, le=2**31 - 1, description="The last number that is known.")]
Of = Annotated[str, Query(pattern=r"^(HO-[0-9]{4}-[0-9]{4,6})?$", max_length=20)]


@router.get("/events", response_model=EventPage, summary="List audit events")
def list_trail(
    call: Reading,
    after: After = 0,
    reference: Of = "",
    since: date | None = None,
    until: date | None = None,
) -> EventPage:
    """List who did what when, and who opened which file, 500 at a time; for an auditor."""
    wanted = EventFilter(after=after, reference=reference, since=since, until=until)
    page: EventPage = read(call, Scope.read, lambda by: list_events(by.session, by.actor, wanted))
    return page


@router.get("/verification", response_model=Verification, summary="Verify the audit chain")
def verify(call: Reading) -> Verification:
    """Check the whole chain, its times, triggers and heads; for an auditor or an admin."""
    report: Verification = read(
        call, Scope.read, lambda by: verify_for(by.session, by.actor, by.settings.data)
    )
    return report
