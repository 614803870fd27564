from odoo import fields, models
from odoo.exceptions import UserError

from ..models.reveal_log import REASONS


class LalisaReporterChange(models.TransientModel):
    """Corrects who reported or how far they are protected: one tap on a reason, one line in the identity log."""

    _name = "lalisa.reporter.change"
    _inherit = "lalisa.wizard"
    _description = "Correction of the reporter"

    complaint_id = fields.Many2one("lalisa.complaint", required=True, readonly=True)
    level = fields.Selection(related="complaint_id.confidentiality", string="Protected now as")
    change = fields.Selection(
        [("lower", "Protect the reporter less"), ("rebind", "Another person reported")],
        "What is wrong",
        required=True,
        default="rebind",
    )
    confidentiality = fields.Selection([("open", "Open"), ("secret", "Secret")], default="open")
    same_as_id = fields.Many2one(
        "lalisa.complaint", "Same reporter as of", help="Or type who it was; all empty: nobody is known."
    )
    name = fields.Char()
    phone = fields.Char()
    address = fields.Text()
    reason = fields.Selection(REASONS, required=True)

    def action_confirm(self):
        """Change it.

        :raises AccessError: the user may not reveal this reporter, or not the one of the other complaint
        :raises UserError: it protects them more instead of less, or two persons are named
        """
        self.ensure_one()
        complaint = self.complaint_id
        if self.change == "lower":
            complaint._lower_protection(self.confidentiality, self.reason)
        else:
            complaint._rebind_reporter(self._right_reporter_sudo(), self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _right_reporter_sudo(self):
        """Return the person meant, as superuser; empty where nobody is known."""
        typed = {name: self[name] for name in ("name", "phone", "address") if self[name]}
        if self.same_as_id and typed:
            raise UserError(self.env._("Choose the other complaint, or type who it was."))
        self.complaint_id.check_access("write")
        self.complaint_id._revealing_role()
        # Who may reveal the reporter may say who it was; nobody writes reporters by that right.
        reporters_sudo = self.env["lalisa.reporter"].sudo()
        if typed:
            return reporters_sudo.create(typed)
        if self.same_as_id:
            self.same_as_id.check_access("read")
            self.same_as_id._revealing_role()
        return self.same_as_id.sudo().reporter_id
