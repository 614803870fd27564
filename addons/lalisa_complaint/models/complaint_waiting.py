from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from .settings import days_of


class LalisaComplaint(models.Model):
    """A complaint that waits for its reporter: a notice before the end, then the end."""

    _inherit = "lalisa.complaint"

    def _cron_close_unanswered(self):
        """Reminds silent reporters, and closes what stayed silent after the reminder.

        Nothing is closed before its reporter had the whole time of notice, also after downtime.
        """
        now = fields.Datetime.now()
        total, notice = days_of(self.env, "unanswered_days"), days_of(self.env, "unanswered_notice_days")
        waiting = self.search(
            [
                ("stage_code", "=", "waiting_reporter"),
                ("visit_id.entered_at", "<=", now - max(total - notice, timedelta())),
            ]
        )
        unanswered = self.env.ref("lalisa_complaint.stage_unanswered")
        for complaint in waiting:
            visit = complaint.visit_id
            if not visit.reminded_at:
                visit._mark({"reminded_at": now})
                if notice:
                    complaint._remind_reporter(max(visit.entered_at + total, now + notice))
            if now >= max(visit.entered_at + total, visit.reminded_at + notice):
                complaint.write({"stage_id": unanswered.id})

    def _remind_reporter(self, until):
        """The reporter is told that their complaint will be closed; a channel queues its message here.

        :param until: naive UTC datetime of the end
        """
        self.message_post(
            body=self.env._(
                "The reporter is silent: this is closed on %s if nothing comes.",
                format_date(self.env, until),
            )
        )


class LalisaComplaintVisit(models.Model):
    _inherit = "lalisa.complaint.visit"

    reminded_at = fields.Datetime(readonly=True)
