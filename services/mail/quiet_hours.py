"""Quiet hours: when nobody is reminded, in the time zone of the office."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.mail.mail_settings import MailSettings


def find_loud_time(now: datetime, settings: MailSettings) -> datetime:
    """Return the instant, or the end of the quiet hours that it lies in; UTC."""
    zone = ZoneInfo(settings.time_zone)
    local = now.astimezone(zone)
    begin, end, clock = settings.quiet_from, settings.quiet_until, local.time()
    goes_over_midnight = begin > end
    is_evening = goes_over_midnight and clock >= begin
    is_morning = clock < end and (goes_over_midnight or clock >= begin)
    if not is_evening and not is_morning:
        return now
    day = local.date() + timedelta(days=is_evening)
    return datetime.combine(day, end, zone).astimezone(UTC)
