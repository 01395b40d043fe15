"""Play: a whole exit with six people against a running Baton, in minutes instead of months.

Run as `python -m examples.play`. It starts `baton up` on a data folder of its own, opens the exit
of examples/dakar, lets everybody act through the REST API, and moves the clock instead of waiting.
It ends with an accepted pack and a closed case, or with a sentence about what went wrong.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from ruamel.yaml import YAML

import examples
from services.engine import Engine, read_auth
from services.examples import copy_example

_BATON = str(Path(sys.executable).with_name("baton"))
_HR = ("Carla Reis", "carla.reis@example.org")
_PEERS = (
    ("Khady Faye", "khady.faye@example.org"),
    ("Omar Lindqvist", "omar.lindqvist@example.org"),
)
_PATIENCE_SECONDS = 180.0
_ANSWERS = Path(examples.__file__).parent / "dakar" / "answers"
_OWN_WORDS = {
    "S1": "The post keeps boreholes honest; I sign up to the ceiling and ask above it.",
    "S2": "Tranche two, the pump contract, the joint review: I call the donor desk first.",
    "S3": "Access, the one page with Moussa, then the two contractors.",
    "S4": "A late narrative freezes the money; I start it three weeks before.",
    "S5": "I leave the siting rules as they are until the rains are over.",
}


class PlayError(Exception):
    """What went otherwise than it should."""


@dataclass(frozen=True)
class Stage:
    """A Baton of its own: where it keeps its data, what it is told, where it answers."""

    data: Path
    environment: dict[str, str]
    web: str = ""

    def set_clock(self, day: str, what: str) -> None:
        """Move the clock on, and say why."""
        (self.data / "clock").write_text(f"{day}T09:00:00+00:00", encoding="utf-8")
        say(f"\n{day}  {what}")

    def run(self, *words: str) -> str:
        """Run a command of Baton and return what it prints."""
        ended = subprocess.run(  # noqa: S603 - our own command
            [_BATON, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        if ended.returncode:
            raise PlayError(f"baton {words[0]} ended with {ended.returncode}: {ended.stderr}")
        return ended.stdout.strip()

    def enter(self, name: str, email: str) -> "Player":
        """Return a person with a token for everything that the person may do."""
        scopes = ["open", "read", "answer", "agree", "sign", "accept", "cancel", "download"]
        options = [word for scope in scopes for word in ("--scope", scope)]
        token = self.run("token", "create", "--as", email, *options, "--days", "2")
        return Player(name, self.web, token)


@dataclass(frozen=True)
class Player:
    """Somebody who acts over HTTP."""

    name: str
    web: str
    token: str

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request and return what is answered."""
        answer = httpx.request(
            method,
            f"{self.web}/api/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=60,
            trust_env=False,
        )
        if not answer.is_success:
            raise PlayError(f"{self.name}: {method} {path}: {answer.status_code} {answer.text}")
        is_json = answer.headers["Content-Type"].startswith("application/json")
        return answer.json() if is_json else answer.content


def say(line: str) -> None:
    """Say what happens."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def play(stage: Stage) -> None:
    """Play the exit from its opening to its close."""
    stage.set_clock("2026-10-02", "Carla of HR opens Ana's exit.")
    stage.run("staff", "add", _HR[1], "--name", _HR[0], "--role", "hr")
    carla = stage.enter(*_HR)
    case = _read_yaml(_ANSWERS.parent / "CASE.yaml")
    (reference,) = carla.send("POST", "/handovers", case)["references"]
    at = f"/handovers/{reference}"
    say(f"            It is {reference}; {stage.web} shows it, without a name.")
    _wait(carla, at, "stage", "interview", "harvested")

    ana, moussa, ben = (
        stage.enter(case[part]["name"], case[part]["email"])
        for part in ("leaver", "manager", "receiver")
    )
    _interview(stage, at, moussa, ana, carla)
    _review_and_sign(stage, at, ana, moussa, carla)
    _receive(stage, at, ben, moussa, carla)
    _evaluate(stage, at, ben, moussa, carla)
    _check(stage, reference)


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
    stage.set_clock("2026-12-07", "Ben's first day: every entry is dated anew in edition 2.")
    stage.run("resume", at.rpartition("/")[2])
    _tend(stage)
    _wait(carla, at, "edition", 2, "delivered")
    brief = ben.send("GET", f"{at}/pack/brief.pdf")
    say(f"            Ben fetches the brief ({len(brief) // 1024} KB), and reads it back.")
    ben.send("POST", f"{at}/read-back", {"texts": _OWN_WORDS})
    items = [one for one in moussa.send("GET", f"{at}/records") if one["state"] == "published"]
    item = next(one for one in items if one["content"]["kind"] == "commitment")
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
    mails = list((stage.data / "mails").rglob("*.eml"))
    if len(mails) < len(_PEERS) + 4:
        raise PlayError(f"only {len(mails)} mails went out")
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


def _tend(stage: Stage) -> None:
    """Ask `tend` to look after everything now; it would come within five minutes by itself."""
    engine = Engine(stage.environment["PLAY_PREFECT"], read_auth(stage.data))
    engine.ask_for_tend(f"play-{time.monotonic_ns()}")
    engine.close()


def _read_yaml(path: Path) -> Any:
    return json.loads(json.dumps(YAML(typ="safe").load(path.read_text("utf-8")), default=str))


@contextmanager
def set_stage(data: Path) -> Iterator[Stage]:
    """Start a Baton on a data folder of its own, and stop it at the end."""
    (data / "clock").write_text("2026-10-01T09:00:00+00:00", encoding="utf-8")
    environment = os.environ | {
        "BATON_DATA": str(data),
        "BATON_CLOCK_FILE": str(data / "clock"),
        "BATON_MAIL_FOLDER": str(data / "mails"),
        "BATON_SOURCES_ROOT": str(copy_example(data / "sources")),
    }
    command = [_BATON, "up", "--json"]
    with (data / "up.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise PlayError(f"baton up did not start: {(data / 'up.log').read_text()}")
        told = json.loads(line)
        environment["PLAY_PREFECT"] = f"{told['prefect']}/api"
        yield Stage(data, environment, told["web"])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def main(act: Callable[[Stage], None] = play) -> int:
    """Play, and return 0; or 1 with a sentence."""
    data = Path(tempfile.mkdtemp(prefix="baton-play-"))
    began = time.monotonic()
    try:
        with set_stage(data) as stage:
            act(stage)
    except PlayError as error:
        sys.stderr.write(f"play: {error}\nplay: the log is {data / 'up.log'}\n")
        return 1
    say(f"Six months in {time.monotonic() - began:.0f} seconds.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
