"""Prefect's server as a part of `baton up`.

Run as `python -m portal.up.prefect_server start ...`, with the words of `prefect server`. A file of
its own: it is a program, not a part of the process that starts it.
"""

import sys
from typing import Any

from portal.doors import Application, HostDoor, Message, Receive, Send
from portal.errors import say
from portal.up.garbage import collect_beside
from portal.up.prefect_command import run_prefect
from services.settings import Settings
from services.umask import keep_private

_DESCRIPTIONS = ("/docs", "/redoc", "/openapi.json")
"""Prefect describes its API here to anybody, with scripts from elsewhere."""


def main() -> None:
    """Run Prefect's command with another collector, behind doors."""
    keep_private()
    # Before Prefect is loaded, which takes a sixth less without collecting.
    collect_beside()
    _guard(Settings().list_hosts())
    run_prefect("server", *sys.argv[1:])


class NoDescription:
    """Answers that there is no description of the API."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand the request on, or answer 404."""
        if scope["type"] == "http" and scope["path"].startswith(_DESCRIPTIONS):
            await say(404, "not_found", ["there is no such page."])(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _guard(hosts: frozenset[str]) -> None:
    """Let Prefect's command serve its application behind our doors: it has no setting for them."""
    # Imported late, when nothing collects garbage in this thread any more.
    import uvicorn  # noqa: PLC0415 - see above

    from portal.head_limit import HeadLimit  # noqa: PLC0415 - see above

    serve = uvicorn.run

    def serve_guarded(app: Application, **options: Any) -> None:
        options["http"] = HeadLimit
        serve(HostDoor(NoDescription(app), hosts), **options)

    # Prefect's command calls it by this name.
    uvicorn.run = serve_guarded  # type: ignore[assignment]  # any application is served alike


if __name__ == "__main__":
    main()
