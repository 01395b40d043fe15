"""Play: a whole exit with six people against a running Baton, in minutes instead of months.

Run as `python -m examples.play [FOLDER] [--stay]`. It starts `baton up` on an empty folder, opens
the exit of examples/dakar, lets everybody act through the REST API, and moves the clock instead of
waiting. It ends with an accepted pack and a closed case, or with a sentence about what went wrong.
With --stay it leaves everything running afterwards, to be looked at, until Ctrl-C.
"""

import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import examples
from examples.stage import Player, PlayError, Stage, find_mail_faults, say, set_stage

_HR = ("Carla Mendes", "carla.mendes@example.org")
_PEERS = (
    ("Khady Faye", "khady.faye@example.org"),
    ("Omar Tall", "omar.tall@example.org"),
)
_PATIENCE_SECONDS = 300.0
_ANSWERS = Path(examples.__file__).parent / "dakar" / "answers"
_OWN_WORDS = {
    "S1": "The post keeps boreholes honest; I sign up to the ceiling and ask above it.",
    "S2": "Tranche two, the pump contract, the joint review: I call the donor desk first.",
    "S3": "Access, the one page with Moussa, then the two contractors.",
    "S4": "A late narrative freezes the money; I start it three weeks before.",
    "S5": "I leave the siting rules as they are until the rains are over.",
}
_MAILS = {
    _HR[1]: ("legal hold", "late"),
    "ana.sow@example.org": (
        *("What may be read", "Look at what was found", "Answer the interview"),
        *("Read every entry", "came back to you"),
    ),
    "moussa.ba@example.org": ("Add the commitments",),
    **{email: ("thirty minutes of questions",) for _, email in _PEERS},
    "ben.diop@example.org": (
        *("pack is ready: edition 1", "pack is ready: edition 2"),
        *("in your own words", "Accept the items", "Day 7", "Day 30", "Day 90"),
    ),
}
"""What has to go out to whom; nobody else may get anything."""


def play(stage: Stage) -> None:
    """Play the exit from its opening to its close."""
    stage.set_clock("2026-10-02", "Carla of HR opens Ana's exit.")
    stage.run("staff", "add", _HR[1], "--name", _HR[0], "--role", "hr")
    carla = stage.enter(*_HR)
    case = _read_yaml(_ANSWERS.parent / "CASE.yaml")
    (reference,) = carla.send("POST", "/handovers", case)["references"]
    at = f"/handovers/{reference}"
    say(f"            It is {reference}; {stage.web} shows it, without a name.")
    _wait(carla, at, "stage", "sources", "planned")

    ana, moussa, ben = (
        stage.enter(case[part]["name"], case[part]["email"])
        for part in ("leaver", "manager", "receiver")
    )
    _allow_and_look(stage, at, ana, carla)
    _interview(stage, at, moussa, ana, carla)
    _review_and_sign(stage, at, ana, moussa, carla)
    _receive(stage, at, ben, moussa, carla)
    _evaluate(stage, at, ben, moussa, carla)
    _check(stage, reference)


def _allow_and_look(stage: Stage, at: str, ana: Player, carla: Player) -> None:
    stage.set_clock("2026-10-05", "Carla checks the hold; Ana says what may be read.")
    carla.send("POST", f"{at}/steps/check_legal_hold/done")
    for source in ana.send("GET", f"{at}/sources")["sources"]:
        ana.send("POST", f"{at}/sources/{source['number']}/allow", {"without": ["Confidential HR"]})
    _wait(carla, at, "stage", "found", "harvested")
    found = ana.send("GET", f"{at}/found")
    contact = next(one for one in reversed(found) if one["kind"] == "contact")
    ana.send("POST", f"{at}/found/strike-out", {"numbers": [contact["number"]]})
    count = ana.send("POST", f"{at}/found/done")["count"]
    say(f"            Ana looks at {len(found)} finds, strikes one out and keeps {count}.")
    _wait(carla, at, "stage", "interview", "harvested")


def _interview(stage: Stage, at: str, moussa: Player, ana: Player, carla: Player) -> None:
    stage.set_clock("2026-10-20", "Moussa asks two peers; all four answer.")
    for name, email in _PEERS:
        moussa.send("POST", f"{at}/peers", {"name": name, "email": email})
    khady, omar = (stage.enter(*peer) for peer in _PEERS)
    told = {"leaver": ana, "manager": moussa, "peer": khady}
    for respondent, player in told.items():
        records = _read_yaml(_ANSWERS / f"{respondent}.yaml")["records"]
        _answer(player, at, records)
    tip = {"kind": "tip", "title": "Take the early ferry: the late one does not run on Fridays"}
    _answer(omar, at, [tip])
    _wait(carla, at, "stage", "review", "answered")


def _answer(player: Player, at: str, records: list[dict[str, Any]]) -> None:
    player.send("PUT", f"{at}/answers", {"records": records})
    player.send("POST", f"{at}/answers/submit")
    say(f"            {player.name} gives {len(records)} records.")


