from datetime import date, datetime, timedelta

from odoo.tests import TransactionCase, tagged

from ..tools.period import Period, office_day

# 24 November 2031 begins in Balangan at 16.00 UTC of the day before.
MIDNIGHT = datetime(2031, 11, 23, 16)


@tagged("post_install", "-at_install")
class TestPeriod(TransactionCase):
    def test_a_day_begins_at_midnight_in_wita(self):
        day = Period.from_day("day", date(2031, 11, 24))
        self.assertEqual((day.start, day.end), (MIDNIGHT, MIDNIGHT + timedelta(days=1)))
        self.assertEqual(office_day(MIDNIGHT), date(2031, 11, 24))
        self.assertEqual(office_day(MIDNIGHT - timedelta(seconds=1)), date(2031, 11, 23))

    def test_months_quarters_and_years_end_where_the_next_begin(self):
        for kind, first, last in (
            ("month", date(2028, 2, 1), date(2028, 2, 29)),
            ("quarter", date(2028, 1, 1), date(2028, 3, 31)),
            ("year", date(2028, 1, 1), date(2028, 12, 31)),
        ):
            period = Period.from_day(kind, date(2028, 2, 17))
            self.assertEqual((period.first, period.last), (first, last), kind)
            self.assertEqual(period.previous.end, period.start, kind)
            self.assertEqual(period.previous.kind, kind)

    def test_of_a_chosen_span_the_one_before_is_as_long(self):
        span = Period("span", date(2026, 11, 10), date(2026, 11, 16))
        self.assertEqual(span.previous, Period("span", date(2026, 11, 3), date(2026, 11, 9)))

    def test_a_paper_names_the_period_in_indonesian(self):
        day = date(2026, 11, 24)
        self.assertEqual(Period.from_day("month", day).title, "November 2026")
        self.assertEqual(Period.from_day("quarter", day).title, "Triwulan IV 2026")
        self.assertEqual(Period.from_day("year", day).title, "Tahun 2026")
        self.assertEqual(Period.from_day("day", day).title, "24 November 2026")
        span = Period("span", date(2026, 1, 5), date(2026, 1, 9))
        self.assertEqual(span.title, "5 Januari 2026 sampai dengan 9 Januari 2026")
