"""Wall play: odd acts drawn from a seed, the same in cases that differ in why somebody leaves.

A return is not among them: it opens a case of the cover's own, which its people have to see.
"""

import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from people import ANA, BEN, MOUSSA
from wall import KHADY, OTHERS, World

from models.errors import HandoverError
from services.planning import get_plan_rules

FIRST = date(2026, 11, 2)
_TIP = {"kind": "tip", "title": "Call the donor first"}
_WARNING = {"kind": "warning", "title": "The bridge floods", "if": "it rains", "then": "go round"}
_TIME = re.compile(r"09:\d\d:\d\d\.\d+|(?<=, 9, )\d+, \d+(, \d+)?(?=, tzinfo)")
_TICKING = ("hr", "hr", "leaver", "records", *OTHERS)
_KEYS = sorted({step.key for file in get_plan_rules().files for step in file.steps})
_NEW = {"name": "New One", "email": "new.one@example.org"}
_PEOPLE = (_NEW, *(who.model_dump(mode="json") for who in (ANA, BEN, MOUSSA, KHADY)))


class Act(NamedTuple):
    """What one person tries; without a name, a day that comes, on which the flow goes on."""

    name: str
    method: str
    path: str
    body: Any


_USUAL = (
    Act("leaver", "PUT", "/answers", {"records": [_TIP, _WARNING]}),
    Act("leaver", "POST", "/answers/submit", None),
    Act("peer", "POST", "/answers/submit", None),
    Act("manager", "PUT", "/answers", {"records": [_TIP]}),
    Act("manager", "POST", "/answers/submit", None),
    None,
    Act("leaver", "POST", "/records/agree-all", None),
    Act("manager", "POST", "/sign", None),
    None,
    Act("receiver", "POST", "/records/accept-all", None),
    None,
)


def draw_acts(seed: int) -> Iterator[Act | date]:
    """Yield acts, and days that come; the same seed gives the same ones.

    The acts that carry an exit on come in their order, odd ones between them.
    """
    chance, day = random.Random(seed), FIRST  # noqa: S311 - no secret
    for usual in _USUAL:
        for _ in range(chance.randint(0, 5)):
            yield _draw_act(chance, day)
        if usual is None:
            day += timedelta(days=chance.choice((1, 3, 9, 20)))
            yield day
        else:
            yield usual


def play(world: World, acts: Sequence[Act | date]) -> Iterator[dict[str, Any]]:
    """Do the acts, and yield what each led to: an answer, or what everybody sees on a new day."""
    for act in acts:
        if isinstance(act, date):
            failed = _go_on(world.on(act))
            seen = {name: world.look(name) for name in OTHERS}
            seen["around"] = {**world.look_around(), "failed": failed}
            yield {
                name: {what: _say(str(said)) for what, said in all_of.items()}
                for name, all_of in seen.items()
            }
            continue
        path = f"/handovers/{world.stage.reference}{act.path}"
        answer = world.people[act.name].send(act.method, path, act.body)
        said = _say(answer.text)
        yield {act.name: {f"{act.method} {act.path}": (answer.status_code, said)}}


def _say(text: str) -> str:
    # The clock of a rehearsal goes on from where it was set.
    return _TIME.sub("09:00", text)


def _go_on(world: World) -> str:
    try:
        world.stage.go_on()
    except HandoverError as error:
        return str(error)
    return ""


def _draw_act(chance: random.Random, day: date) -> Act:
    some = day + timedelta(days=chance.choice((-30, -3, 0, 1, 7, 30, 120)))
    number, person, at = chance.randint(1, 4), chance.choice(_PEOPLE), some.isoformat()
    texts = {f"S{one}": "My own words" for one in range(1, 6)}
    tried = chance.choice(
        [
            ("hr manager", "POST", "/reschedule", {"last_working_on": at}),
            ("hr records", "POST", "/legal-hold", {"is_held": chance.random() < 0.5}),
            ("hr", "POST", chance.choice(("/cancel", "/reopen", "/reopen", "/reopen")), None),
            ("hr", "POST", "/reassign", {"role": "manager", "person": person}),
            ("hr manager", "POST", "/receiver", {**person, "starts_on": at}),
            ("manager km_focal_point", "POST", "/peers", person),
            *[(" ".join(_TICKING), "POST", f"/steps/{chance.choice(_KEYS)}/done", None)] * 4,
            ("leaver manager peer", "PUT", "/answers", {"records": [_TIP, _WARNING]}),
            ("leaver", "POST", f"/records/{number}/strike-out", None),
            ("manager leaver", "PUT", f"/records/{number}", {"revision": 1, "content": _TIP}),
            ("leaver manager peer", "POST", f"/changes/{number}/agree", None),
            ("manager", "POST", "/send-back", {"text": "because"}),
            ("receiver", "POST", "/read-back", {"texts": texts}),
            ("manager", "POST", f"/gaps/{number}/waive", {"reason": "so", "until": "2027-06-01"}),
            ("manager receiver", "POST", f"/gaps/{number}/answer", {"text": "because"}),
            ("km_focal_point", "POST", "/close", None),
        ]
    )
    return Act(chance.choice(tried[0].split()), *tried[1:])
