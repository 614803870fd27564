from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.lalisa_base.tools.period import Period
from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole

MONTHS_BEFORE = 5
# The load of an hour needs more than one month of a small office.
LOAD_MONTHS = 3
WEEKDAYS = ("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06", "2024-01-07")


class LalisaDashboardMonths(models.AbstractModel):
    """Today and this month against the months before; the steps against the SOP's limits."""

    _name = "lalisa.dashboard.months"
    _inherit = ["lalisa.dashboard.figure"]
    _description = "Months on the dashboard"

    def _get_months_sections(self):
        return [
            self._build_months_section(),
            self._build_steps_section(),
            self._build_returns_section(),
            self._build_undelivered_section(),
            self._build_load_section(),
        ]

    def _get_this_month(self):
        return self._get_statistics()._get_period("month")

    def _build_months_section(self):
        today, month = self._get_statistics()._get_period("day"), self._get_this_month()
        periods = [(self.env._("Today"), today)]
        for _number in range(MONTHS_BEFORE + 1):
            periods.append((format_date(self.env, month.first, date_format="MMMM y"), month))
            month = month.previous
        _ = self.env._
        return {
            "id": "months",
            "title": _("Today and this month against the months before"),
            "columns": [
                "",
                _("In"),
                _("Finished"),
                _("Late steps"),
                _("Steps on time"),
                _("Whole SOP (median)"),
            ],
            "rows": [[label, *self._build_row(period)] for label, period in periods],
        }

    def _build_row(self, period):
        _ = self.env._
        ended = self._get_statistics()._count_listed("ended", period)
        on_time = self._build_figure(_("Steps on time"), "on_time", period)
        return [
            self._build_figure(_("In"), "intake", period),
            self._build_figure(_("Finished"), "finished", period),
            self._build_figure(_("Late steps"), "late", period),
            {**on_time, "text": self._format_share(on_time["count"], ended)},
            self._build_duration_figure(period),
        ]

    def _build_duration_figure(self, period):
        """Return the minutes of finished complaints against those that the SOP allows for the whole."""
        row = self._get_statistics()._get_duration_figures(period)
        text = self._format_against_limit(row["median"], row["limit"]) if row["count"] else "–"
        done = Domain("stage_id.role", "=", StageRole.DONE)
        return self._build_figure(self.env._("Whole SOP (median)"), "finished", period, narrowed=done, text=text)

    def _format_against_limit(self, minutes, limit):
        return self.env._(
            "%(minutes)s of %(limit)s minutes", minutes=self._format_minutes(minutes), limit=self._format_minutes(limit)
        )

    # -- the steps ------------------------------------------------------------------------------

    def _build_steps_section(self):
        month = self._get_this_month()
        before = {row["stage_id"]: row["count"] for row in self._get_statistics()._get_step_figures(month.previous)}
        rows = [self._build_step_row(row, month, before) for row in self._get_statistics()._get_step_figures(month)]
        _ = self.env._
        return rows and {
            "id": "steps",
            "title": _("Steps this month against the SOP's limits"),
            "columns": [
                _("Step"),
                _("On time"),
                _("Month before"),
                _("Median"),
                _("9 of 10 within"),
            ],
            "rows": rows,
        }

    def _build_step_row(self, row, month, before):
        of_step = Domain("stage_id", "=", row["stage_id"])
        name = f"{row['number']}. {row['name']}"
        measures = [
            self._build_figure(
                name,
                "ended",
                month,
                narrowed=of_step,
                text=self._format_against_limit(row[measure], row["limit"]),
                tone="danger" if row[measure] > row["limit"] else None,
            )
            for measure in ("median", "p90")
        ]
        return [
            name,
            self._build_on_time_figure(name, month, of_step, row["count"]),
            self._build_on_time_figure(name, month.previous, of_step, before.get(row["stage_id"], 0)),
            *measures,
        ]

    def _build_on_time_figure(self, name, period, of_step, ended):
        figure = self._build_figure(name, "on_time", period, narrowed=of_step)
        return {**figure, "text": self._format_share(figure["count"], ended)}

    def _build_returns_section(self):
        month = self._get_this_month()
        _ = self.env._
        rows = [
            [
                stage.name,
                reason.name,
                self._build_figure(
                    _("Returned"),
                    "returned",
                    month,
                    narrowed=Domain("stage_id", "=", stage.id) & Domain("reason_id", "=", reason.id),
                ),
            ]
            for stage, reason in self._get_statistics()._count_returns(month)
            # Every return names a reason; what waits without one is a result on its way to the reporter.
            if reason
        ]
        return rows and {
            "id": "returns",
            "title": _("Returned this month, and why"),
            "columns": [_("Step"), _("Reason"), _("Times")],
            "rows": rows,
        }

    def _build_undelivered_section(self):
        """Return the results that have not reached their reporter, the oldest first, and what is next."""
        model, domain = self._get_statistics()._get_domain("undelivered")
        complaints = self.env[model].search(domain).sorted("undelivered_since")[:8]
        _ = self.env._
        return complaints and {
            "id": "undelivered",
            "title": _("Results not delivered"),
            "columns": [_("Complaint"), _("Ordered"), _("Next")],
            "rows": [
                [self._build_complaint_link(one), self._format_moment(one.undelivered_since), one.next_action]
                for one in complaints
            ],
        }

    # -- the load -------------------------------------------------------------------------------

    def _build_load_section(self):
        """Return intake by weekday and hour of the last months, on the office's clock."""
        month = first = self._get_this_month()
        for _number in range(LOAD_MONTHS - 1):
            first = first.previous
        period = Period("span", first.first, month.last)
        load = self._get_statistics()._count_by_hour(period)
        if not load:
            return None
        highest = max(load.values())
        _ = self.env._
        return {
            "id": "load",
            "title": _("Intake by hour and weekday, last three months"),
            "columns": ["", *(f"{hour:02d}" for hour in range(24))],
            "rows": [
                [
                    format_date(self.env, day, date_format="EEE"),
                    *(self._build_slot_figure(period, weekday, hour, load, highest) for hour in range(24)),
                ]
                for weekday, day in enumerate(WEEKDAYS)
            ],
        }

    def _build_slot_figure(self, period, weekday, hour, load, highest):
        if not load.get((weekday, hour)):
            return ""
        slot = Domain("arrival_slot", "=", f"{weekday}-{hour}")
        figure = self._build_figure(self.env._("In"), "intake", period, narrowed=slot)
        return {**figure, "heat": round(figure["count"] / highest, 2)}
