from odoo import api, fields, models


class LalisaDispatch(models.Model):
    """How much of the step's time is left: the team sees the clock of the case, though not the case."""

    _name = "lalisa.dispatch"
    _inherit = ["lalisa.dispatch", "lalisa.timed"]

    warn_at = fields.Datetime(compute="_compute_clock", store=True)
    deadline_at = fields.Datetime(compute="_compute_clock", store=True)
    is_mine_to_do = fields.Boolean(compute="_compute_is_mine_to_do", search="_search_is_mine_to_do")
    acting_name = fields.Char("Turn of", compute="_compute_acting_name")

    @api.depends("state", "complaint_id.warn_at", "complaint_id.deadline_at")
    def _compute_clock(self):
        """Stored, and so computed with the service's own right; an accepted report has no clock."""
        for dispatch in self:
            running = dispatch.complaint_id if dispatch.state != "accepted" else self.env["lalisa.complaint"]
            dispatch.warn_at = running.warn_at
            dispatch.deadline_at = running.deadline_at

    def _group_to_act(self):
        """The role whose turn it is, as an XML id, or None when all is done."""
        if self.state == "accepted":
            return None
        role = "division_head" if self.state == "reported" else "response_team"
        return f"lalisa_complaint.group_{role}"

    @api.depends("state")
    def _compute_acting_name(self):
        for dispatch in self:
            group = dispatch._group_to_act()
            # A role's name is no secret; not everybody may read groups.
            dispatch.acting_name = self.env.ref(group).sudo().name if group else False

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_is_mine_to_do(self):
        for dispatch in self:
            group = dispatch._group_to_act()
            dispatch.is_mine_to_do = bool(group) and self.env.user.has_group(group)

    def _search_is_mine_to_do(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = []
        if self.env.user.has_group("lalisa_complaint.group_response_team"):
            states += ["ordered", "departed", "arrived", "acted"]
        if self.env.user.has_group("lalisa_complaint.group_division_head"):
            states += ["reported"]
        found = fields.Domain("state", "in", states)
        return found if True in value else ~found
