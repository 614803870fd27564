"""Days, months, quarters and years of the office: their edges are midnights in WITA, whatever time
zone the asking user, the server or the database keeps."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from babel.dates import format_date

from odoo.fields import Domain

from .office_clock import WITA

KINDS = ("day", "month", "quarter", "year")
QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Period:
    """From the midnight that begins `first` to the midnight that ends `last` (both dates in WITA).

    :param kind: one of `KINDS`, or 'span' for two dates that somebody chose
    """

    kind: str
    first: date
    last: date

    @classmethod
    def from_day(cls, kind: str, day: date) -> "Period":
        """Return the day, month, quarter or year that `day` lies in."""
        if kind == "day":
            return cls(kind, day, day)
        months = {"month": 1, "quarter": 3, "year": 12}[kind]
        begin = (day.month - 1) // months * months + 1
        end = begin + months - 1
        return cls(kind, date(day.year, begin, 1), date(day.year, end, monthrange(day.year, end)[1]))

    @property
    def start(self) -> datetime:
        """Return the first moment (naive UTC, as stored)."""
        return _get_midnight(self.first)

    @property
    def end(self) -> datetime:
        """Return the first moment after it (naive UTC, as stored)."""
        return _get_midnight(self.last + timedelta(days=1))

    @property
    def previous(self) -> "Period":
        """Return the one before, of the same kind; of a span: as many days just before it."""
        before = self.first - timedelta(days=1)
        if self.kind == "span":
            return Period("span", before - (self.last - self.first), before)
        return Period.from_day(self.kind, before)

    @property
    def title(self) -> str:
        """Return how an Indonesian report names it: November 2026, Triwulan IV 2026, Tahun 2026."""
        if self.kind == "month":
            return format_date(self.first, "MMMM y", locale="id")
        if self.kind == "quarter":
            return f"Triwulan {QUARTERS[(self.first.month - 1) // 3]} {self.first.year}"
        if self.kind == "year":
            return f"Tahun {self.first.year}"
        first = format_date(self.first, "d MMMM y", locale="id")
        if self.first == self.last:
            return first
        return f"{first} sampai dengan {format_date(self.last, 'd MMMM y', locale='id')}"

    def build_domain(self, field: str) -> Domain:
        """Return the Domain of the records whose moment `field` lies in the period."""
        return Domain(field, ">=", self.start) & Domain(field, "<", self.end)


def office_day(moment: datetime) -> date:
    """Return the date in WITA of a stored (naive UTC) moment."""
    return moment.replace(tzinfo=UTC).astimezone(WITA).date()


def _get_midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WITA).astimezone(UTC).replace(tzinfo=None)
