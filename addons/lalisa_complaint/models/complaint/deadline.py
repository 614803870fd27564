from datetime import UTC, timedelta

from odoo import fields, models

from ..settings import number_of


class LalisaComplaintDeadline(models.AbstractModel):
    """The step clock: what a stage log may take, and until when."""

    _name = "lalisa.complaint.deadline"
    _description = "Deadlines of a complaint"

    def _open_stage_log(self):
        """Open the stage log of the stage just entered, with a snapshot of its limits and roles."""
        self.ensure_one()
        # Stage logs and the complaint's clock are the engine's own records: no role may write them.
        complaint_sudo = self.sudo()
        step = complaint_sudo.sop_id._get_plan().steps.get(self.stage_id.id)
        now = fields.Datetime.now()
        calendar = complaint_sudo._service_calendar(step)
        start = calendar._lalisa_next_open(now) if calendar else now
        call_at = start if step else False
        hand_on_at, warn_at, deadline_at = self._compute_deadlines(step, calendar, start)
        stage_log = complaint_sudo.env["lalisa.stage.log"].create(
            {
                "complaint_id": self.id,
                "stage_id": self.stage_id.id,
                "step_number": step.number if step else 0,
                "role_names": step.role_names if step else "",
                "minutes_max": step.minutes_max if step else 0,
                "minutes_warn": step.minutes_warn if step else 0,
                "entered_at": now,
                "entered_by_id": self.env.uid,
                "calendar_id": calendar.id,
                "call_at": call_at,
                "hand_on_at": hand_on_at,
                "warn_at": warn_at,
                "deadline_at": deadline_at,
            }
        )
        complaint_sudo._write_engine({"stage_log_id": stage_log.id, "warn_at": warn_at, "deadline_at": deadline_at})
        complaint_sudo._open_checks(step.checklist if step else ())
        if stage_log.call_at != stage_log.entered_at:
            # Where a turn is called at once, the job that calls it tells the boards, so that nobody waits for both.
            self._tell_boards()
        if deadline_at:
            self.env.ref("lalisa_complaint.cron_escalate_deadlines").sudo()._trigger(
                at=list(filter(None, [call_at, hand_on_at, warn_at, deadline_at]))
            )

    def _compute_deadlines(self, step, calendar, start):
        """Return when an unanswered turn goes to the stand-in, when to warn, and when the step is late.

        :param step: StepPlan, or None
        :param calendar: the hours in which the minutes count; empty: day and night
        :param start: naive UTC datetime
        :return: (hand_on_at, warn_at, deadline_at), naive UTC; False thrice where no clock runs, and for the first one
            where the office has switched it off
        """
        if not step:
            return False, False, False
        minutes = number_of(self.env, "acknowledge_minutes"), step.minutes_warn, step.minutes_max
        hand_on_at, warn_at, deadline_at = (_add_minutes(calendar, start, one) for one in minutes)
        return bool(minutes[0]) and hand_on_at, warn_at, deadline_at


def _add_minutes(calendar, start, minutes):
    if not calendar:
        return start + timedelta(minutes=minutes)
    end = calendar.plan_hours(minutes / 60, start.replace(tzinfo=UTC), compute_leaves=True)
    return end.astimezone(UTC).replace(tzinfo=None) if end else start + timedelta(minutes=minutes)
