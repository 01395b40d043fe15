"""Preparing: `baton questions`, `harvest` and `render`, from files to files, without a handover."""

from pathlib import Path
from typing import Annotated

import typer

from models.harvest import HarvestFacts
from models.questionnaire import InterviewScope
from models.words import FindingKind, Mode, Respondent
from portal.cli.exits import Exit
from portal.cli.options import Out, Quiet, Today
from portal.cli.progress import show_progress
from portal.cli.speech import complain, say
from portal.cli.values import read_clock
from services.cases import read_case, read_pack
from services.cases.fault_words import quote
from services.destinations import check_destination
from services.handovers.asked_leavers import find_shown_facts
from services.handovers.content_jobs import StoredContents
from services.harvest.collecting import Places, collect_facts, collect_readings
from services.harvest.given_sources import find_owner, list_given_sources, name_owner
from services.harvest.inventory import list_inventory, write_inventory, write_summary
from services.harvest.source_readers import SourceReading, open_sandbox
from services.interviews.questionnaire import (
    check_form_ending,
    make_questionnaire,
    write_questionnaire,
)
from services.packs.pack_files import draw_pack_files
from services.planning import find_mode
from services.risk import score_exit
from services.settings import Settings
from services.store import open_store
from services.texts import say_count

PutBack = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="A private place, mail or entry that may be read."),
]


def questions(
    case: Annotated[Path, typer.Argument(metavar="CASE.yaml", help="The case file.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="What to write: .md, .docx or .yaml.")],
    respondent: Annotated[
        Respondent | None,
        typer.Option(
            help="Who answers; default: the leaver, or the manager where no working day is left."
        ),
    ] = None,
    today: Today = None,
    quiet: Quiet = False,
) -> None:
    """Write the questionnaire fitted to a case, with the proposals of the harvest filled in."""
    check_form_ending(out)
    read = read_case(case)
    day = read_clock(today).date()
    places = Places(folder=case.resolve().parent, sources=read.sources, excludes=read.exclude)
    check_destination(out.parent, places.list_locations())
    mode = find_mode(read, day)
    default = Respondent.manager if mode is Mode.zero_notice else Respondent.leaver
    scope = InterviewScope(
        respondent=respondent or default,
        mode=mode,
        depth=score_exit(read.risk, mode, read.depth).depth,
    )
    store = open_store(Settings().database_url)
    with store.read() as session:
        # Where the leaver is asked, nothing is read for a form: it proposes what others may see.
        shown = find_shown_facts(session, read)
    with show_progress(is_quiet=quiet):
        facts = collect_facts(_read(places), read.leaver, day) if shown is None else shown
    form = make_questionnaire(read, facts, day, scope)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_questionnaire(form, out)
    minutes = say_count(sum(form.session_minutes), "minute")
    questions = f"{say_count(len(form.questions), 'question')} for the {scope.respondent}"
    say(f"{out}: {questions}, {minutes}, {say_count(len(form.proposals), 'proposal')}.")
    _say_unmatched(facts)


def harvest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Folders, mailboxes, calendars.")
    ],
    out: Out,
    email: Annotated[
        str | None,
        typer.Option(help="Whose mail it is; default: the most frequent address in it."),
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="Paths to leave out, as in CASE.yaml.")
    ] = None,
    put_back: PutBack = None,
    today: Today = None,
    quiet: Quiet = False,
) -> None:
    """Harvest only: inventory.jsonl (a line per file), summary.json (people, dates, threads)."""
    day = read_clock(today).date()
    places = Places(
        folder=Path.cwd(),
        sources=list_given_sources(paths),
        excludes=tuple(exclude or ()),
        put_back=frozenset(put_back or ()),
    )
    check_destination(out, places.list_locations())
    named = name_owner(email) if email else None
    with show_progress(is_quiet=quiet):
        readings = _read(places)
    facts = collect_facts(readings, find_owner(readings, named), day)
    lines = list_inventory(readings)
    out.mkdir(parents=True, exist_ok=True)
    with (out / "inventory.jsonl").open("w", encoding="utf-8", newline="\n") as inventory:
        inventory.writelines(write_inventory(lines))
    (out / "summary.json").write_text(write_summary(lines, facts), encoding="utf-8", newline="\n")
    say(f"{out}: {say_count(len(lines), 'file or place', 'files and places')}, {_count(facts)}.")
    _say_unmatched(facts)


def render(
    pack: Annotated[Path, typer.Argument(metavar="PACK.json", help="A pack.json.")],
    out: Out,
    today: Today = None,
) -> None:
    """Draw every document of a pack.json."""
    read = read_pack(pack, read_clock(today).date())
    check_destination(out)
    files, warnings = draw_pack_files(read, Settings().data / "cache")
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(content)
        say(out / name)
    for warning in warnings:
        complain(f"baton: {warning}")


def _count(facts: HarvestFacts) -> str:
    return (
        f"{say_count(len(facts.contacts), 'contact')}, "
        f"{say_count(len(facts.calendar), 'calendar entry', 'calendar entries')}, "
        f"{say_count(len(facts.threads), 'open thread')}, "
        f"{say_count(len(facts.findings), 'finding')}"
    )


def _say_unmatched(facts: HarvestFacts) -> None:
    """Say which excludes kept nothing out, and end with that."""
    unmatched = [one for one in facts.findings if one.kind is FindingKind.unmatched]
    for one in unmatched:
        complain(f"baton: {quote(one.path)} {one.reason}.")
    if unmatched:
        raise typer.Exit(Exit.found_wrong)


def _read(places: Places) -> tuple[SourceReading, ...]:
    settings = Settings()
    cache = StoredContents(open_store(settings.database_url), settings.get_limits())
    with open_sandbox(
        workers=settings.workers, limits=settings.get_limits(), folder=settings.data / "cache"
    ) as sandbox:
        return collect_readings(places, cache, sandbox)
