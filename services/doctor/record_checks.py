"""Record checks: whether tables, the audit chain and `tend` are as they should be."""

from datetime import datetime, timedelta

from sqlmodel import Session

from models.errors import HandoverError
from services.audit import read_heads, verify_chain
from services.backups.databases import find_kind, locate_sqlite
from services.doctor.checks import Check, judge
from services.handovers.overview import list_refused_packs
from services.letters.mail_servers import find_breaks
from services.settings import Settings
from services.store import Store, get_newest_version
from services.store.store import check_not_lost, list_versions
from services.tending.running import BACKUP, TEND, find_mark

_LATE_TEND = timedelta(minutes=30)
"""`tend` comes every five minutes; a harvest may keep the worker busy for some."""
_OLD_BACKUP = timedelta(days=2)


def check_records(settings: Settings, now: datetime, *, is_up: bool) -> tuple[Check, ...]:
    """Return what the database says about itself; nothing is written to it.

    Args:
        settings: name the database and the data folder.
        now: aware instant, by the clock of the system.
        is_up: whether `baton up` runs.
    """
    url = settings.database_url
    if find_kind(url) == "sqlite" and not locate_sqlite(url).exists():
        try:
            check_not_lost(locate_sqlite(url))
        except HandoverError as fault:
            return (judge("tables", str(fault)),)
        return (judge("tables", None, "there is no database yet: the first handover makes it"),)
    store = Store(url)
    try:
        found = store.find_version()
        if found is None and store.is_sqlite:
            check_not_lost(locate_sqlite(url))
        tables = _check_tables(found)
        if found != get_newest_version():
            return (tables,)
        with store.read() as session:
            return (
                tables,
                _check_chain(session, settings),
                _check_packs(session),
                _check_mails(session),
                _check_tend(find_mark(session, TEND), now, is_up=is_up),
                _check_backup(find_mark(session, BACKUP), now),
            )
    except HandoverError as fault:
        return (judge("tables", str(fault)),)
    finally:
        store.close()


def _check_tables(found: str | None) -> Check:
    if found is not None and found not in list_versions():
        return judge(
            "tables",
            f'they have the form "{found}", which this version does not know: install the newer '
            "Baton that they were used with",
        )
    is_old = found != get_newest_version()
    return judge(
        "tables", None, "the next command brings them up to this version" if is_old else ""
    )


def _check_chain(session: Session, settings: Settings) -> Check:
    try:
        report = verify_chain(session, read_heads(settings.data))
    except HandoverError as fault:
        return judge("audit chain", str(fault))
    problems = "; ".join(report.list_problems())
    hint = f"{problems}: type baton audit verify, and ask who has access to the database"
    return judge("audit chain", hint if problems else None, f"{report.events:,} events hold")


def _check_packs(session: Session) -> Check:
    refused = list_refused_packs(session)
    said = "; ".join(
        f"the pack of {reference} cannot be drawn: {obstacles[0]}"
        for reference, obstacles in refused.items()
    )
    hint = f"{said} Type baton show {next(iter(refused), '')} to see all of it"
    return judge("packs", hint if refused else None)


def _check_mails(session: Session) -> Check:
    number, reason = find_breaks(session)
    hint = (
        f"{number} wait, as {reason}: nothing is lost; see whose by baton mail list, and look at "
        "BATON_SMTP_URL and BATON_MAIL_FROM"
    )
    return judge("mails", hint if number else None)


def _check_tend(at: datetime | None, now: datetime, *, is_up: bool) -> Check:
    if at is None:
        return judge("tend", None, "it has not run yet: baton up runs it every five minutes")
    age = now - at
    note = f"last run {_say_age(age)} ago"
    if is_up and age > _LATE_TEND:
        return judge(
            "tend",
            f"{note}, though Baton is up: look at what its log says of the worker, then stop and "
            "start baton up",
        )
    return judge("tend", None, note if is_up else f"{note}; baton up is not running")


def _check_backup(at: datetime | None, now: datetime) -> Check:
    if at is None:
        return judge("backup", None, "none was made yet: baton backup DIR makes one")
    late = ": make one each night (docs/backup.md)" if now - at > _OLD_BACKUP else ""
    return judge("backup", None, f"the last was made {_say_age(now - at)} ago{late}")


def _say_age(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"
