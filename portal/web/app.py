"""App: the web application, put together from its parts."""

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI, Request, Response

from portal.api import consent, handovers, reception, records, trail
from portal.api.calls import find_person
from portal.api.size_limit import SizeLimit
from portal.doors import HeadDoor, HostDoor, TokenDoor
from portal.errors import answer_errors
from portal.limits import Limiter
from portal.web import pages
from portal.web.dispatcher import Dispatcher
from services.settings import Settings
from services.store import Store, open_store

DESCRIPTION = "/api/v1/openapi.json"
_LOG = logging.getLogger("baton.web")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def create_app(settings: Settings) -> FastAPI:
    """Return the application; it works with Prefect stopped."""

    @asynccontextmanager
    async def run_beside(app: FastAPI) -> AsyncIterator[None]:
        dispatcher = Dispatcher(settings, app.state.store)
        dispatcher.start()
        try:
            yield
        finally:
            dispatcher.stop()

    app = FastAPI(
        title="Baton",
        docs_url=None,
        redoc_url=None,
        openapi_url=DESCRIPTION,
        lifespan=run_beside,
    )
    app.state.settings = settings
    app.state.store = open_store(settings.database_url)
    _add_doors(app, settings, app.state.store)
    answer_errors(app)
    # As they are, and not included: FastAPI would make each again for every application.
    for part in (pages, handovers, consent, records, reception, trail):
        app.router.routes.extend(part.router.routes)
    return app


def _add_doors(app: FastAPI, settings: Settings, store: Store) -> None:
    """Put the layers around the application, the innermost first."""
    app.add_middleware(SizeLimit, megabytes=Limiter(settings.write_mb_per_minute))
    app.add_middleware(
        TokenDoor,
        find_person=partial(find_person, store),
        failures=Limiter(settings.failures_per_minute),
        writes=Limiter(settings.writes_per_minute),
    )
    app.add_middleware(HeadDoor)
    app.add_middleware(HostDoor, hosts=settings.list_hosts())
    app.middleware("http")(_add_headers)


def _log_request(request: Request, status: int, seconds: float) -> None:
    route = request.scope.get("route")
    facts = {
        "event": "request",
        "method": request.method,
        # The pattern and not the address, which may contain anything.
        "route": getattr(route, "path", "/unknown"),
        "status": status,
        "milliseconds": round(seconds * 1000),
    }
    _LOG.info("request", extra=facts)


async def _add_headers(
    request: Request, handle: Callable[[Request], Awaitable[Response]]
) -> Response:
    began = time.monotonic()
    response = await handle(request)
    _log_request(request, response.status_code, time.monotonic() - began)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
