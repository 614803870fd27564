from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.lalisa_base.tools.period import Period

MONTHS_BEFORE = 5
# The load of an hour needs more than one month of a small office.
LOAD_MONTHS = 3
WEEKDAYS = ("2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06", "2024-01-07")


class LalisaDashboardMonths(models.AbstractModel):
    """Today and this month against the months before; the steps against the SOP's limits."""

    _name = "lalisa.dashboard.months"
    _inherit = ["lalisa.dashboard.figure"]
    _description = "Months on the dashboard"

    def _months_sections(self):
        return [
            self._months(),
            self._steps(),
            self._returns(),
            self._undelivered(),
            self._load(),
        ]

    def _this_month(self):
        return self._statistics()._period("month")

    def _months(self):
        today, month = self._statistics()._period("day"), self._this_month()
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
            "rows": [[label, *self._row_of(period)] for label, period in periods],
        }

    def _row_of(self, period):
        _ = self.env._
        ended = self._statistics()._count("ended", period)
        on_time = self._figure(_("Steps on time"), "on_time", period)
        return [
            self._figure(_("In"), "intake", period),
            self._figure(_("Finished"), "finished", period),
            self._figure(_("Late steps"), "late", period),
            {**on_time, "text": self._share(on_time["count"], ended)},
            self._whole(period),
        ]

    def _whole(self, period):
        """The minutes of finished complaints against those that the SOP allows for the whole."""
        row = self._statistics()._durations(period)
        text = self._against(row["median"], row["limit"]) if row["count"] else "–"
        done = Domain("stage_code", "=", "done")
        return self._figure(self.env._("Whole SOP (median)"), "finished", period, narrowed=done, text=text)

    def _against(self, minutes, limit):
        return self.env._(
            "%(minutes)s of %(limit)s minutes", minutes=self._minutes(minutes), limit=self._minutes(limit)
        )

    # -- the steps ------------------------------------------------------------------------------

    def _steps(self):
        month = self._this_month()
        before = {row["stage_id"]: row["count"] for row in self._statistics()._steps(month.previous)}
        rows = [self._step(row, month, before) for row in self._statistics()._steps(month)]
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

    def _step(self, row, month, before):
        of_step = Domain("stage_id", "=", row["stage_id"])
        name = f"{row['number']}. {row['name']}"
        measures = [
            self._figure(
                name,
                "ended",
                month,
                narrowed=of_step,
                text=self._against(row[measure], row["limit"]),
                tone="danger" if row[measure] > row["limit"] else None,
            )
            for measure in ("median", "p90")
        ]
        return [
            name,
            self._on_time(name, month, of_step, row["count"]),
            self._on_time(name, month.previous, of_step, before.get(row["stage_id"], 0)),
            *measures,
        ]

    def _on_time(self, name, period, of_step, ended):
        figure = self._figure(name, "on_time", period, narrowed=of_step)
        return {**figure, "text": self._share(figure["count"], ended)}

    def _returns(self):
        month = self._this_month()
        _ = self.env._
        rows = [
            [
                stage.name,
                reason.name,
                self._figure(
                    _("Returned"),
                    "returned",
                    month,
                    narrowed=Domain("stage_id", "=", stage.id) & Domain("reason_id", "=", reason.id),
                ),
            ]
            for stage, reason in self._statistics()._returns(month)
            # Every return names a reason; what waits without one is a result on its way to the reporter.
            if reason
        ]
        return rows and {
            "id": "returns",
            "title": _("Returned this month, and why"),
            "columns": [_("Step"), _("Reason"), _("Times")],
            "rows": rows,
        }

    def _undelivered(self):
        """The results that have not reached their reporter, the oldest first, and what is next."""
        model, domain = self._statistics()._domain("undelivered")
        complaints = self.env[model].search(domain).sorted("undelivered_since")[:8]
        _ = self.env._
        return complaints and {
            "id": "undelivered",
            "title": _("Results not delivered"),
            "columns": [_("Complaint"), _("Ordered"), _("Next")],
            "rows": [[self._one(one), self._local(one.undelivered_since), one.next_action] for one in complaints],
        }

    # -- the load -------------------------------------------------------------------------------

    def _load(self):
        """Intake by weekday and hour of the last months, on the office's clock."""
        month = first = self._this_month()
        for _number in range(LOAD_MONTHS - 1):
            first = first.previous
        period = Period("span", first.first, month.last)
        load = self._statistics()._load(period)
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
                    *(self._slot(period, weekday, hour, load, highest) for hour in range(24)),
                ]
                for weekday, day in enumerate(WEEKDAYS)
            ],
        }

    def _slot(self, period, weekday, hour, load, highest):
        if not load.get((weekday, hour)):
            return ""
        slot = Domain("arrival_slot", "=", f"{weekday}-{hour}")
        figure = self._figure(self.env._("In"), "intake", period, narrowed=slot)
        return {**figure, "heat": round(figure["count"] / highest, 2)}
