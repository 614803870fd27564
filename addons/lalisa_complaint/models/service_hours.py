from datetime import UTC, timedelta

from odoo import models
from odoo.exceptions import ValidationError

from odoo.addons.lalisa_base.tools.office_clock import WITA

from .role import get_role_group

LOOK_AHEAD = timedelta(days=21)


class LalisaComplaintServiceHours(models.AbstractModel):
    """Choose the hours in which the clock of a step runs."""

    _name = "lalisa.complaint.service.hours"
    _description = "Service hours of a step"

    def _service_calendar(self, step):
        """Return the hours in which a step's clock runs: its own, for the operator's steps the office's; empty: always.

        :param step: StepPlan of the stage that is entered, or None
        :return: one `resource.calendar` or none
        """
        none = self.env["resource.calendar"]
        if not step or step.calendar_id:
            return none.browse(step.calendar_id if step else ())
        hours = self.company_id.lalisa_duty_calendar_id
        return hours if hours and get_role_group(self.env, "operator").id in step.group_ids else none


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _lalisa_check_zone(self):
        """Refuse hours in another time zone than WITA: hours decide deadlines.

        :raises ValidationError: the hours are written in another time zone
        """
        for calendar in self.filtered(lambda one: one.tz != WITA.key):
            raise ValidationError(
                self.env._(
                    "The hours '%(name)s' are in the time zone %(zone)s: set it to %(wita)s (WITA) first.",
                    name=calendar.name,
                    zone=calendar.tz,
                    wita=WITA.key,
                )
            )

    def _lalisa_next_open(self, moment):
        """Return the first moment from `moment` on that lies in working hours; `moment` itself where there is none.

        :param moment: naive UTC datetime
        """
        self.ensure_one()
        start = moment.replace(tzinfo=UTC)
        intervals = self._work_intervals_batch(start, start + LOOK_AHEAD)[False]
        opening = next((begin for begin, _end, _rows in intervals), start)
        return max(opening, start).astimezone(UTC).replace(tzinfo=None)
