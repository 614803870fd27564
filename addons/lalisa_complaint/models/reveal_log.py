from odoo import api, fields, models
from odoo.exceptions import UserError


class LalisaRevealLog(models.Model):
    """Who opened a reporter's identity, when, and in which role. Read by the head."""

    _name = "lalisa.reveal.log"
    _description = "Identity access log"
    _order = "id desc"
    _allow_sudo_commands = False

    complaint_id = fields.Many2one("lalisa.complaint", required=True, index=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    role = fields.Selection(
        lambda self: self.env["lalisa.duty"]._fields["role"]._description_selection(self.env),
        readonly=True,
    )
    at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    def write(self, vals):
        raise UserError(self.env._("The access log cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The access log cannot be deleted."))
