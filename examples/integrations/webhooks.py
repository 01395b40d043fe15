r"""Webhooks, both ways: opens exits that an HR system announces, and hears what Baton reports.

    BATON_TOKEN=... BATON_WEBHOOK_SECRET=... HR_SECRET=... \
        python -m examples.integrations.webhooks 9000 http://127.0.0.1:8080

POST /hr takes the announcement of an HR system, signed with its secret; POST /baton what Baton
reports (BATON_WEBHOOK_URL=http://127.0.0.1:9000/baton), whose signature is checked.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx

_MOST_BYTES = 100_000
_OLDEST_SECONDS = 300


def is_signed_by_baton(headers: Any, body: bytes, secret: str) -> bool:
    """Whether Baton signed this, not long ago. Source: Standard Webhooks."""
    number, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "0")
    if not at.isdigit() or abs(time.time() - int(at)) > _OLDEST_SECONDS:
        return False
    signed = f"{number}.{at}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    wanted = f"v1,{base64.b64encode(digest).decode()}"
    return hmac.compare_digest(headers.get("webhook-signature", ""), wanted)


def is_signed_by_hr(headers: Any, body: bytes, secret: str) -> bool:
    """Whether the HR system signed this, as many do: the hex digest of the body."""
    wanted = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(headers.get("x-signature", ""), wanted)


def make_case(announced: dict[str, Any]) -> dict[str, Any]:
    """Return the announcement of our imaginary HR system as the API wants it."""
    return {
        "format": "baton-case/1",
        "leaver": announced["employee"],
        "manager": announced["supervisor"],
        "post": {"title": announced["position"]},
        "kind": announced["reason"],
        "last_working_on": announced["last_day"],
    }


class Receiver(BaseHTTPRequestHandler):
    """Answers both; anything that is not signed gets 401 and is not looked at."""

    def do_POST(self) -> None:
        """Take one message."""
        size = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(min(size, _MOST_BYTES))
        if self.path == "/hr" and is_signed_by_hr(self.headers, body, os.environ["HR_SECRET"]):
            self._open(json.loads(body))
        elif self.path == "/baton" and is_signed_by_baton(
            self.headers, body, os.environ["BATON_WEBHOOK_SECRET"]
        ):
            told = json.loads(body)
            print(f"{told['reference']}: {told['event']}", flush=True)
            self._answer(200, {"heard": told["id"]})
        else:
            self._answer(401, {"fault": "not signed"})

    def _open(self, announced: dict[str, Any]) -> None:
        answer = httpx.post(
            f"{sys.argv[2]}/api/v1/handovers",
            json=make_case(announced),
            headers={
                "Authorization": f"Bearer {os.environ['BATON_TOKEN']}",
                # An announcement that comes twice opens one exit.
                "Idempotency-Key": str(announced["id"]),
            },
            timeout=30,
        )
        self._answer(answer.status_code, answer.json())

    def _answer(self, code: int, body: dict[str, Any]) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Write no log of requests: their addresses are nobody's business."""


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
