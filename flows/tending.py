"""Tending: what happens because time passes, every few minutes, over all handovers.

Everything it does is in our database first: after days of standstill one run catches up, without a
flood, and a run that was killed is finished by the next.
"""

from typing import Any

from prefect import State, flow

from tasks import mail, sending, tending

STEPS = (
    tending.keep_deadlines,
    tending.keep_dates,
    tending.look_for_lost_runs,
    mail.remind,
    mail.send_mails,
    sending.ask_for_runs,
    sending.send_webhooks,
    tending.purge,
    tending.mark_copies,
    tending.sweep_leftovers,
    tending.export_audit_head,
    tending.show_portfolio,
)


@flow(
    name="tend",
    flow_run_name="tend",
    description="Keeps deadlines, reminds, looks for lost runs, sends what waits to be sent.",
    timeout_seconds=10_000,
)
def tend() -> list[State[Any]]:
    """Look after every handover once; a step that fails keeps no other from running."""
    return [step(return_state=True) for step in STEPS]
