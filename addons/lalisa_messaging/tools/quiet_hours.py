"""When quiet hours end. A pure function of a clock; whose hours they are is others' business."""

from datetime import UTC, datetime, time, timedelta, tzinfo


def quiet_end(now: datetime, start: float, end: float, zone: tzinfo) -> datetime | None:
    """Return the end of the quiet hours that hold at a moment.

    :param now: naive UTC datetime
    :param start: hour of the day from which it is quiet, as a float; equal to `end`: never
    :param end: hour of the day until which it is quiet
    :param zone: `tzinfo` in which the hours are meant
    :return: naive UTC datetime; None when it is not quiet
    """
    local = now.replace(tzinfo=UTC).astimezone(zone)
    hour = local.hour + local.minute / 60 + local.second / 3600
    quiet = start <= hour < end if start <= end else hour >= start or hour < end
    if not quiet:
        return None
    day = local.date() + timedelta(days=1 if hour >= end else 0)
    hours, minutes = divmod(round(end * 60), 60)
    return datetime.combine(day, time(hours, minutes), tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
