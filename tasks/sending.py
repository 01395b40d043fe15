"""Sending: what acts have left to be sent to Prefect and to the webhook."""

from datetime import UTC, datetime, timedelta

from services.outbox.outbox import dispatch_runs
from services.outbox.prefect_api import open_engine
from services.outbox.webhooks import WebhookCounts
from services.outbox.webhooks import send_webhooks as send
from tasks.step import system_step
from tasks.workplace import get_settings, get_store, now

_LONGEST_RUN = timedelta(hours=6)


@system_step("ask for runs")
def ask_for_runs() -> int:
    """Ask Prefect for the runs that nobody could be asked for yet; return how many."""
    engine = open_engine(get_settings())
    try:
        # Runs of workers on other machines, of whose end nobody here could know.
        engine.end_stuck(datetime.now(UTC) - _LONGEST_RUN)
        return dispatch_runs(get_store(), engine, now())
    finally:
        engine.close()


@system_step("send webhooks")
def send_webhooks() -> WebhookCounts:
    """Tell the webhook what is due."""
    return send(get_store(), get_settings(), now())
