from odoo import models
from odoo.exceptions import AccessError

MAY_REVEAL = ("operator", "section_head", "division_head", "agency_head")


class LalisaComplaintIdentity(models.AbstractModel):
    """The one way to a reporter's identity."""

    _name = "lalisa.complaint.identity"
    _description = "Identity of the reporter"

    def action_reveal(self):
        """Show the reporter's identity and write down who saw it.

        :return: {'name', 'phone', 'address'}
        :raises AccessError: the role may not see it; complaints about members are the head's alone
        """
        self.ensure_one()
        self.check_access("read")
        role = self._revealing_role()
        # The check above is the right; the identity itself is readable by nobody through fields.
        reporter_sudo = self.sudo().reporter_id
        self._note_identity(role)
        return {
            "name": reporter_sudo.name or "",
            "phone": reporter_sudo.phone or "",
            "address": reporter_sudo.address or "",
        }

    def action_show_reporter(self):
        """Show the identity in a message that goes away by itself, never on the form."""
        seen = self.action_reveal()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Reporter of %s", self.number),
                "message": " · ".join(filter(None, seen.values())) or self.env._("No identity was given."),
                "type": "warning",
                "sticky": True,
            },
        }

    def _note_identity(self, role, **values):
        """Write a line of the identity log, which nobody changes or deletes.

        :param role: the role in which the user acted
        :param values: `kind`, `reason`, `detail` where more was done than looking
        """
        capacity = self.env["lalisa.delegation"]._capacity_of(self.env.user, role)
        # Nobody writes the log by right: it follows from what is done.
        self.env["lalisa.reveal.log"].sudo().create(
            {"complaint_id": self.id, "user_id": self.env.uid, "role": role, **capacity, **values}
        )

    def _revealing_role(self):
        allowed = ("agency_head",) if self.sudo().sop_id.kind == "member" else MAY_REVEAL
        role = self.env["lalisa.delegation"]._role_held(allowed)
        if not role:
            raise AccessError(self.env._("The reporter's identity is not for your role."))
        return role
