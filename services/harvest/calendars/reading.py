"""Reading: a calendar file, or a folder of them, through the sandbox."""

import os
from pathlib import Path

from models.harvest import Finding
from models.words import FindingKind
from services.harvest.calendars.events import CalendarReading, Event
from services.harvest.sandbox import Sandbox, SandboxFailure

CALENDAR_VERSION = "3"
"""Raised with every change of what is read, so that calendars are read again."""

_JOB = "services.harvest.calendars.parsing:parse_file"


def read_calendar(location: bytes, label: str, sandbox: Sandbox) -> CalendarReading:
    """Return the events of an .ics file, or of all of them in a folder.

    Args:
        location: its place on this machine.
        label: what it is called in findings.
        sandbox: where it is parsed.

    Raises:
        TemporaryError: no process to parse in could be started.
    """
    path = Path(os.fsdecode(location)).absolute()
    files = sorted(path.rglob("*.ics")) if path.is_dir() else [path]
    events: list[Event] = []
    findings: list[Finding] = []
    private = 0
    for file in files:
        name = label if file == path else f"{label}/{file.relative_to(path).as_posix()}"
        result = sandbox.run(_JOB, str(file))
        if isinstance(result, SandboxFailure):
            findings.append(_unreadable(name, result.reason))
            continue
        private += result["private"]
        if result["broken"]:
            findings.append(_unreadable(name, f"has damaged entries: {result['broken']}"))
        events += map(Event.model_validate, result["events"])
    return CalendarReading(events=tuple(events), findings=tuple(findings), private=private)


def _unreadable(path: str, reason: str) -> Finding:
    return Finding(kind=FindingKind.unreadable, path=path, reason=reason)
