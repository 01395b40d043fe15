"""Main: serves the web; run as `python -m portal.web`."""

import uvicorn

from portal.web.app import create_app
from services.settings import Settings


def main() -> None:
    """Serve until it is told to stop."""
    settings = Settings()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.web_port,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Clients that keep their connections open would else be waited for.
        timeout_graceful_shutdown=3,
    )


if __name__ == "__main__":
    main()
