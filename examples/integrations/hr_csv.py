"""HR's CSV: opens an exit for each row of what an HR system exports.

    BATON_TOKEN=... python -m examples.integrations.hr_csv leavers.csv http://127.0.0.1:8080

Run it each night over the whole export: a row that is open already changes nothing, because the
same exit is the same handover, and each row carries a key that is the same each time.
"""

import csv
import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

_PEOPLE = ("leaver", "manager", "receiver")
_TRIES = 5
_PLAIN = ("kind", "notice_on", "last_working_on", "language", "holidays")


def read_cases(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each line, and its row as the API wants it.

    Columns: leaver_name, leaver_email, manager_name, manager_email, receiver_name, receiver_email,
    post, unit, duty_station, kind, notice_on, last_working_on, language, holidays.
    """
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows), start=2):
            case: dict[str, Any] = {"format": "baton-case/1"}
            case |= {name: row[name] for name in _PLAIN if row.get(name)}
            case["post"] = {"title": row["post"]}
            case["post"] |= {n: row[n] for n in ("unit", "duty_station") if row.get(n)}
            for person in _PEOPLE:
                if row.get(f"{person}_email"):
                    name, email = row[f"{person}_name"], row[f"{person}_email"]
                    case[person] = {"name": name, "email": email}
            yield number, case


def open_exit(client: httpx.Client, case: dict[str, Any]) -> httpx.Response:
    """Ask Baton to open the exit; the same row is the same request."""
    key = hashlib.sha256(repr(sorted(case.items())).encode()).hexdigest()
    for _ in range(_TRIES):
        answer = client.post("/api/v1/handovers", json=case, headers={"Idempotency-Key": key})
        if answer.status_code not in (429, 503):
            break
        # Too much in a minute, or a part that could not be reached: it says when to come again.
        time.sleep(int(answer.headers["Retry-After"]))
    return answer


def main(path: Path, address: str) -> int:
    """Open all of them; return 1 where a row was refused."""
    headers = {"Authorization": f"Bearer {os.environ['BATON_TOKEN']}"}
    refused = 0
    with httpx.Client(base_url=address, headers=headers, timeout=30) as client:
        for number, case in read_cases(path):
            answer = open_exit(client, case)
            if answer.is_success:
                said = answer.json()
                print(f"line {number}: {said['references'][0]}", *said["warnings"])
            else:
                refused += 1
                print(f"line {number}: {' '.join(answer.json()['faults'])}", file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
