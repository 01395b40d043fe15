"""Consent: what may be read, what was found, and what others may see of it."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer

from models.errors import InvalidInputError
from models.found import FoundState
from models.permission import Narrowing
from models.states import SourceState
from models.words import FoundKind
from portal.acting import act, see
from portal.cli.finds import FindNumbers, Finds, decide_finds, read_choice
from portal.cli.listing import Listing
from portal.cli.options import As, AsJson, Ref, Text
from portal.cli.speech import complain, say, say_json
from portal.cli.values import make_value, mask_typed
from services.acts import looking, permitting, source_lines
from services.cases.fault_words import quote
from services.texts import say_count

Source = Annotated[int, typer.Option(metavar="NO", help="The source, as baton act sources shows.")]
Many = list[str] | None
Done = Annotated[
    bool, typer.Option("--done", help="Say that you have looked: the rest is kept as it is.")
]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="Nothing older."),
]
Until = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], metavar="DAY", help="Nothing newer."),
]
Kind = Annotated[FoundKind | None, typer.Option(help="Only one kind.")]


def sources(ref: Ref, as_: As, as_json: AsJson = False) -> None:
    """Show what would be read, and the yes or no to each source."""
    view = see(as_, lambda by: source_lines.list_source_lines(by.session, by.actor, ref))
    if as_json:
        lines = [line.model_dump(mode="json") for line in view.sources]
        say_json(json.dumps(lines, ensure_ascii=False))
        return
    for sentence in view.notice:
        say(sentence)
    table = Listing("No", "Kind", "Source", "State", "Waits for", "Only")
    for line in view.sources:
        waits = " or ".join(role.replace("_", " ") for role in line.waits_for)
        parts = [*map(_say_narrowing, line.narrowings), _say_near(line)]
        only = "; ".join(filter(None, parts))
        table.add_row(line.number, line.kind, line.path, line.state, waits, only)
    table.show("The case names no source.")
    _say_unfitting(ref, view.sources)
    if not view.is_hold_checked:
        say("Nothing is read from now on until the legal hold has been checked.")
    if any(line.is_read_unasked for line in view.sources):
        say(
            "An older version of Baton has read some of this without asking. Look at what it found "
            "(baton act found); refuse takes it back, and allow reads it again."
        )


def allow(
    ref: Ref,
    as_: As,
    source: Source,
    from_: From = None,
    until: Until = None,
    path: Annotated[Many, typer.Option(help="Of a folder: only what this glob matches.")] = None,
    label: Annotated[Many, typer.Option(help="Of a mailbox: only this label or folder.")] = None,
    without: Annotated[Many, typer.Option(help="Nothing in which this word occurs.")] = None,
) -> None:
    """Say yes to a source, or to a part of it."""
    narrowing = make_value(
        Narrowing,
        from_on=from_.date() if from_ else None,
        until_on=until.date() if until else None,
        paths=path or (),
        labels=label or (),
        without=without or (),
    )
    allowance = permitting.Allowance(source=source, narrowing=mask_typed(narrowing).value)
    state = act(
        as_, lambda by: permitting.allow_source(by.session, by.actor, ref, allowance, by.now)
    )
    if state is SourceState.allowed:
        say(f"Source {source} is allowed.")
    else:
        say(f"Your yes to source {source} is kept; a second person has to say yes as well.")


def refuse(ref: Ref, as_: As, source: Source) -> None:
    """Say no to a source, or take a yes back; what was found there goes."""
    state = act(as_, lambda by: permitting.refuse_source(by.session, by.actor, ref, source, by.now))
    gone = "; what was found there is gone" if state is SourceState.revoked else ""
    say(f"Source {source} is {state}{gone}.")


def found(
    ref: Ref, as_: As, kind: Kind = None, as_json: AsJson = False, done: Done = False
) -> None:
    """Show what was found, before anybody else sees it."""
    if done:
        count = act(as_, lambda by: looking.finish_look(by.session, by.actor, ref, by.now))
        kept = f": {say_count(count, 'find')} kept as found" if count else ""
        say(f"Thank you for looking{kept}.")
        return
    lines = see(as_, lambda by: looking.list_found_lines(by.session, by.actor, ref))
    _say_unfitting(ref, see(as_, lambda by: source_lines.list_own_lines(by.session, by.actor, ref)))
    chosen = [line for line in lines if kind in (None, line.kind)]
    if as_json:
        shown = [line.model_dump(mode="json") for line in chosen]
        say_json(json.dumps(shown, ensure_ascii=False))
        return
    table = Listing("No", "Kind", "What", "Why", "Sure", "State")
    for line in chosen:
        why = "; ".join(filter(None, (line.note or line.why, line.place)))
        kind_name, state = line.kind.replace("_", " "), line.state.replace("_", " ")
        table.add_row(line.number, kind_name, line.title, why, f"{line.confidence:.1f}", state)
    table.show("Nothing was found yet.")


def keep(ref: Ref, as_: As, finds: Finds = None, number: FindNumbers = None) -> None:
    """Let others see finds; a place that was passed over is put back."""
    count = decide_finds(ref, as_, [*(finds or ()), *(number or ())], FoundState.kept)
    say(f"{say_count(count, 'find')} kept.")


def mark_private(ref: Ref, as_: As, finds: Finds = None, number: FindNumbers = None) -> None:
    """Show finds to nobody else, for ever, and forget what was read of them."""
    count = decide_finds(ref, as_, [*(finds or ()), *(number or ())], FoundState.private)
    say(f"{say_count(count, 'find')} private, for ever.")


def correct(ref: Ref, as_: As, text: Text, finds: Finds = None, number: FindNumbers = None) -> None:
    """Call one find something else; it is kept."""
    found_text = _read_text([*(finds or ()), *(number or ())], text)
    title = looking.FoundTitle(number=found_text.number, title=found_text.text)
    given = mask_typed(title, ref)
    act(as_, lambda by: looking.correct_found(by.session, by.actor, ref, given, by.now))
    say(f"Find {given.value.number} is corrected and kept.")


def describe(
    ref: Ref, as_: As, text: Text, finds: Finds = None, number: FindNumbers = None
) -> None:
    """Say what one find is; it is kept."""
    given = mask_typed(_read_text([*(finds or ()), *(number or ())], text), ref)
    act(as_, lambda by: looking.describe_found(by.session, by.actor, ref, given, by.now))
    say(f"Find {given.value.number} is described and kept.")


def _read_text(finds: list[str], text: str) -> looking.FoundText:
    choice = read_choice(finds)
    if len(choice.numbers) != 1 or choice.kinds or choice.is_all:
        raise InvalidInputError("name one find by its number: a text is of one thing.")
    return make_value(looking.FoundText, number=choice.numbers[0], text=text)


def _say_unfitting(ref: str, lines: Iterable[source_lines.SourceLine]) -> None:
    """Say by which paths and labels of a yes nothing was read."""
    for line in lines:
        for path in line.fits_nothing:
            complain(
                f"baton: of source {line.number} you allowed {quote(path)}, by which nothing was "
                f"read: look at its spelling, and allow again (baton act allow {ref})."
            )


def _say_near(line: source_lines.SourceLine) -> str:
    """Say which other sources bound what is read of this one."""
    inside = ", ".join(map(str, line.without_sources))
    same = ", ".join(map(str, line.same_place_as))
    parts = (
        f"what lies in source {inside} by its own answer alone" if inside else "",
        f"if source {same}, the same place, is allowed too" if same else "",
    )
    return ", ".join(filter(None, parts))


def _say_narrowing(narrowing: Narrowing) -> str:
    parts = (
        f"from {narrowing.from_on}" if narrowing.from_on else "",
        f"until {narrowing.until_on}" if narrowing.until_on else "",
        f"paths {', '.join(narrowing.paths)}" if narrowing.paths else "",
        f"labels {', '.join(narrowing.labels)}" if narrowing.labels else "",
        f"without {', '.join(narrowing.without)}" if narrowing.without else "",
    )
    return ", ".join(filter(None, parts))
