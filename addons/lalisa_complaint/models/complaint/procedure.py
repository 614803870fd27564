from odoo import models
from odoo.exceptions import UserError

from ..sop.stage_role import StageRole


class LalisaComplaintProcedure(models.AbstractModel):
    """Choose the procedure that a complaint runs under, and change it while nothing has been done yet."""

    _name = "lalisa.complaint.procedure"
    _description = "Procedure of a complaint"

    def _choose_procedure(self):
        """Put a new complaint under the procedure of its category.

        Complaints about members leave the sight of whoever typed them, so the choice comes after creating.
        """
        # Which procedure applies is the category's decision, not the right of the one who types.
        complaint_sudo = self.sudo()
        sop_sudo = complaint_sudo.sop_id._get_current(complaint_sudo.category_id)
        if sop_sudo != complaint_sudo.sop_id:
            complaint_sudo._write_engine({"sop_id": sop_sudo.id})

    def _regoverned_by(self, vals):
        """Return the complaints (as superuser) that a new category puts under another procedure.

        :param vals: the values of `write`
        :raises UserError: one of them is not at step 1 any more
        """
        if "category_id" not in vals:
            return self.sudo().browse()
        category = self.env["lalisa.category"].browse(vals["category_id"])
        kind = "member" if category.about_members else "public"
        # The category decides, not the right of the one who sets it.
        regoverned_sudo = self.sudo().filtered(lambda complaint: complaint.sop_id.kind != kind)
        if any(complaint.stage_role != StageRole.INTAKE for complaint in regoverned_sudo):
            raise UserError(
                self.env._(
                    "The category leads to another procedure and can be set only at step 1: "
                    "close this complaint and open a new one."
                )
            )
        return regoverned_sudo

    def _restart_under(self, sop):
        """Put a complaint (as superuser) under another procedure; the first stage log stays in the history.

        The caller opens the stage log of step 1 anew.
        """
        self.ensure_one()
        if self.category_id.about_members:
            self._write_engine({"confidentiality": "secret"})
        self.stage_log_id._close_log(
            result="advanced",
            role="system",
            reason=self.env["lalisa.move.reason"],
            text=self.env._("The category leads to another procedure."),
        )
        self._write_engine({"sop_id": sop.id})
