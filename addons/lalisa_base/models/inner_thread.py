from odoo import models
from odoo.exceptions import UserError


class LalisaInnerThread(models.AbstractModel):
    """A chatter that stays in the office: whoever writes in it may address those who may read it, and nobody else.

    Odoo sends what is written to every contact and every address that its writer names.
    """

    _name = "lalisa.inner.thread"
    _inherit = ["mail.thread"]
    _description = "Chatter that stays in the office"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """See `mail.thread`; an address outside of the office, or of somebody without a right here, is left out."""
        found = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        readers = self._readers_among([one["id"] for one in found if one["id"]])
        return [one for one in found if one["id"] in readers]

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        """See `mail.thread`; only those who may read the record follow it."""
        readers = self._readers_among(partner_ids or [])
        named = [one for one in partner_ids or [] if one in readers]
        return super()._message_subscribe(named, subtype_ids, customer_ids) if named else True

    def _readers_among(self, partner_ids):
        """Return the ids of those contacts who are users of the office and may read these records, as a set."""
        # Who works here is no secret; each is asked for their own right.
        users_sudo = self.env["res.users"].sudo().search([("partner_id", "in", partner_ids), ("share", "=", False)])
        readers = users_sudo.filtered(lambda user: self.with_user(user).has_access("read"))
        return set(readers.partner_id.ids)


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail_mass_mail(self, res_ids, auto_commit=False):
        """See `mail`. :raises UserError: the records' chatters stay in the office"""
        inner = self.env.registry["lalisa.inner.thread"]
        if self.model and issubclass(self.env.registry[self.model], inner):
            raise UserError(self.env._("Nothing of this is sent by email: it stays in the office."))
        return super()._action_send_mail_mass_mail(res_ids, auto_commit=auto_commit)
