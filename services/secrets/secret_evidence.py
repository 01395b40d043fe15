"""Secret evidence: what speaks for and against a word being a secret, added up.

The name of a secret, the look of the value, what ties them, its place in sentence and line, and
what says that it is something else: each gives or takes points, all of them data
(templates/policies/secret-points.yaml). A text is looked at sentence by sentence, each with what
the two before it told, so that the time grows with the length of the text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from services.secrets.secret_lexicon import NAMES, ends_as_participle, may_tell, read_points
from services.secrets.secret_shapes import name_code_shape, name_password_shape
from services.secrets.secret_ties import Value
from services.secrets.secret_tokens import CODE, PASSWORD, REMOVED, SecretSpan
from services.secrets.secret_units import Told, Unit
from services.secrets.secret_values import trim_value
from services.secrets.secret_words import read_secret_words

_UNIT = re.compile(r"[^\n]{1,400}?(?:(?:[.!?؟。]|(?<=[^\n]{20});)(?=\s)|(?=\n)|\Z)|[^\n]{1,400}")
"""A sentence; a semicolon near the beginning of a line stands between two cells."""
_NUMBERS = r"[*#]?(?<![\w.,/+@-])\d{1,8}(?:[-–. ]\d{1,4}){0,4}[*#]?(?![\w/@-]|[.,]\d)"
_TURN_FIRST = r"[LRGDIS] ?\d{1,3}(?:[ ,/-]{1,3}[LRGDIS] ?\d{1,3}){1,5}"
_TURN_LAST = r"\d{1,3} ?[LRGDIS](?:[ ,/-]{1,3}\d{1,3} ?[LRGDIS]){1,5}"
_CANDIDATE = re.compile(
    r"(?P<running>(?:[a-zA-ZÀ-ÖØ-öø-ɏ]+ (?=[a-zA-ZÀ-ÖØ-öø-ɏ]))+)|"
    r"(?P<place>\w{2,20}://\S+|www\.\S+|\+\d[\d ./()-]{6,24}|[{<$%]\S+)|"
    rf"(?P<turns>(?<!\w)(?:{_TURN_FIRST}|{_TURN_LAST})(?!\w))|"
    rf"(?P<number>{_NUMBERS})|(?P<word>[^\s\"'«»“”„`‘’(){{}}<>\[\],;/،؛|:=→：，。；、]{{3,80}})"
)
_AND = re.compile(r"[\s,،;/|·•&]*(?:(?:and|et|y|e|und|و|и|or|ou|o|oder) )?")
_PLAIN_PLACE = re.compile(r"\s?[\"'»”“`’)\]]|[\s.,;:!?)\]*_|]*\Z|,")
"""What stands behind a plain word that may be a value."""
_PATH = re.compile(r"(?:::|[\w.~-]*[/\\][\w.~-]*[/\\]|[\w-]\.[\w.-]+/)\Z")
_PATH_ENDS = (":", "/", "\\")
_LINE = re.compile(r"[^\n]+")
_DIGIT = re.compile(r"\d")
_PLAIN = ("word", "proper")
_LONGEST_UNIT = 400
_MOST_LINES, _TOLD, _HEADING, _SHORT_CODE = 3, 3, 7, 4
_NEEDED = {"opens": ("dials",), "wifi": ("assigns",), "cipher": ("types", "says", "adjoins")}
_NEEDED |= {"host": ("assigns", "adjoins")}
"""Names that count only where one of these ties a value."""
_COMPANY = (
    ("key", "net"),
    ("doubtful", "login", "net", "sealed"),
    ("loose", "lock", "door", "device", "opens"),
)
"""Names that say more beside a word of one of the other classes."""


def find_evident(text: str) -> Iterator[SecretSpan]:
    """Yield what has enough points for a secret."""
    told, last = Told(), 0
    for line in _LINE.finditer(text):
        # Where no name is told, a line without a telling word tells nothing either.
        if not any(told) and len(line[0]) <= _LONGEST_UNIT and not _may_tell(line[0]):
            continue
        for found in _UNIT.finditer(text, line.start(), line.end() + 1):
            if text.count("\n", last, found.start()) >= _MOST_LINES:
                told = Told()
            last = found.end()
            if found[0].strip() and (any(told) or _may_tell(found[0])):
                unit = Unit(text, found.start(), found.end(), told)
                spans = list(_find_in(unit))
                yield from spans
                told = _go_on(unit, spans)


def _may_tell(part: str) -> bool:
    return "@" in part or may_tell(part)


def _go_on(unit: Unit, spans: list[SecretSpan]) -> Told:
    """Return what a sentence tells the next ones."""
    if not spans and REMOVED not in unit.text[unit.start : unit.end]:
        return _tell(unit)
    # "The old password was Kora#20. The new one is ..."
    if unit.has(*NAMES) and unit.has("former", "changes"):
        return _tell(unit)
    # A heading goes on telling what stands in the lines below.
    return Told() if unit.has(*NAMES) else unit.told


def _find_in(unit: Unit) -> Iterator[SecretSpan]:
    last: Value | None = None
    is_code = _may_hold(unit, "code") and _DIGIT.search(unit.text, unit.start, unit.end)
    is_password = _may_hold(unit, "password")
    places = _CANDIDATE.finditer(unit.text, unit.start, unit.end)
    for found in places if is_code or is_password else ():
        if not _may_be(unit, found):
            continue
        text = trim_value(found[0].strip("*_")) if found["word"] else found[0]
        code = name_code_shape(text) if is_code else None
        password = name_password_shape(text) if is_password else None
        if code is None and password is None:
            continue
        value = Value(unit, found.start() + found[0].find(text), text)
        if last and _AND.fullmatch(unit.text, last.end, value.start):
            value.tie = last.tie
        if kind := _name_kind(value, code, password):
            last = value
            yield SecretSpan(value.start, value.end, kind)
    if unit.has("numeral"):
        yield from _find_spelled(unit)


def _may_hold(unit: Unit, kind: str) -> bool:
    """Whether a name of such a secret stands in it, or was told before."""
    is_told = getattr(unit.told, kind) or _list_held(unit.classes, kind)
    return bool(is_told) or (kind == "password" and unit.text.find("@", unit.start, unit.end) >= 0)


def _find_spelled(unit: Unit) -> Iterator[SecretSpan]:
    """Yield codes in words: "four four seven one"."""
    for is_numeral, run in groupby(unit.words, lambda word: "numeral" in word.classes):
        words = list(run)
        if is_numeral and len(words) >= _SHORT_CODE:
            value = Value(unit, words[0].start, unit.text[words[0].start : words[-1].end])
            if _weigh_code(value, "spelled") >= read_points()["enough"]:
                yield SecretSpan(value.start, value.end, CODE)


def _may_be(unit: Unit, found: re.Match[str]) -> bool:
    """Whether to weigh it: no place, and of plain words only what ends or has quotation marks."""
    word = found["word"] or ""
    if found.lastgroup in ("running", "place") or word.isdigit() or _goes_on(unit, found.start()):
        return False
    return not word.isalpha() or _PLAIN_PLACE.match(unit.text, found.end(), unit.end) is not None


def _goes_on(unit: Unit, at: int) -> bool:
    """Whether a part of a path or an address stands before."""
    if at == unit.start or not unit.text.startswith(_PATH_ENDS, at - 1):
        return False
    start = unit.text.rfind(" ", unit.start, at) + 1
    return _PATH.search(unit.text, start or unit.start, at) is not None


def _name_kind(value: Value, code: str | None, password: str | None) -> str | None:
    enough = read_points()["enough"]
    if code is not None and _weigh_code(value, code) >= enough:
        return CODE
    return PASSWORD if password is not None and _weigh_password(value, password) >= enough else None


def _tell(unit: Unit) -> Told:
    """Return what a sentence without a value tells the next ones."""
    if unit.has("asks", "topic", "negation", "research"):
        return Told()
    is_code = unit.has("code") or (unit.has("loose") and unit.has("lock", "door", "device"))
    is_password = unit.has("password") or (unit.has("doubtful") and unit.has(*_COMPANY[1][1:]))
    password = 1 if is_password else _age(unit.told.password)
    code = 1 if is_code else _age(unit.told.code)
    is_heading = 1 in (password, code) and len(unit.words) <= _HEADING and not unit.has("says")
    is_asked = unit.text[unit.start : unit.end].rstrip().endswith(("?", "؟"))
    return Told(password, code, is_heading, is_asked)


def _age(told: int) -> int:
    return (told + 1) % _TOLD if told else 0


def _weigh_password(value: Value, shape: str) -> int:
    names = _list_names(value, "password")
    is_named = names or value.unit.told.password
    if not is_named or value.is_user or _is_word(value, shape):
        return 0
    # "The password has changed, it is now Kora-Lake" speaks of a change and gives it away.
    is_told = value.tie in ("assigns", "says") and shape not in _PLAIN
    against = {"negation", "asks"} if is_told else {"topic", "negation", "asks"}
    against -= {"asks"} if value.is_prompted else set()
    # Who names a user and what goes with it denies nothing; "no sistema" is Portuguese.
    against -= {"negation"} if value.is_paired and "and" in value.last else set()
    return _add_up(value, "password", shape, against)


def _is_word(value: Value, shape: str) -> bool:
    """Whether it is a word of the sentence, and no value of anything."""
    words = read_secret_words()
    if value.text.casefold() in words.never | words.products:
        return True
    known = [word.classes for word in value.inside]
    if shape in (*_PLAIN, "joined") and known and all(known):
        return True
    # "The passwords are strong", "the password is told by: HR".
    is_many = value.tie == "says" and "many" in value.last
    goes_on = value.tie != "says" and any("says" in word.classes for word in value.before[:-1])
    is_participle = value.tie == "says" and ends_as_participle(value.text)
    return shape in _PLAIN and (is_many or goes_on or is_participle or value.is_answer)


def _weigh_code(value: Value, shape: str) -> int:
    unit = value.unit
    if shape == "year" and value.tie == "dials":
        shape = "digits"
    # "4471 eingeben": the verb comes behind.
    if value.tie in ("none", "near", "beside") and any(
        "typed_after" in word.classes for word in value.behind[:1]
    ):
        value.tie = "types"
    if value.tie == "none" and _is_typed_there(value):
        value.tie = "dials"
    against = set() if value.tie in ("assigns", "says") else {"topic"}
    # "People in need (PIN): 430000" counts; so does no number of four digits.
    against |= {"count"} if len(value.text) > _SHORT_CODE else set()
    if unit.has("code"):
        return _add_up(value, "code", shape, against)
    total = _add_up(value, "code", shape, against | {"negation"})
    return int(total + read_points()["against"]["account"] * value.is_of_account)


def _is_typed_there(value: Value) -> bool:
    """Whether its verb ends the sentence: "9402 am Bedienfeld der Alarmanlage eintippen"."""
    is_lock = any(not word.classes.isdisjoint(("lock", "door", "device")) for word in value.behind)
    return is_lock and "typed_after" in value.unit.words[-1].classes


def _add_up(value: Value, kind: str, shape: str, against: set[str]) -> int:
    points, told = read_points()[kind], getattr(value.unit.told, kind)
    names = _list_names(value, kind)
    named = _weigh_names(value, names, points) if names else points["told"][told]
    if named <= 0 or (not names and value.is_of_other):
        return 0
    total = named + points["shapes"][shape] + points["links"].get(value.tie, 0)
    total += sum(worth for mark, worth in points["marks"].items() if mark in value.marks)
    if shape == "few" or named <= points["names"].get("lock", 0):
        total += points.get("followed", 0) * value.is_followed
    return int(total + _weigh_against(value, against))


def _list_names(value: Value, kind: str) -> list[str]:
    names = [name for name in _list_held(value.unit.classes, kind) if _counts(name, value)]
    is_mailed = kind == "password" and not names and value.follows_mail
    return ["login"] if is_mailed else names


@lru_cache(maxsize=2_000)
def _list_held(classes: frozenset[str], kind: str) -> tuple[str, ...]:
    return tuple(name for name in read_points()[kind]["names"] if name in classes)


def _counts(name: str, value: Value) -> bool:
    """Whether a name speaks for a value: "login" only for a pair, "to get in" for what is typed."""
    if name == "net" and value.unit.has("opens") and value.tie == "types":
        return True
    if name == "net" and (value.is_of_network or _is_for_device(value)):
        return True
    if name in ("login", "net", "superuser"):
        return value.is_paired
    if name == "host" and not ("host" in value.last and value.unit.has("calls")):
        return False
    return value.tie in _NEEDED.get(name, (value.tie,))


def _is_for_device(value: Value) -> bool:
    """Whether it is what a router takes: "if the router asks, give it Kora#20"."""
    return value.is_prompted and value.unit.has("device", "wifi")


def _weigh_names(value: Value, names: list[str], points: dict[str, Any]) -> int:
    """Weigh the best name of the sentence; less where it only comes behind the value."""
    company = {name for name, *others in _COMPANY if value.unit.has(*others)}
    best = max(points["names"][name] + points["in_company"] * (name in company) for name in names)
    is_tied = value.is_reversed or value.follows_mail or value.is_enclosed or value.tie == "dials"
    is_tied = is_tied or value.is_prompted
    is_after = not is_tied and not value.find_before(set(points["names"]) - {"opens"})
    penalty = (
        points["after"] if value.tie != "types" else points.get("after_typed", points["after"])
    )
    return int(best + penalty * is_after)


def _weigh_against(value: Value, classes: set[str]) -> int:
    points, around = read_points()["against"], value.list_around()
    if value.find_before(("negation",)):
        around.add("negation")
    around |= value.unit.classes & {"research", "count"}
    said = around & (classes | {"research"})
    return int(sum(points[name] for name in said) + points["numbered"] * value.is_numbered)
