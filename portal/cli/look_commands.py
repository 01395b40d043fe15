"""Look commands: `baton list`, `show` and `verify`, which change nothing and answer at once."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic_core import to_jsonable_python

from models.states import StepState
from models.values import Value
from models.words import Language
from portal.cli.exits import Exit
from portal.cli.listing import Listing
from portal.cli.options import AsJson, Ref, SomeAs
from portal.cli.speech import complain, say, say_json
from services.bags import verify_bag
from services.clock import read_now
from services.handovers.loading import get_handover
from services.handovers.overview import (
    HandoverContents,
    HandoverView,
    SignatureView,
    StepView,
    find_signature,
    get_contents,
    list_handovers,
    list_pack_obstacles,
    list_steps,
)
from services.planning import say_step
from services.settings import Settings
from services.store import open_store


def list_all(as_json: AsJson = False) -> None:
    """List the handovers of this installation, by last working day."""
    with open_store(Settings().database_url).read() as session:
        listed = list_handovers(session, read_now(Settings()).date())
    if as_json:
        say_json(json.dumps([_to_json(*one) for one in listed], ensure_ascii=False))
    elif not listed:
        say(
            "No handover yet: baton start CASE.yaml --as EMAIL opens one with people, "
            "baton run CASE.yaml --out DIR makes a pack without."
        )
    else:
        _list(listed).show()


def show(ref: Ref, as_json: AsJson = False, as_: SomeAs = None) -> None:
    """Show how far a handover is, and its dated plan, as far as anybody may see it."""
    today = read_now(Settings()).date()
    with open_store(Settings().database_url).read() as session:
        handover = get_handover(session, ref)
        view, contents = get_contents(session, ref, today)
        steps, signature = list_steps(session, handover), find_signature(session, handover)
        obstacles = list_pack_obstacles(session, ref)
    facts: dict[str, Any] = {"signature": signature, "pack_obstacles": obstacles}
    if as_:
        # Imported late: most who look do not act.
        from portal.acting import see  # noqa: PLC0415 - see above
        from services.acts.seeing import get_progress  # noqa: PLC0415 - see above

        progress = see(as_, lambda by: get_progress(by.session, by.actor, ref, today))
        steps, facts["changes_for_you"] = progress.steps, progress.changes_for_you
    if as_json:
        plan = [_pick(step, "due_on", "owner", "key", "state", "is_late") for step in steps]
        told = _to_json(view, contents) | to_jsonable_python(facts) | {"plan": plan}
        say_json(json.dumps(told, ensure_ascii=False))
        return
    say(f"{view.reference}: {contents.post}; last working day {view.last_working_on}")
    say(f"State: {view.state}{_say_wait(view)}{_say_signature(signature)}")
    say(
        f"Records: {contents.records}; open gaps: {contents.open_gaps}; "
        f"changes that wait for an author: {contents.open_changes}"
    )
    if as_ and facts["changes_for_you"]:
        say(f"For you to decide: {facts['changes_for_you']}: baton act changes {ref} --as {as_}")
    for obstacle in obstacles:
        complain(f"baton: the pack cannot be drawn: {obstacle}")
    _list_plan(steps, today).show()


def _list_plan(steps: Iterable[StepView], today: date) -> Listing:
    table = Listing("Due", "Who", "Step", "")
    for step in steps:
        table.add_row(
            step.due_on,
            step.owner.replace("_", " "),
            say_step(step.key, Language.en),
            _say_state(step, today),
        )
    return table


def verify(
    bag: Annotated[Path, typer.Argument(metavar="DIR", help="A delivered bag.")],
) -> None:
    """Check a delivered bag offline; exit code 1 if it was changed or is incomplete."""
    problems = verify_bag(bag)
    for problem in problems:
        complain(f"baton: {problem}")
    if problems:
        raise typer.Exit(Exit.found_wrong)
    say(f"{bag}: whole and unchanged.")


def _to_json(view: HandoverView, contents: HandoverContents) -> dict[str, Any]:
    """Return what `--json` says of a handover: the names and their order are fixed."""
    waits = ("last_working_on", "state", "stage", "waits_for", "due_on", "is_overdue")
    held = contents.model_dump()
    return _pick(view, "reference") | {"post": held.pop("post")} | _pick(view, *waits) | held


def _pick(value: Value, *names: str) -> dict[str, Any]:
    return {name: to_jsonable_python(getattr(value, name)) for name in names}


def _list(listed: Sequence[tuple[HandoverView, HandoverContents]]) -> Listing:
    # A line a handover: of a long post the beginning says enough.
    has_changes = any(contents.open_changes for _, contents in listed)
    more = ("Changes",) if has_changes else ()
    table = Listing("Reference", "Post", "Last day", "Stage", "Waits for", "Due", *more, cut="Post")
    for line, contents in listed:
        table.add_row(
            line.reference,
            contents.post,
            line.last_working_on,
            line.stage.replace("_", " "),
            (line.waits_for or "").replace("_", " "),
            f"{line.due_on or ''}{' overdue' if line.is_overdue else ''}",
            *((contents.open_changes or "",) if has_changes else ()),
        )
    return table


def _say_wait(line: HandoverView) -> str:
    if line.waits_for is None:
        return ""
    due = f"{'overdue since' if line.is_overdue else 'due'} {line.due_on}"
    waits = f"{line.stage} ({line.waits_for}), {due}".replace("_", " ")
    return f"; waits for {waits}"


def _say_signature(signature: SignatureView | None) -> str:
    if signature is None:
        return ""
    came = signature.came_at and (
        f" by a manager who came on {signature.came_at:%Y-%m-%d} and sees records from then on"
    )
    return f"; signed on {signature.signed_at:%Y-%m-%d}{came or ''}"


def _say_state(step: StepView, today: date) -> str:
    if step.state is not StepState.planned:
        return step.state.replace("_", " ")
    if step.due_on < today:
        return "overdue"
    return "late" if step.is_late else ""
