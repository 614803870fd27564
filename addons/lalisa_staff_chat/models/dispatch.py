from odoo import api, fields, models


class LalisaDispatch(models.Model):
    """An order in chat programs: who hears of it, what it says there, what it takes from a telephone.

    A team hears of its orders, and the division head of its reports, without looking at a screen.
    """

    _name = "lalisa.dispatch"
    _inherit = ["lalisa.dispatch.chat", "lalisa.dispatch"]

    position_ids = fields.One2many("lalisa.dispatch.position", "dispatch_id", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """See `lalisa.dispatch`: the team and its group chat hear of the order."""
        dispatches = super().create(vals_list)
        for dispatch in dispatches:
            dispatch._tell_people(dispatch._get_team_people(), "order")
        # The order was its author's right; that the group hears of it is its consequence.
        for dispatch_sudo in dispatches.sudo():
            dispatch_sudo.team_id._tell_chat(dispatch_sudo)
        return dispatches

    def _reopen_report(self, reason):
        super()._reopen_report(reason)
        for dispatch in self:
            dispatch._tell_people(dispatch._get_team_people(), "returned")

    def _take_step(self, state, role):
        super()._take_step(state, role)
        if state == "reported":
            for dispatch in self:
                dispatch._tell_people(dispatch._get_report_readers(), "reported")

    def _get_team_people(self):
        """Return who hears of this order."""
        people = (self.leader_id | self.member_ids).filtered("active")
        return people.filtered(lambda one: one.has_group("lalisa_complaint.group_response_team"))

    def _get_report_readers(self):
        """Return who accepts reports at this step, on duty first."""
        complaint_sudo = self.complaint_id.sudo()
        groups = complaint_sudo.acting_group_ids - self.env.ref("lalisa_complaint.group_response_team")
        return complaint_sudo.stage_log_id._find_people(groups)

    def _tell_people(self, people, kind):
        """Tell people of this order in their chat programs, see `lalisa.turn.notice`."""
        # Who is told is the service's business, whatever the acting user may read.
        dispatch_sudo = self.sudo()
        for user_sudo in people.sudo() - self.env.user:
            self.env["lalisa.turn.notice"].sudo()._notify_user(
                user_sudo, kind, dispatch_sudo.complaint_id.stage_log_id, dispatch=dispatch_sudo
            )
