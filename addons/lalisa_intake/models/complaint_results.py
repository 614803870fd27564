from odoo import fields, models

from odoo.addons.lalisa_complaint.models.settings import days_of
from odoo.addons.lalisa_complaint.models.sop.stage_role import RESULT_ORDERED, StageRole
from odoo.addons.lalisa_complaint.report.wording import long_date, long_time


class LalisaComplaintResult(models.AbstractModel):
    """Results on their way: of merged complaints, of silent reporters, and what the office does next."""

    _name = "lalisa.complaint.result"
    _description = "Results to reporters"

    def _order_merged_result(self, master):
        """Each reporter of one event hears its end in their own conversation, and each receipt is their own's."""
        super()._order_merged_result(master)
        if master.stage_role in RESULT_ORDERED:
            code = "result" if self.confidentiality == "open" else "result_neutral"
        else:
            code = self.env["lalisa.message.template"]._find_notice(master.stage_id).code
        if code:
            self._expect_receipt(
                self._notify_reporter(
                    # The main complaint's words were for its own reporter.
                    code,
                    buttons=self._closing_buttons(),
                    alasan=master._listed_reason(),
                )
            )

    def _is_vague(self):
        """Tell it of a merged complaint as of the main one."""
        if self.stage_role == StageRole.MERGED and self.result_ordered_at:
            return self.covert and self.sudo().master_id.stage_id.while_covert != "told"
        return super()._is_vague()

    def _remind_reporter(self, until):
        super()._remind_reporter(until)
        self._notify_reporter("reminder", tanggal=long_date(until))

    def _next_action(self):
        """Return the next step by what became of the closing message."""
        # Of the message only its state is told, to whoever may read the complaint.
        message_sudo = self.sudo().closing_message_id
        state = message_sudo.state
        if state == "cancelled":
            return self.env._("The reporter wants no notices: telephone, visit or write, and record whom you told.")
        if state == "failed":
            return self.env._(
                "The message did not arrive (%s): telephone, visit or write, and record whom you told.",
                message_sudo.failure_reason or "-",
            )
        due = self.undelivered_since + days_of(self.env, "unconfirmed_days")
        if message_sudo.unasked == "day" and state == "queued" and (quiet_until := message_sudo._get_quiet_end()):
            return self.env._("The message waits for the end of the quiet hours: %s.", long_time(quiet_until))
        if state in ("queued", "sending"):
            return self.env._("The message is on its way: wait.")
        if state in ("sent", "uncertain") and fields.Datetime.now() < due:
            return self.env._("Sent, not confirmed yet: telephone, or wait until %s.", long_time(due))
        return super()._next_action()

    def _person_data(self):
        """Return the reporter's own messages, and those they got from the office."""
        messages_sudo = self.env["lalisa.message"].sudo().search([("complaint_id", "=", self.id)], order="id")
        return {
            **super()._person_data(),
            "pesan": [
                {
                    "arah": "masuk" if one.direction == "inbound" else "keluar",
                    "pada": one.occurred_at,
                    "isi": one.body or "",
                    "lampiran": one.attachment_ids.mapped("name"),
                }
                for one in messages_sudo
            ],
        }
