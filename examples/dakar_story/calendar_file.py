"""Calendar file: writes the story's entries as iCalendar (RFC 5545), one of them broken."""

import hashlib
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PARTS = Path(__file__).parent / "parts" / "calendar"
HOME_ZONE = "Africa/Dakar"
STAMP = "20261119T200000Z"
OWNER = "ana.sow@example.org"
LINE_BYTES = 73
Entry = dict[str, Any]


def write_calendar(story: Path) -> bytes:
    """Write the entries of a YAML story as one calendar."""
    # Strings throughout: the form of its start says whether an entry lasts all day.
    yaml = YAML(typ="base", pure=True)
    entries: list[Entry] = yaml.load(story.read_text(encoding="utf-8"))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//office calendar//EN"]
    lines += (PARTS / "zones.ics").read_text(encoding="utf-8").splitlines()
    for entry in entries:
        lines += ["BEGIN:VEVENT", *_list_properties(entry), "END:VEVENT"]
    lines += (PARTS / "broken.ics").read_text(encoding="utf-8").splitlines()
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines).encode()


def _list_properties(entry: Entry) -> list[str]:
    zone = entry.get("zone", HOME_ZONE)
    series = entry.get("override_of")
    lines = [f"UID:{_identify(series or entry)}", f"DTSTAMP:{STAMP}"]
    if series:
        lines.append(_moment("RECURRENCE-ID", series["occurrence"], zone))
    lines += [_moment("DTSTART", entry["start"], zone), _duration(entry)]
    lines += [_moment("EXDATE", moment, zone) for moment in entry.get("exdates", [])]
    for name in ("rrule", "status", "class"):
        if name in entry:
            lines.append(f"{name.upper()}:{entry[name]}")
    lines.append(f"SUMMARY:{_escape(entry['title'])}")
    for name in ("location", "description"):
        if name in entry:
            lines.append(f"{name.upper()}:{_escape(entry[name])}")
    return lines + _list_people(entry)


def _list_people(entry: Entry) -> list[str]:
    guests = [f"ATTENDEE:mailto:{email}" for email in entry.get("attendees", [])]
    return [f"ORGANIZER:mailto:{OWNER}", *guests] if guests else []


def _identify(entry: Entry) -> str:
    facts = f"{entry['title']} {entry['start']}"
    return f"{hashlib.sha256(facts.encode()).hexdigest()[:20]}@example.org"


def _moment(name: str, moment: str, zone: str) -> str:
    if _is_all_day(moment):
        return f"{name};VALUE=DATE:{moment.replace('-', '')}"
    return f"{name};TZID={zone}:{datetime.fromisoformat(moment).strftime('%Y%m%dT%H%M%S')}"


def _duration(entry: Entry) -> str:
    if not _is_all_day(entry["start"]):
        return f"DURATION:PT{entry['minutes']}M"
    end = datetime.fromisoformat(entry["start"]) + timedelta(days=int(entry.get("days", 1)))
    return f"DTEND;VALUE=DATE:{end.strftime('%Y%m%d')}"


def _is_all_day(moment: str) -> bool:
    return ":" not in moment


def _escape(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text)


def _fold(line: str) -> str:
    pieces = [""]
    for letter in line:
        if len((pieces[-1] + letter).encode()) > LINE_BYTES:
            pieces.append("")
        pieces[-1] += letter
    return "\r\n ".join(pieces)
