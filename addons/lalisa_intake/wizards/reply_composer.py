from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.lalisa_complaint.report.wording import format_duration
from odoo.addons.lalisa_messaging.tools.driver_types import MAX_TEXT, OutboundFile


class LalisaReplyComposer(models.TransientModel):
    """ "Balas Pelapor": the only place from which staff address a citizen."""

    _name = "lalisa.reply.composer"
    _inherit = "lalisa.wizard"
    _description = "Reply to the reporter"

    complaint_id = fields.Many2one("lalisa.complaint", readonly=True)
    conversation_id = fields.Many2one("lalisa.conversation", readonly=True)
    template_id = fields.Many2one("lalisa.message.template", "Quick reply", domain=[("quick_reply", "=", True)])
    body = fields.Text("Message")
    attachment_ids = fields.Many2many("ir.attachment", string="Photos or PDF files")
    window_until = fields.Datetime("Answers possible until", compute="_compute_window")
    window_left = fields.Char("Time left for answers", compute="_compute_window")
    window_open = fields.Boolean(compute="_compute_window")

    @api.depends("complaint_id", "conversation_id")
    def _compute_window(self):
        for composer in self:
            conversation_sudo = composer._conversation_sudo()
            composer.window_until = conversation_sudo.window_until
            composer.window_open = conversation_sudo.window_open
            until = conversation_sudo.window_until
            left = until and (until - fields.Datetime.now()).total_seconds() / 60
            composer.window_left = format_duration(left) if left and left > 0 else False

    def _conversation_sudo(self):
        """Return the conversation to answer in, as superuser: the complaint's own, whatever else is linked.

        :raises AccessError: the user may not read the complaint, or the conversation of no complaint
        """
        if self.complaint_id:
            self.complaint_id.check_access("read")
            # Reading the complaint is the right: its reporter is answered without being shown.
            return self.complaint_id.sudo().conversation_id
        if self.conversation_id:
            self.conversation_id.check_access("read")
        return self.conversation_id.sudo()  # read by right above; its clock is the service's own

    @api.onchange("template_id")
    def _onchange_template_id(self):
        if self.template_id:
            self.complaint_id.check_access("read")
            # The values are the reporter's own complaint's; the user reads it already.
            self.body = self.template_id._fill_body(self.complaint_id.sudo()._words_for_notice())

    def action_send(self):
        """Queue the answer in the user's name.

        :raises AccessError: the user does not work complaints, or not this one
        :raises UserError: nothing to say, or too much, no conversation, or the time for answers is over
        """
        self.ensure_one()
        self.complaint_id.check_access("write")
        if not self.env["lalisa.complaint"]._acting_staff():
            raise AccessError(self.env._("Only those who work the complaint answer the reporter."))
        conversation_sudo = self._conversation_sudo()
        if not (self.body or "").strip() and not self.attachment_ids:
            raise UserError(self.env._("Write the message first."))
        if len((self.body or "").encode("utf-16-le")) // 2 > MAX_TEXT:
            # Cut, it would end in the middle of a sentence, and nobody would know.
            raise UserError(self.env._("The message is too long: at most %s characters.", MAX_TEXT))
        if not conversation_sudo:
            raise UserError(self.env._("This complaint came through no conversation: telephone the reporter."))
        if not conversation_sudo._is_window_open():
            raise UserError(self.env._("The 24-hour time for answers is over: telephone the reporter."))
        conversation_sudo._send_staff_answer(
            (self.body or "").strip(),
            self.complaint_id.sudo(),
            self.env.user,
            asks_location=self.template_id.asks_location,
            # In the order in which they were chosen.
            files=[OutboundFile(one.name, one.mimetype or "", one.raw) for one in self.attachment_ids.sorted("id")],
        )
        # The message has files of its own now; what was put into the composer has done its work.
        self.attachment_ids.filtered(lambda one: one.res_model == self._name).unlink()
        return {"type": "ir.actions.act_window_close"}
