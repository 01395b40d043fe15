"""Tending: what time brings about, over all handovers at once."""

from services.audit import export_due_head
from services.bags import mark_withdrawn
from services.handovers.deliveries import list_withdrawn
from services.handovers.overview import list_under_way
from services.plugins import keep_everywhere
from services.retention.carrying_out import purge_due, redraw_marked
from services.tending.consent_deadlines import keep_consent
from services.tending.deadlines import (
    ask_to_review,
    bring_back_gaps,
    end_changes,
    list_to_redate,
    pass_over_gate,
    redate_due,
    tell_overdue,
)
from services.tending.running import (
    TEND,
    ask_again,
    find_waits,
    list_running,
    set_mark,
)
from services.tending.sweeping import sweep
from tasks import artifacts
from tasks.failures import FOLDER
from tasks.step import system_step
from tasks.workplace import get_settings, get_store, now


@system_step("keep deadlines")
def keep_deadlines() -> int:
    """Go on where a gate's patience is over, and inform others of what is overdue."""
    at, settings = now(), get_settings()
    with get_store().write() as session:
        handovers = list_running(session)
        waits = find_waits(session, handovers)
        overdue = [
            (handover, wait)
            for handover in handovers
            if (wait := waits[handover.row_id]) and wait.due_on < at.date()
        ]
        for handover, wait in overdue:
            tell_overdue(session, handover, wait, at)
        left = sum(
            keep_consent(session, handover, wait, at, settings)
            for handover in handovers
            if (wait := waits[handover.row_id]) and wait.gate.is_consent
        )
        return left + sum(pass_over_gate(session, handover, wait, at) for handover, wait in overdue)


@system_step("keep dates")
def keep_dates() -> int:
    """Keep the dates of late successors, waived gaps, changes that lapse, and reviews."""
    with get_store().write() as session:
        at = now()
        due = list_to_redate(session, at.date())
        dated = [
            redate_due(session, handover, at)
            for handover in list_running(session)
            if handover.row_id in due
        ]
        ended = bring_back_gaps(session, at) + end_changes(session, at)
        return sum(dated) + ended + ask_to_review(session, at)


@system_step("look for lost runs")
def look_for_lost_runs() -> int:
    """Ask again for runs that never came; return how many."""
    with get_store().write() as session:
        handovers = list_running(session)
        return ask_again(session, handovers, find_waits(session, handovers), now())


@system_step("purge")
def purge() -> int:
    """Purge what is past its time, and draw again what named somebody who was erased."""
    store, data, at = get_store(), get_settings().data, now()
    return len(purge_due(store, data, at)) + len(redraw_marked(store, data, at))


@system_step("mark copies that were withdrawn")
def mark_copies() -> int:
    """Let the bags of withdrawn editions say so, here and where storages keep them."""
    with get_store().read() as session:
        withdrawn = list_withdrawn(session)
    marked = [(ref, bag) for ref, bag, number in withdrawn if mark_withdrawn(bag, number)]
    for reference, bag in marked:
        keep_everywhere(reference, bag)
    return len(marked)


@system_step("sweep")
def sweep_leftovers() -> None:
    """Remove what killed processes left, and the files of editions that were withdrawn."""
    settings = get_settings()
    sweep(get_store(), settings.data, settings.data / FOLDER, settings.mail_folder)


@system_step("export the head of the audit chain")
def export_audit_head() -> int:
    """Write down how long the audit chain is where an act was killed before it could."""
    return int(export_due_head(get_store(), get_settings().data, now()))


@system_step("show the portfolio")
def show_portfolio() -> int:
    """Show every handover under way in one table, and note that tending has been here."""
    with get_store().read() as session:
        lines = list_under_way(session, now().date())
    with get_store().write() as session:
        set_mark(session, TEND, now())
    artifacts.show_portfolio(lines)
    return len(lines)
