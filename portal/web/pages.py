"""Pages: what a browser sees so far: whether all is well, and the handovers under way.

A file of its own, which the pages for people will fill.
"""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.acting import Scope
from models.errors import TemporaryError
from portal.acting import By
from portal.api.calls import Call, read
from services.acts.rights import Action, check_staff, list_visible
from services.clock import read_now
from services.handovers.overview import HandoverView, list_under_way
from services.metrics import render_metrics
from templates import TEMPLATES

router = APIRouter(include_in_schema=False)
METRICS_TYPE = "text/plain; version=1.0.0; charset=utf-8"
_TEMPLATES = Environment(
    loader=FileSystemLoader(TEMPLATES / "portal"), autoescape=True, undefined=StrictUndefined
)
_STYLE = TEMPLATES / "portal" / "portal.css"


@router.get("/health")
def show_health(request: Request) -> JSONResponse:
    """Say whether the database answers, and nothing else."""
    try:
        request.app.state.store.ping()
    except TemporaryError:
        return JSONResponse({"status": "the database does not answer"}, status_code=503)
    return JSONResponse({"status": "ok"})


@router.get("/")
def show_handovers(request: Request) -> HTMLResponse:
    """List what is under way and the person may see: no name, no post, no title."""
    today = read_now(request.app.state.settings).date()
    lines = read(Call(request), Scope.read, lambda by: _list_visible(by, today))
    page = _TEMPLATES.get_template("handovers.html.jinja").render(lines=lines, today=today)
    return HTMLResponse(page)


@router.get("/metrics")
def show_metrics(request: Request) -> Response:
    """Return counts as Prometheus reads them; no name, no post, no title."""
    return Response(read(Call(request), Scope.read, _render_metrics), media_type=METRICS_TYPE)


@router.get("/portal.css")
def show_style() -> Response:
    """Return the one style sheet."""
    return Response(_STYLE.read_bytes(), media_type="text/css")


def _list_visible(by: By, today: date) -> list[HandoverView]:
    visible = {handover.reference for handover in list_visible(by.session, by.actor)}
    return [line for line in list_under_way(by.session, today) if line.reference in visible]


def _render_metrics(by: By) -> bytes:
    offices = check_staff(by.actor, Action.see_metrics)
    return render_metrics(by.session, by.now, offices)
