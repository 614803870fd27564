from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .settings import STAFF


class LalisaQualification(models.Model):
    """One of the qualifications that the SOP asks of whoever carries it out, in its own words."""

    _name = "lalisa.qualification"
    _description = "Qualification"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)


class LalisaQualificationProof(models.Model):
    """One line of a person's checklist: a qualification, and since when it is proved, by what."""

    _name = "lalisa.qualification.proof"
    _inherit = ["lalisa.service.fields"]
    _description = "Qualification of a person"
    _order = "user_id, qualification_id"
    _rec_name = "qualification_id"

    user_id = fields.Many2one("res.users", required=True, index=True)
    qualification_id = fields.Many2one("lalisa.qualification", required=True, ondelete="restrict")
    proved_on = fields.Date()
    kind = fields.Selection(
        [
            ("training", "Training"),
            ("briefing", "Briefing"),
            ("simulator", "Practice in the simulator"),
            ("observation", "Seen at work"),
            ("certificate", "Certificate"),
        ],
        "Proved by",
    )
    note = fields.Char()
    noted_by_id = fields.Many2one("res.users", readonly=True, written_by="service")

    _once = models.Constraint("UNIQUE(user_id, qualification_id)", "It is on this person's list already.")

    @api.constrains("proved_on", "kind")
    def _check_proof(self):
        for one in self:
            if bool(one.proved_on) != bool(one.kind):
                raise ValidationError(self.env._("A proof has a date and a kind."))
            if one.proved_on and one.proved_on > fields.Date.context_today(one):
                raise ValidationError(self.env._("A proof cannot lie in the future."))

    @api.model_create_multi
    def create(self, vals_list):
        """Add lines; who noted a proof is the service's own word."""
        return super().create([self._stamp_noter(vals) for vals in vals_list])

    def write(self, vals):
        """Change lines; who noted a proof is the service's own word."""
        self.check_access("write")
        return super().write(self._stamp_noter(vals))

    def _stamp_noter(self, vals):
        clean = {name: value for name, value in vals.items() if name != "noted_by_id"}
        return {**clean, "noted_by_id": self.env.uid} if "proved_on" in clean else clean

    def action_open_checklists(self):
        """Lay out the checklist of everyone who holds a role, and show them.

        :raises AccessError: the user is not the administrator
        """
        self.check_access("create")
        groups = self.env["res.groups"].union(*(self.env.ref(xmlid) for xmlid in STAFF))
        # Who holds a role is no secret to who keeps their checklist.
        staff_sudo = groups.sudo().all_user_ids.filtered("active")
        known = {(one.user_id.id, one.qualification_id.id) for one in self.search([])}
        wanted = [
            {"user_id": user.id, "qualification_id": one.id}
            for user in staff_sudo
            for one in self.env["lalisa.qualification"].search([])
            if (user.id, one.id) not in known
        ]
        self.create(wanted)
        return self.env["ir.actions.act_window"]._for_xml_id("lalisa_complaint.lalisa_qualification_proof_action")
