"""Running checks: whether the parts of the system answer, or their ports are free for them."""

import fcntl
from contextlib import closing
from pathlib import Path

import httpx

from models.errors import TemporaryError
from services.doctor.checks import Check, judge
from services.letters.mail_settings import parse_smtp_url
from services.letters.posts import FolderPost, SmtpPost, open_post
from services.outside_calls import Caller, OverLimitError
from services.ports import find_taken
from services.settings import Settings


def is_up(data: Path) -> bool:
    """Whether `baton up` holds the data folder."""
    try:
        with (data / "up.lock").open(encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def check_running(settings: Settings) -> Check:
    """Return whether Prefect answers where Baton is up, else whether the ports are free."""
    if is_up(settings.data) or settings.prefect_url:
        return judge("Prefect", _find_prefect_problem(settings))
    return judge("ports", "; ".join(find_taken(settings)) or None)


def check_mail(settings: Settings) -> Check:
    """Return whether mails can go out: the server is connected to, and no mail is sent."""
    post = open_post(settings)
    if post is None:
        note = "no mail server is set (BATON_SMTP_URL): mails are kept, and not sent"
        return judge("mail", None, note)
    if isinstance(post, FolderPost):
        return judge("mail", None, f"mails are written to {settings.mail_folder}, and not sent")
    address = parse_smtp_url(settings.smtp_url.get_secret_value())
    server = SmtpPost(address)
    try:
        server.connect()
    except TemporaryError as fault:
        return judge("mail", f"{address.host}:{address.port}: {fault}")
    finally:
        server.close()
    return judge("mail", None, f"{address.host}:{address.port} answers")


def _find_prefect_problem(settings: Settings) -> str | None:
    address = f"{settings.get_prefect_address().rstrip('/')}/health"
    try:
        # No proxy from the environment is used between two processes of one system.
        with closing(Caller(trust_env=False)) as caller:
            answer = caller.call("GET", address)
    except OverLimitError as fault:
        said = str(fault)
    except httpx.HTTPError as fault:
        said = type(fault).__name__
    else:
        if answer.is_success:
            return None
        said = f"status {answer.status_code}"
    return (
        f"{address} is not well ({said}): what people do is kept and waits; look at the log of "
        "baton up, or correct BATON_PREFECT_URL"
    )
