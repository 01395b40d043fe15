"""Mended lines: what programs write into .ics files beside the standard, where it means one thing.

What stays in doubt is left as it is, and its entry is told as damaged.
"""

import quopri
import re
from collections.abc import Callable

_QUOTED_PRINTABLE = re.compile(
    r"^(?P<head>[A-Z-]{1,40}(?:;[^:;\n]{0,200}){0,9}?);ENCODING=\"?QUOTED-PRINTABLE\"?"
    r"(?P<end>(?:;[^:\n]{0,200})?):(?P<value>[^\n]*(?:(?<==)\n[^\n]*)*)$",
    re.MULTILINE | re.IGNORECASE,
)
_CHARSET = re.compile(r";CHARSET=\"?([\w-]+)\"?", re.IGNORECASE)
_DATES = r"DTSTART|DTEND|DUE|RECURRENCE-ID|EXDATE|RDATE|COMPLETED"
_BLANK = re.compile(rf"^((?:{_DATES})(?:;[^:\n]*)?:)[ \t]+", re.MULTILINE | re.IGNORECASE)
_ISO = re.compile(
    rf"^((?:{_DATES})(?:;[^:\n]*)?:)(\d{{4}})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?(Z?))?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_MICROSOFT_UTC = re.compile(r';TZID="?tzone://Microsoft/Utc"?', re.IGNORECASE)
_MICROSOFT_ZONE = re.compile(r';TZID="?tzone://Microsoft/\w+"?', re.IGNORECASE)
_RULE = re.compile(r"^RRULE(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_TWO_RULES = re.compile(r"^RRULE:(.*)\n((?:(?!BEGIN:|END:|RRULE).*\n)*)RRULE:(.*)$", re.MULTILINE)
_MONTH_DAY = re.compile(r"BYMONTHDAY=\d+", re.IGNORECASE)
_EMPTY_PART = re.compile(r";[A-Z]+=(?=;|$)")
_OLD_RULE = re.compile(r"(D|W|MD|MP|YM|YD)(\d{1,3})((?: [\w+-]+)*)(?: #(\d+))?(?: (\d{8}T?\w*))?")
_OLD_POSITION = re.compile(r"(\d)([+-])((?: [A-Z]{2})+)")
_FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "MD": "MONTHLY", "MP": "MONTHLY", "YM": "YEARLY"}
_SHORTEST_MONTH = 28


def mend_lines(text: str) -> str:
    """Return the text of a calendar as today's standard would write it, line by line."""
    text = _QUOTED_PRINTABLE.sub(_read_quoted, text)
    text = _BLANK.sub(r"\1", text)
    text = _ISO.sub(_write_date, text)
    text = _MICROSOFT_ZONE.sub("", _MICROSOFT_UTC.sub(";TZID=Etc/UTC", text))
    text = _RULE.sub(lambda found: f"RRULE:{_mend_rule(found[1])}", text)
    return _TWO_RULES.sub(_join_rules, text)


def _read_quoted(line: re.Match[str]) -> str:
    """Return a line of vCalendar 1.0 in plain UTF-8."""
    head = line["head"] + line["end"]
    charset = _CHARSET.search(head)
    data = quopri.decodestring(line["value"].encode("utf-8", "replace"))
    try:
        text = data.decode(charset[1] if charset else "utf-8", "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    return f"{_CHARSET.sub('', head)}:{' '.join(text.split())}"


def _write_date(found: re.Match[str]) -> str:
    head, year, month, day, hour, minute, second, zone = found.groups()
    if hour is None:
        head = head if "VALUE=" in head.upper() else f"{head[:-1]};VALUE=DATE:"
        return f"{head}{year}{month}{day}"
    return f"{head}{year}{month}{day}T{hour}{minute}{second or '00'}{zone or ''}"


def _mend_rule(rule: str) -> str:
    # Some programs write "BYDAY=MO, TU", at which the library stumbles.
    if old := _OLD_RULE.fullmatch(rule.strip()):
        return _translate(old) or rule
    rule = _EMPTY_PART.sub("", rule.replace(" ", "")).strip(";")
    parts = _split_rule(rule.upper())
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.get("SKIP", "") == "FORWARD":
        return rule
    rule = re.sub(r"(?:^|;)(?:RSCALE|SKIP)=[^;]*", "", rule, flags=re.IGNORECASE).strip(";")
    day = parts.get("BYMONTHDAY", "")
    if parts.get("SKIP") == "BACKWARD" and day.isdigit() and int(day) > _SHORTEST_MONTH:
        # The last of the days that the month has: 31 January, 28 February.
        days = ",".join(map(str, range(_SHORTEST_MONTH, int(day) + 1)))
        rule = _MONTH_DAY.sub(f"BYMONTHDAY={days};BYSETPOS=-1", rule)
    return rule


def _translate(old: re.Match[str]) -> str:
    """Return a rule of vCalendar 1.0 in words of today; "" where it says what they cannot."""
    kind, step, days, times, until = old.groups()
    write: dict[str, Callable[[str], str]] = {
        "D": lambda _: "",
        "W": lambda given: f";BYDAY={','.join(given.split())}" if given else "",
        "MD": lambda given: f";BYMONTHDAY={','.join(given.split())}" if given else "",
        "YM": lambda given: f";BYMONTH={','.join(given.split())}" if given else "",
        "MP": _translate_position,
    }
    if kind not in write or (kind == "MP" and not _OLD_POSITION.fullmatch(days.strip())):
        return ""
    end = f";UNTIL={until}" if until else ""
    # "#0" is for ever; without any end the old standard means two times.
    count = "" if until or times == "0" else f";COUNT={times or 2}"
    return f"FREQ={_FREQUENCIES[kind]};INTERVAL={step}{write[kind](days)}{count}{end}"


def _translate_position(given: str) -> str:
    position = _OLD_POSITION.fullmatch(given.strip())
    if position is None:
        return ""
    sign = "-" if position[2] == "-" else ""
    return f";BYDAY={','.join(f'{sign}{position[1]}{day}' for day in position[3].split())}"


def _split_rule(rule: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in rule.split(";")]
    return {name: value for name, _, value in pairs}


def _join_rules(found: re.Match[str]) -> str:
    """Return two rules that differ only in their days as one."""
    one, between, other = found.groups()
    rules = [_split_rule(one), _split_rule(other)]
    days = [rule.pop("BYDAY", "") for rule in rules]
    if not all(days) or rules[0] != rules[1]:
        return found[0]
    joined = ";".join(f"{name}={value}" for name, value in rules[0].items())
    return f"RRULE:{joined};BYDAY={days[0]},{days[1]}\n{between}".rstrip("\n")
