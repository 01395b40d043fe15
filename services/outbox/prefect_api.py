"""Prefect API: asks Prefect for runs over plain HTTP; nothing of Prefect is loaded."""

import time
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from models.errors import TemporaryError
from services.outside_calls import Answer, Caller, CallLimits, OverLimitError
from services.settings import Settings

HANDOVER, TEND = "handover/handover", "tend/tend"
"""Deployments, as `flow/deployment`."""
_LIMITS = CallLimits(total_seconds=60.0, size_bytes=64 << 20)
_BUSY_PAUSES = (0.1, 0.3, 1.0, 2.0)
_TRIES = 3
_LOST = "its worker ended before it did"
_CRASHED = {"type": "CRASHED", "message": _LOST}
_SOON = timedelta(minutes=1)
_LONG = timedelta(minutes=10)


class OnTheWay(NamedTuple):
    """The handovers, by reference, that have a run which has not ended."""

    yet_to_begin: frozenset[str]
    """These runs will find everything that has been done until now."""
    at_work: frozenset[str]


class Engine:
    """Prefect's API at an address; one connection that is used again."""

    def __init__(self, address: str, auth: str, limits: CallLimits = _LIMITS) -> None:
        user, _, password = auth.partition(":")
        self._http = Caller(
            limits,
            base_url=f"{address.rstrip('/')}/",
            auth=(user, password) if auth else None,
            # No proxy of the environment stands between two processes of one system.
            trust_env=False,
        )
        self._client = str(uuid.uuid4())
        self._deployments: dict[str, str] = {}

    def ask_for_run(self, reference: str, stage: str, key: str) -> str:
        """Ask for a run that carries the handover on; the same key is the same run.

        Args:
            reference: of the handover, the only parameter.
            stage: where it stands, for the name and the tags of the run.
            key: such as "outbox:17".

        Returns:
            Prefect's id of the run.

        Raises:
            TemporaryError: Prefect could not be reached, or knows no such deployment yet.
        """
        wanted = {
            "name": f"{reference} {stage}".replace("_", "-"),
            "parameters": {"reference": reference},
            "idempotency_key": key,
            "tags": [f"handover:{reference}", f"stage:{stage}"],
        }
        return str(self._post(f"deployments/{self._find(HANDOVER)}/create_flow_run", wanted)["id"])

    def ask_for_tend(self, key: str) -> str:
        """Ask `tend` to look after everything now; return the id of the run.

        Raises:
            TemporaryError: as in `ask_for_run`.
        """
        wanted = {"name": "tend", "idempotency_key": key}
        return str(self._post(f"deployments/{self._find(TEND)}/create_flow_run", wanted)["id"])

    def find_on_the_way(self, references: Iterable[str]) -> OnTheWay:
        """Return which of these handovers have a run on the way.

        A run that has been at work for long is left out: its worker may be dead.

        Raises:
            TemporaryError: Prefect could not be reached.
        """
        tags = {f"handover:{reference}": reference for reference in references}
        state = {"type": {"any_": ["SCHEDULED", "PENDING", "RUNNING"]}}
        # What Prefect does has the time of the day, also in a rehearsal.
        now = datetime.now(UTC)
        yet_to_begin: set[str] = set()
        at_work: set[str] = set()
        for run in self._list_runs({"tags": {"any_": list(tags)}, "state": state}):
            if _is_on_the_way(run, now):
                found = at_work if run["state_type"] == "RUNNING" else yet_to_begin
                found.update(tags[tag] for tag in run["tags"] if tag in tags)
        return OnTheWay(frozenset(yet_to_begin), frozenset(at_work))

    def end_stuck(self, before: datetime) -> int:
        """Mark runs as crashed that have been running since before then: their worker is gone.

        Returns:
            How many there were.

        Raises:
            TemporaryError: Prefect could not be reached.
        """
        stuck = self._list_runs(
            {
                "state": {"type": {"any_": ["RUNNING", "PENDING"]}},
                "expected_start_time": {"before_": before.isoformat()},
            }
        )
        for run in stuck:
            self._set_state(run, _CRASHED)
        return len(stuck)

    def restart_lost(self, now: datetime) -> int:
        """Restart runs of handovers whose worker is gone; its other runs count as crashed.

        Call this only when no worker is at work. A run that has already taken several workers
        with it is not started again: `tend` asks for a new one, less often.

        Returns:
            How many runs were started again.

        Raises:
            TemporaryError: Prefect could not be reached.
        """
        lost = self._list_runs({"state": {"type": {"any_": ["RUNNING", "PENDING"]}}})
        again = [run for run in lost if run["run_count"] < _TRIES and _is_handover(run)]
        for run in lost:
            self._set_state(run, _scheduled_at(now) if run in again else _CRASHED)
        return len(again)

    def is_well(self) -> bool:
        """Return whether Prefect answers."""
        try:
            return self._http.call("GET", "health").is_success
        except (httpx.HTTPError, OverLimitError):
            return False

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def _set_state(self, run: Mapping[str, Any], state: Mapping[str, Any]) -> None:
        self._post(f"flow_runs/{run['id']}/set_state", {"state": state, "force": True})

    def _list_runs(self, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            page = self._post(
                "flow_runs/filter", {"flow_runs": wanted, "limit": 200, "offset": len(found)}
            )
            found += page
            if len(page) < 200:
                return found

    def _find(self, deployment: str) -> str:
        if deployment not in self._deployments:
            found = self.ask("GET", f"deployments/name/{deployment}")
            self._deployments[deployment] = str(found["id"])
        return self._deployments[deployment]

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self.ask("POST", path, body)

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Return what Prefect answers to one request, None where it answers nothing.

        Raises:
            TemporaryError: Prefect could not be reached, or refused.
        """
        try:
            answer = self._request(method, path, body)
            for pause in _BUSY_PAUSES:
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    break
                # Its database was busy with another writer: nothing was done.
                time.sleep(pause)
                answer = self._request(method, path, body)
        except (httpx.HTTPError, OverLimitError) as error:
            said = str(error) if isinstance(error, OverLimitError) else type(error).__name__
            raise TemporaryError(
                f"Prefect could not be reached ({said}): Baton asks again by itself, or start "
                "Prefect with baton up."
            ) from error
        if not answer.is_success:
            self._deployments.clear()
            raise TemporaryError(_explain_refusal(path, answer.status_code))
        return answer.read_json()

    def _request(self, method: str, path: str, body: Mapping[str, Any] | None) -> Answer:
        answer = self._http.call(method, path, json=body, headers=self._csrf_headers)
        if answer.status_code == httpx.codes.FORBIDDEN:
            # The token has expired, or the server is another one since.
            del self._csrf_headers
            answer = self._http.call(method, path, json=body, headers=self._csrf_headers)
        return answer

    @cached_property
    def _csrf_headers(self) -> dict[str, str]:
        answer = self._http.call("GET", "csrf-token", params={"client": self._client})
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            return {}  # This server does not want any.
        if not answer.is_success:
            raise TemporaryError(_explain_refusal("csrf-token", answer.status_code))
        token = str(answer.read_json()["token"])
        return {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": self._client}


def _explain_refusal(path: str, status: int) -> str:
    if status == httpx.codes.UNAUTHORIZED:
        return (
            "Prefect refuses the password in prefect-auth of the data folder (401): "
            "copy that file from the machine that runs Prefect."
        )
    what = f"Prefect refused {path.partition('/')[0]} ({status})"
    if status == httpx.codes.SERVICE_UNAVAILABLE:
        return f"{what}, it is busy: Baton asks again by itself, or try again in a moment."
    if status == httpx.codes.NOT_FOUND:
        return f"{what}: start baton up, which deploys what is missing, then try again."
    return f"{what}: its log says why. Then try again."


def _is_handover(run: Mapping[str, Any]) -> bool:
    return any(tag.startswith("handover:") for tag in run["tags"])


def _is_on_the_way(run: Mapping[str, Any], now: datetime) -> bool:
    if run["state_type"] == "SCHEDULED":
        begins = run["next_scheduled_start_time"]
        # Workers pass over one without a time.
        return begins is not None and datetime.fromisoformat(begins) < now + _SOON
    return datetime.fromisoformat(run["state"]["timestamp"]) > now - _LONG


def _scheduled_at(now: datetime) -> dict[str, Any]:
    return {
        "type": "SCHEDULED",
        "name": "AwaitingRetry",
        "message": _LOST,
        "state_details": {"scheduled_time": now.isoformat()},
    }


def open_engine(settings: Settings) -> Engine:
    """Return the engine that the settings name, with the password that `baton up` made."""
    return Engine(settings.get_prefect_address(), read_auth(settings.data))


def read_auth(data: Path) -> str:
    """Return `user:password` for Prefect, empty if none was made yet."""
    try:
        return locate_auth(data).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def locate_auth(data: Path) -> Path:
    """Return the file that holds Prefect's password; only its owner can read it."""
    return data / "prefect-auth"
