"""How the papers and the reporter's page say times and durations: Indonesian, in WITA."""

from functools import partial

from babel.dates import format_datetime

from odoo.addons.lalisa_base.tools.office_clock import WITA
from odoo.addons.lalisa_base.tools.office_language import in_indonesian

__all__ = ["format_clock", "format_duration", "in_indonesian", "long_date", "long_time", "short_time"]

# Of a naive moment in UTC.
_format_date = partial(format_datetime, tzinfo=WITA, locale="id")


def long_time(moment):
    """Return '24 November 2026 pukul 09.30 WITA'."""
    return f"{_format_date(moment, 'd MMMM y')} pukul {format_clock(moment)} WITA" if moment else "-"


def long_date(moment):
    """Return '24 November 2026'."""
    return _format_date(moment, "d MMMM y") if moment else "-"


def short_time(moment):
    """Return '24-11-2026 09.30'."""
    return f"{_format_date(moment, 'dd-MM-y')} {format_clock(moment)}" if moment else ""


def format_clock(moment):
    """Return '09.30'."""
    return _format_date(moment, "HH.mm") if moment else "-"


def format_duration(minutes):
    """Return '3 jam 12 menit'; what began counts as a minute, so that no step seems to take none."""
    whole = max(1, round(minutes))
    hours, rest = divmod(whole, 60)
    if not hours:
        return f"{rest} menit"
    return f"{hours} jam {rest} menit" if rest else f"{hours} jam"
