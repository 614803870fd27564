from odoo import api, models


class LalisaComplaintStaff(models.AbstractModel):
    """Tell who works a complaint, and who does the operator's part of it."""

    _name = "lalisa.complaint.staff"
    _description = "Staff of a complaint"

    @api.model
    def _acting_staff(self):
        """Tell whether the user holds one of the roles that work complaints."""
        roles = ("operator", "section_head", "division_head", "agency_head")
        return any(self.env.user.has_group(f"lalisa_complaint.group_{role}") for role in roles)

    def _intake_role(self):
        """Return the role that does the operator's part of this complaint: about members the head does it alone."""
        return "agency_head" if self.sudo().sop_id.kind == "member" else "operator"

    def _does_intake(self):
        """Tell whether the user does the operator's part of this complaint."""
        return self.env.user.has_group(f"lalisa_complaint.group_{self._intake_role()}")
