"""Rights table: every route of the application, and who gets past its right. Read it; tests try it.

`who` are the roles in the case. A staff role counts in its office and in those below, and not in
one's own case. Everybody else gets 404, as if there were no such case. A right holds while a case
runs; where `ended` is True, also when it is closed or cancelled.
"""

from typing import Any, NamedTuple

PARTS = ("leaver", "manager", "receiver", "peer")
STAFF = ("hr", "km_focal_point", "records", "admin", "auditor")
ALL = " ".join((*PARTS, *STAFF))
READ = "leaver manager receiver km_focal_point"
ALLOWING = "leaver hr km_focal_point records"
FOUND_TEXT = {"number": 1, "text": "words"}
LEAVER = {"name": "Someone", "email": "LEAVER"}
TIP = {"kind": "tip", "title": "Call first"}


class Row(NamedTuple):
    """A route of one case, with a body that changes nothing where it can be: LEAVER is replaced."""

    method: str
    path: str
    who: str
    ended: bool = False
    body: Any = None
    own: str = ""
    """Who has the right as well, but for something of their own, which is not what is tried."""


CASE = "/api/v1/handovers/{reference}"
OF_A_CASE = (
    Row("GET", "", ALL, True),
    Row("GET", "/people", "hr leaver manager receiver peer"),
    Row(
        *("POST", "/people/correct", "hr leaver", False, {"person": "LEAVER", "name": "Someone"}),
        own="manager receiver peer",
    ),
    Row("POST", "/peers", "hr manager km_focal_point", False, LEAVER),
    Row("POST", "/receiver", "hr manager", False, LEAVER),
    Row("POST", "/reschedule", "hr manager", False, {"last_working_on": "1999-01-05"}),
    Row("POST", "/reassign", "hr", False, {"role": "manager", "person": LEAVER}),
    Row("POST", "/legal-hold", "hr records", True, {"is_held": False}),
    Row("POST", "/return", "hr", True, {"returns_on": "2099-01-05"}),
    Row("POST", "/cancel", "hr"),
    Row("POST", "/reopen", "hr", True),
    Row("POST", "/close", "hr km_focal_point"),
    Row("POST", "/steps/{key}/done", "hr manager", own="leaver receiver km_focal_point records"),
    Row("GET", "/answers", "leaver manager peer"),
    Row("PUT", "/answers", "leaver manager peer", False, {"records": [TIP]}),
    Row("POST", "/answers/submit", "leaver manager peer"),
    Row("GET", "/records", "leaver manager peer km_focal_point", True),
    Row("POST", "/records/{number}/agree", "leaver", False, {"revision": 1}),
    Row("POST", "/records/agree-all", "leaver"),
    Row("PUT", "/records/{number}", "leaver manager", False, {"revision": 9, "content": TIP}),
    Row("GET", "/changes", "leaver manager receiver peer", True),
    Row("POST", "/changes/{number}/agree", "leaver manager receiver peer"),
    Row("POST", "/changes/{number}/refuse", "leaver manager receiver peer"),
    Row("POST", "/fallback", "leaver", False, LEAVER),
    Row("POST", "/records/{number}/show", "leaver peer"),
    Row("POST", "/records/{number}/strike-out", "leaver manager peer"),
    Row("GET", "/sources", ALLOWING, True),
    Row("POST", "/sources/{number}/allow", "leaver", True, {}, own=ALLOWING),
    Row("POST", "/sources/{number}/refuse", "leaver", True, own=ALLOWING),
    Row("GET", "/found", "leaver", True, own="manager"),
    Row("POST", "/found/keep", "leaver", False, {"is_all": True}, own="manager"),
    Row("POST", "/found/strike-out", "leaver", False, {"is_all": True}, own="manager"),
    Row("POST", "/found/mark-private", "leaver", False, {"is_all": True}, own="manager"),
    Row("POST", "/found/correct", "leaver", False, FOUND_TEXT, own="manager"),
    Row("POST", "/found/describe", "leaver", False, FOUND_TEXT, own="manager"),
    Row("POST", "/found/done", "leaver", own="manager"),
    Row("POST", "/sign", "manager"),
    Row("POST", "/send-back", "manager", False, {"text": "because"}),
    Row("GET", "/pack", READ, True),
    Row("GET", "/pack/{name}", READ, True),
    Row("POST", "/read-back", "receiver", False, {"texts": {"S1": "words"}}),
    Row("GET", "/items", "receiver"),
    Row("POST", "/records/{number}/accept", "receiver"),
    Row("POST", "/records/accept-all", "receiver"),
    Row("POST", "/records/{number}/decline", "receiver", False, {"reason": "no"}),
    Row("POST", "/records/{number}/owner", "manager", False, LEAVER),
    Row("POST", "/items/give", "manager", False, {"owner": "x@example.org", "person": LEAVER}),
    Row("POST", "/survey", "receiver", False, {"day": 7}),
    Row("GET", "/gaps", READ, True),
    Row("POST", "/gaps/{number}/answer", READ, False, {"text": "because"}),
    Row("POST", "/gaps/{number}/waive", "manager", False, {"reason": "so", "until": "2099-01-05"}),
)
FILLED = {"number": "1", "key": "meet", "name": "brief.pdf"}

ANYBODY = "anybody"
"""Whoever has a token: what it shows is what the person may see."""
NOBODY = "no token"
"""It says nothing of any case, and asks for no token."""
OF_NO_CASE = {
    ("POST", "/api/v1/handovers"): "hr km_focal_point",
    ("POST", "/api/v1/handovers/batch"): "hr km_focal_point",
    ("GET", "/api/v1/handovers"): ANYBODY,
    ("GET", "/api/v1/audit/events"): "auditor",
    ("GET", "/api/v1/audit/verification"): "admin auditor",
    ("GET", "/api/v1/openapi.json"): ANYBODY,
    ("GET", "/"): ANYBODY,
    ("GET", "/metrics"): " ".join(STAFF),
    ("GET", "/health"): NOBODY,
    ("GET", "/portal.css"): NOBODY,
}
