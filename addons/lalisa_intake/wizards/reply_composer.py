from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class LalisaReplyComposer(models.TransientModel):
    """ "Balas Pelapor": the only place from which staff address a citizen."""

    _name = "lalisa.reply.composer"
    _description = "Reply to the reporter"

    complaint_id = fields.Many2one("lalisa.complaint", required=True, readonly=True)
    template_id = fields.Many2one(
        "lalisa.message.template", "Quick reply", domain=[("quick_reply", "=", True)]
    )
    body = fields.Text("Message", required=True)
    window_until = fields.Datetime("Answers possible until", compute="_compute_window")
    window_open = fields.Boolean(compute="_compute_window")

    @api.depends("complaint_id")
    def _compute_window(self):
        for composer in self:
            # Whoever may answer may know until when.
            conversation_sudo = composer.complaint_id.sudo().conversation_id
            composer.window_until = conversation_sudo.window_until
            composer.window_open = conversation_sudo.window_open

    @api.onchange("template_id")
    def _onchange_template_id(self):
        if self.template_id:
            values = self.complaint_id.sudo()._notice_values()
            self.body = self.template_id._text(self.template_id.code, values)

    def action_send(self):
        """Queues the answer in the user's name.

        :raises AccessError: the user does not work complaints
        :raises UserError: the complaint came through no conversation, or the time for answers is over
        """
        self.ensure_one()
        complaint = self.complaint_id
        complaint.check_access("write")
        if not complaint._acting_staff():
            raise AccessError(self.env._("Only those who work the complaint answer the reporter."))
        conversation_sudo = complaint.sudo().conversation_id
        if not conversation_sudo:
            raise UserError(
                self.env._("This complaint came through no conversation: telephone the reporter.")
            )
        if not conversation_sudo._is_window_open():
            raise UserError(
                self.env._("The 24-hour time for answers is over: telephone the reporter.")
            )
        conversation_sudo._queue(self.body, purpose="reply", sent_by=self.env.user)
        return {"type": "ir.actions.act_window_close"}