def _review_and_sign(stage: Stage, at: str, ana: Player, moussa: Player, carla: Player) -> None:
    stage.set_clock("2026-11-10", "Ana reads every entry: corrects one, strikes one out, agrees.")
    first, *_, last = ana.send("GET", f"{at}/records")
    content = first["content"] | {"title": f"{first['content']['title']} (checked)"}
    change = {"revision": first["revision"], "content": content}
    ana.send("PUT", f"{at}/records/{first['id']}", change)
    ana.send("POST", f"{at}/records/{last['id']}/strike-out")
    count = ana.send("POST", f"{at}/records/agree-all")["count"]
    say(f"            Ana agrees to {count} records.")

    stage.set_clock("2026-11-16", "Moussa sends one back with a comment; Ana agrees again.")
    comment = {"text": "Say who signs above the ceiling.", "record_id": first["id"]}
    moussa.send("POST", f"{at}/send-back", comment)
    ana.send("POST", f"{at}/records/agree-all")
    digest = moussa.send("POST", f"{at}/sign")["digest"]
    say(f"            Moussa signs: {digest[:16]}…")
    _wait(carla, at, "stage", "acceptance", "delivered")
    say("            Edition 1 is drawn, bagged and delivered.")


def _receive(stage: Stage, at: str, ben: Player, moussa: Player, carla: Player) -> None:
    stage.set_clock("2026-12-07", "Ben's first day: edition 2 dates every entry again.")
    stage.run("resume", at.rpartition("/")[2])
    stage.tend()
    _wait(carla, at, "edition", 2, "delivered")
    brief = ben.send("GET", f"{at}/pack/brief.pdf")
    say(f"            Ben fetches the brief ({len(brief) // 1024} KB), and reads it back.")
    ben.send("POST", f"{at}/read-back", {"texts": _OWN_WORDS})
    items = ben.send("GET", f"{at}/items")
    item = next(one for one in items if one["kind"] == "commitment")
    reason = {"reason": "This belongs to the country office."}
    ben.send("POST", f"{at}/records/{item['id']}/decline", reason)
    count = ben.send("POST", f"{at}/records/accept-all")["count"]
    say(f"            Ben takes over {count} items and declines one; Khady gets that one.")
    name, email = _PEERS[0]
    owner = {"name": name, "email": email}
    moussa.send("POST", f"{at}/records/{item['id']}/owner", owner)
    _wait(carla, at, "stage", "evaluation", "accepted")


def _evaluate(stage: Stage, at: str, ben: Player, moussa: Player, carla: Player) -> None:
    for day, date, missing in (
        (7, "2026-12-16", "Who holds the key of the Kolda store"),
        (30, "2027-01-20", ""),
        (90, "2027-04-14", ""),
    ):
        stage.set_clock(date, f"Day {day}: Ben says what was used, wrong or missing.")
        survey = {"day": day, "used": "the one page, the year", "missing": missing, "rating": 5}
        ben.send("POST", f"{at}/survey", survey)
    gaps = [gap for gap in moussa.send("GET", f"{at}/gaps") if gap["state"] == "open"]
    for gap in gaps[:-1]:
        answer = {"text": "Settled with Ben in our meeting."}
        moussa.send("POST", f"{at}/gaps/{gap['id']}/answer", answer)
    waiver = {"reason": "The store moves in summer.", "until": "2027-09-30"}
    moussa.send("POST", f"{at}/gaps/{gaps[-1]['id']}/waive", waiver)
    say(f"            Moussa answers {len(gaps) - 1} gaps and waives one until 30 September.")
    _wait(carla, at, "state", "closed", "closed")
    say("            Nothing is left open: the case closes by itself.")


def _check(stage: Stage, reference: str) -> None:
    stage.run("verify", str(stage.data / "bags" / reference))
    say(f"\nThe bag {stage.data / 'bags' / reference} is whole.")
    say(stage.run("audit", "verify"))
    mails = stage.list_mails()
    if faults := find_mail_faults(mails, _MAILS):
        raise PlayError("; ".join(faults))
    say(f"{len(mails)} mails went out, each once; they lie in {stage.data / 'mails'}.")


def _wait(carla: Player, at: str, what: str, wanted: object, state: str) -> None:
    """Wait until the flow has carried the handover on."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        shown = carla.send("GET", at)
        if shown[what] == wanted and shown["state"] == state:
            return
        if time.monotonic() > deadline:
            raise PlayError(f"{what} is {shown[what]} and not {wanted} ({shown['state']})")
        time.sleep(0.5)


def _read_yaml(path: Path) -> Any:
    return json.loads(json.dumps(YAML(typ="safe").load(path.read_text("utf-8")), default=str))


def look(stage: Stage) -> None:
    """Leave it running, and say where it is."""
    say(f"\nBaton runs on: {stage.web}, Prefect {stage.prefect}")
    say(f"(its password is in {stage.data / 'prefect-auth'}). Ctrl-C stops it.")
    signal.pause()


def main(words: list[str], act: Callable[[Stage], None] = play) -> int:
    """Play, and return 0; or 1 with a sentence."""
    folders = [Path(word).absolute() for word in words if word != "--stay"]
    data = folders[0] if folders else Path(tempfile.mkdtemp(prefix="baton-play-"))
    data.mkdir(parents=True, exist_ok=True)
    if any(data.iterdir()):
        sys.stderr.write(f"play: {data} is not empty: name a new folder.\n")
        return 1
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.monotonic()
    try:
        with set_stage(data) as stage:
            act(stage)
            say(f"Six months in {time.monotonic() - began:.0f} seconds.")
            if "--stay" in words:
                look(stage)
    except PlayError as error:
        sys.stderr.write(f"play: {error}\nplay: the log is {data / 'up.log'}\n")
        return 1
    except KeyboardInterrupt:
        return 0 if "--stay" in words else 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
