"""Prepare: `baton questions` and `baton harvest`, before there is anything to compose."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from models.case_file import CaseFile
from models.harvest import HarvestFacts
from models.questionnaire import InterviewScope
from models.words import Mode, Respondent
from portal.clock import read_clock
from portal.commands.options import Quiet, Today
from portal.progress import show_progress
from services.casefiles import read_case
from services.handovers.contents import StoredContents
from services.harvest.collecting import Places, collect_facts, collect_readings
from services.harvest.readers import open_sandbox
from services.interviews.questionnaire import (
    check_form_ending,
    make_questionnaire,
    write_questionnaire,
)
from services.planning import find_mode
from services.risk import score_exit
from services.settings import Settings
from services.store import open_store


def questions(
    case: Annotated[Path, typer.Argument(metavar="CASE.yaml", help="The case file.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="What to write: .md, .docx or .yaml.")],
    respondent: Annotated[
        Respondent | None, typer.Option(help="Who is asked; default: the leaver, if there is one.")
    ] = None,
    today: Today = None,
    quiet: Quiet = False,
) -> None:
    """Write the questionnaire fitted to a case, with what the harvest proposes filled in."""
    check_form_ending(out)
    read = read_case(case)
    day = read_clock(today).date()
    mode = find_mode(read, day)
    default = Respondent.manager if mode is Mode.zero_notice else Respondent.leaver
    scope = InterviewScope(
        respondent=respondent or default,
        mode=mode,
        depth=score_exit(read.risk, mode, read.depth).depth,
    )
    with show_progress(is_quiet=quiet):
        facts = _harvest(read, case.resolve().parent, day)
    form = make_questionnaire(read, facts, day, scope)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_questionnaire(form, out)
    minutes = sum(form.session_minutes)
    typer.echo(
        f"{out}: {len(form.questions)} questions for the {scope.respondent}, {minutes} minutes, "
        f"{len(form.proposals)} proposals."
    )


def _harvest(case: CaseFile, folder: Path, today: date) -> HarvestFacts:
    settings = Settings()
    cache = StoredContents(open_store(settings.database_url))
    places = Places(folder=folder, sources=case.sources, excludes=case.exclude)
    with open_sandbox(workers=settings.workers, limits=settings.get_limits()) as sandbox:
        readings = collect_readings(places, cache, sandbox)
    return collect_facts(readings, case.leaver, today)
