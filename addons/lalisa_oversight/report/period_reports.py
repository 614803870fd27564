from odoo import fields, models

from odoo.addons.lalisa_complaint.report.wording import long_date, long_time
from odoo.addons.lalisa_register.report.period_reports import closing_notes, format_subtitle

from .chart import draw_bars
from .recap import Recap, format_share


class ReportPeriod(models.AbstractModel):
    """Common parts of the recap and the scorecard: head, signer, seal, closing hashes.

    Each gives by `_figures(report)` a dict with 'plain' (the words and numbers, as JSON data) and what it prints.
    """

    _name = "lalisa.report.period"
    _description = "Papers about a period"

    def _get_report_values(self, docids, data=None):
        reports = self.env["lalisa.period.report"].browse(docids)
        reports.check_access("read")
        self.env["lalisa.complaint"].check_access("read")
        return {
            "docs": reports,
            "sheets": [self._build_sheet(report) for report in reports],
            "title": ", ".join(reports.mapped("name")),
            "stylesheets": ["/lalisa_complaint/static/src/print/report.css"],
            "printed_at": long_time(fields.Datetime.now()),
            "today": long_date(fields.Datetime.now()),
        }

    def _build_sheet(self, report):
        period = report._get_period()
        closing = self.env["lalisa.register.closing"]._of_period(period)
        content = self._get_figures(report)
        return {
            "paper": report,
            "company": report.company_id,
            "subtitle": format_subtitle(report),
            "closing": closing_notes(closing),
            "members": self.env.user.has_group("lalisa_complaint.group_agency_head"),
            "seal": self.env["lalisa.report.seal"]._make_seal(
                f"{report.kind} {period.first} {period.last}", [content["plain"], closing.mapped("hash")]
            ),
            **content,
        }


class ReportRecap(models.AbstractModel):
    """Rekapitulasi of a month, quarter or year, beside the period before."""

    _name = "report.lalisa_oversight.report_recap"
    _inherit = ["lalisa.report.period"]
    _description = "Rekapitulasi"

    def _get_figures(self, report):
        recap = Recap(self.env, report._get_period())
        tables = recap.build_tables()
        plain = [[table.title, table.headings, table.rows] for table in tables]
        return {"tables": tables, "plain": plain, "before": recap.before.title}


class ReportScorecard(models.AbstractModel):
    """Kartu Kinerja: the one page for the Kepala."""

    _name = "report.lalisa_oversight.report_scorecard"
    _inherit = ["lalisa.report.period"]
    _description = "Kartu Kinerja"

    def _get_figures(self, report):
        recap = Recap(self.env, report._get_period())
        overview = recap.build_overview()
        tiles = overview.rows[:6]
        steps = recap.figures._get_step_figures(recap.period)
        shares = [(row["name"], round(100 * row["on_time"] / row["count"]), row["count"]) for row in steps]
        districts = recap.figures._count_intake_by(recap.period, "district_id")
        places = sorted(
            ((place.name or "Belum ditetapkan", count) for place, count in districts.items()), key=lambda pair: -pair[1]
        )
        categories = [row for row in recap.build_category_table().rows[:-1] if row[1]][:8]
        return {
            "tiles": tiles,
            "before": recap.before.title,
            "details": overview.rows[6:],
            "step_rows": [[row["name"], format_share(row["on_time"], row["count"])] for row in steps],
            "step_chart": draw_bars([(name, value, 0) for name, value, _count in shares], unit="%", top=100),
            "category_chart": draw_bars([tuple(row) for row in categories]),
            "places": places,
            "plain": [overview.rows, shares, places, categories],
        }
