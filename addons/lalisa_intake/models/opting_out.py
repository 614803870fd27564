from odoo import fields, models


class LalisaConversation(models.Model):
    """STOP and MULAI: whether a citizen is told of news at all."""

    _inherit = "lalisa.conversation"

    def _set_notices(self, wanted):
        """Does what STOP or MULAI asks, says so, and lets the open complaints show it."""
        changed = wanted == bool(self.contact_id.opted_out_at)
        if wanted:
            self.contact_id._opt_in()
        else:
            self.contact_id._opt_out()
        self._say("notices_on" if wanted else "notices_off")
        for complaint in self._open_complaints() if changed else ():
            complaint._note_opting(wanted)


class LalisaComplaint(models.Model):
    """A reporter who wants no notices: said on the complaint; the result is told in another way."""

    _inherit = "lalisa.complaint"

    reporter_opted_out = fields.Boolean(compute="_compute_reporter_opted_out")

    def _compute_reporter_opted_out(self):
        for complaint in self:
            # Whoever may read the complaint may know that its reporter wants no notices; not who that is.
            complaint.reporter_opted_out = bool(complaint.sudo().conversation_id.contact_id.opted_out_at)

    def _notify_reporter(self, code, buttons=None, **values):
        """What is not told to whoever wants no notices leaves a trace on the complaint."""
        message = super()._notify_reporter(code, buttons=buttons, **values)
        if message.state == "cancelled":
            notice = self.env["lalisa.message.template"]._of_code(code).name
            self.message_post(body=self.env._("Not sent, for the reporter wants no notices: %s", notice))
        return message

    def _note_opting(self, wanted):
        """Keeps in the chatter what the reporter wants; a result that waited for it is told now."""
        if not wanted:
            self.message_post(body=self.env._(
                "The reporter wants no notices any more. Their own messages are answered; the result is to be told by"
                " telephone, visit or letter."
            ))
            return
        self.message_post(body=self.env._("The reporter wants notices again."))
        if self.stage_code == "delivery" and self.closing_message_id.state == "cancelled":
            self._order_closing()
