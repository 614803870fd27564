from odoo import api, fields, models
from odoo.exceptions import UserError

# Why a reporter is protected less, or another person is named as the reporter.
REASONS = [
    ("agreed", "The reporter agrees"),
    ("mistake", "Entered by mistake"),
    ("wrong_person", "Wrong person"),
    ("ordered", "Ordered by a court or an investigator"),
]


class LalisaRevealLog(models.Model):
    """The identity log, read by the head: each opening of a reporter's identity and each change of its protection."""

    _name = "lalisa.reveal.log"
    _inherit = ["lalisa.delegation.mixin"]
    _description = "Identity access log"
    _order = "id desc"
    _allow_sudo_commands = False

    complaint_id = fields.Many2one("lalisa.complaint", required=True, index=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    role = fields.Selection(
        lambda self: self.env["lalisa.duty"]._fields["role"]._description_selection(self.env),
        readonly=True,
    )
    kind = fields.Selection(
        [
            ("seen", "Identity opened"),
            ("lowered", "Protected less"),
            ("rebound", "Reporter corrected"),
            ("rewritten", "Reporter's data changed"),
        ],
        "What was done",
        required=True,
        readonly=True,
        default="seen",
    )
    reason = fields.Selection(REASONS, readonly=True)
    detail = fields.Char("Before and after", readonly=True)
    at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    def write(self, vals):
        raise UserError(self.env._("The access log cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The access log cannot be deleted."))
