from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from odoo.addons.lalisa_base.tools.office_language import in_indonesian

from ..settings import days_of
from ..sop.stage_role import StageRole


class LalisaComplaintWaiting(models.AbstractModel):
    """A complaint that waits for its reporter: a notice before the end, then the end."""

    _name = "lalisa.complaint.waiting"
    _description = "Waiting for the reporter"

    def _cron_close_unanswered(self):
        """Remind silent reporters, and close what stayed silent after the reminder.

        Nothing is closed before its reporter had the whole time of notice, also after downtime.
        """
        now = fields.Datetime.now()
        total, notice = days_of(self.env, "unanswered_days"), days_of(self.env, "unanswered_notice_days")
        waiting = self.search(
            [
                ("stage_id.role", "=", StageRole.WAITING),
                ("stage_log_id.entered_at", "<=", now - max(total - notice, timedelta())),
            ]
        )
        self.env["ir.cron"]._lalisa_each(waiting, lambda one: one._remind_or_close(now, total, notice))

    def _remind_or_close(self, now, total, notice):
        """Remind one silent reporter, or close once the whole time of notice is over.

        :param total: timedelta of silence after which it ends
        :param notice: timedelta between notice and end
        """
        ended = self._find_target(StageRole.UNANSWERED, by_system=True)
        # Whoever may not be told that they are waited for is not closed for silence either.
        if self.stage_role != StageRole.WAITING or not ended or not self._is_stage_told():
            return
        stage_log = self.stage_log_id
        if self.env["lalisa.stage.event"]._note_events(stage_log, ["reminded_at"]) and notice:
            self._remind_reporter(max(stage_log.entered_at + total, now + notice))
        if now >= max(stage_log.entered_at + total, stage_log.reminded_at + notice):
            self.write({"stage_id": ended.id})

    def _remind_reporter(self, until):
        """Note that the complaint will be closed; a channel queues its message to the reporter here.

        :param until: naive UTC datetime of the end
        """
        chatter = in_indonesian(self)
        chatter.message_post(
            body=chatter.env._(
                "The reporter is silent: this is closed on %s if nothing comes.",
                format_date(chatter.env, until),
            )
        )
