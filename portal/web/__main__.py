"""Main: serves the web.

A file of its own, because that is how Python runs `python -m portal.web`.
"""

import sys

import uvicorn

from portal.head_limit import HeadLimit
from portal.recovering import recover
from portal.web.app import create_app
from services.private_files import protect
from services.settings import Settings
from services.structured_logs import configure_logs
from services.umask import keep_private


def main() -> None:
    """Serve until it is stopped."""
    keep_private()
    recover()
    settings = Settings()
    protect(settings)
    configure_logs(sys.stderr, settings.log_level.upper())
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.web_port,
        http=HeadLimit,
        # Our own lines say it, without anybody's address.
        log_config=None,
        access_log=False,
        server_header=False,
        # Otherwise the end waits for clients that keep their connections open.
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
