from datetime import UTC, timedelta

from odoo import fields, models

LOOK_AHEAD = timedelta(days=21)


class ResCompany(models.Model):
    """When the office serves: asked at set-up, assumed by nobody."""

    _inherit = "res.company"

    lalisa_service_hours = fields.Selection(
        [("always", "Day and night"), ("calendar", "Service hours")],
        help="Empty until the office has answered.",
    )
    lalisa_duty_calendar_id = fields.Many2one(
        "resource.calendar", "Duty hours", help="Empty: somebody is on duty day and night."
    )


class LalisaComplaint(models.Model):
    _inherit = "lalisa.complaint"

    def _clock_start(self, step, now):
        """When a step's clock starts: now, or with the next service hour where nobody serves now.

        :param step: the `lalisa.sop.step` that is entered, possibly empty
        :param now: naive UTC datetime
        """
        calendar = step.calendar_id
        if not calendar and self.env.ref("lalisa_complaint.group_operator") in step.group_ids:
            calendar = self.company_id.lalisa_duty_calendar_id
        return calendar._lalisa_next_open(now) if calendar else now


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _lalisa_next_open(self, moment):
        """The first moment from `moment` on that lies in working hours; `moment` itself where there is none.

        :param moment: naive UTC datetime
        """
        self.ensure_one()
        start = moment.replace(tzinfo=UTC)
        intervals = self._work_intervals_batch(start, start + LOOK_AHEAD)[False]
        opening = next((begin for begin, _end, _rows in intervals), start)
        return max(opening, start).astimezone(UTC).replace(tzinfo=None)
