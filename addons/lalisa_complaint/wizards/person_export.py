import base64
import json

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class LalisaPersonExport(models.TransientModel):
    """All that the service holds of one reporter, for the reporter (data protection law: the right of access).

    The file belongs to whoever made it, and both the making and the identity's opening are written down.
    """

    _name = "lalisa.person.export"
    _inherit = "lalisa.wizard"
    _description = "Export of a person's data"

    complaint_id = fields.Many2one("lalisa.complaint", required=True)
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    def action_export(self):
        """Make the file.

        :raises AccessError: the identity is not for the user's role, or they are neither operator nor head
        :raises UserError: the complaint has no reporter
        """
        self.ensure_one()
        if not any(self.env.user.has_group(f"lalisa_complaint.group_{role}") for role in ("operator", "agency_head")):
            raise AccessError(self.env._("A person's data are given out by the operator or the head."))
        self.complaint_id.action_reveal()
        # Revealing has asked for the right to this person and written it down.
        reporter_sudo = self.complaint_id.sudo().reporter_id
        if not reporter_sudo:
            raise UserError(self.env._("This complaint has no reporter."))
        complaints_sudo = reporter_sudo.complaint_ids
        if any(one.sop_id.kind == "member" for one in complaints_sudo) and not self.env.user.has_group(
            "lalisa_complaint.group_agency_head"
        ):
            raise AccessError(self.env._("This person's data are given out by the head only."))
        text = json.dumps(reporter_sudo._person_data(), ensure_ascii=False, indent=1, default=str)
        self.env["lalisa.export.log"]._note_export(reporter_sudo, ["*"])
        self.write(
            {
                "file": base64.b64encode(text.encode()),
                "file_name": f"data-pelapor-{reporter_sudo.id}.json",
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
