"""Every act says on whose behalf it was done: moves, ticks, turns taken, identities opened, orders, reports."""

from odoo import fields, models


class LalisaComplaintVisit(models.Model):
    _name = "lalisa.complaint.visit"
    _inherit = ["lalisa.complaint.visit", "lalisa.deputed"]

    def _closing_values(self, role):
        """Says on whose behalf the step was left, where a deputy left it."""
        capacity = self.env["lalisa.delegation"]._capacity_of(self.env.user, role)
        return {**super()._closing_values(role), **capacity}


class LalisaComplaintCheck(models.Model):
    _name = "lalisa.complaint.check"
    _inherit = ["lalisa.complaint.check", "lalisa.deputed"]

    def _stamp(self, role):
        capacity = self.env["lalisa.delegation"]._capacity_of(self.env.user, role)
        return {**super()._stamp(role), **capacity}

    def _no_stamp(self):
        return {**super()._no_stamp(), "capacity": False, "on_behalf_id": False}


class LalisaVisitMark(models.Model):
    _name = "lalisa.visit.mark"
    _inherit = ["lalisa.visit.mark", "lalisa.deputed"]

    def _doer(self, role):
        capacity = self.env["lalisa.delegation"]._capacity_of(self.env.user, role)
        return {**super()._doer(role), **capacity}


class LalisaRevealLog(models.Model):
    _name = "lalisa.reveal.log"
    _inherit = ["lalisa.reveal.log", "lalisa.deputed"]


class LalisaDispatch(models.Model):
    _name = "lalisa.dispatch"
    _inherit = ["lalisa.dispatch", "lalisa.deputed"]

    ordered_by_id = fields.Many2one("res.users", "Ordered by", readonly=True, copy=False)
    accepted_by_id = fields.Many2one("res.users", "Accepted by", readonly=True, copy=False)
    accepted_as = fields.Char("Accepted as deputy", readonly=True, copy=False)

    def _order_values(self, role):
        """Notes who ordered the team out, and on whose behalf."""
        capacity = self.env["lalisa.delegation"]._capacity_of(self.env.user, role)
        return {**super()._order_values(role), "ordered_by_id": self.env.uid, **capacity}

    def _step_values(self, state, role):
        """Who accepted the report stands beside its time; a deputy's step of the team is in the diary."""
        values = super()._step_values(state, role)
        capacity = self.env["lalisa.delegation"]._capacity_of(self.env.user, role)
        principal = self.env["res.users"].browse(capacity["on_behalf_id"] or ())
        text = self._deputy_text(capacity["capacity"], principal)
        if text:
            self._track_set_log_message(text)
        if state != "accepted":
            return values
        return {**values, "accepted_by_id": self.env.uid, "accepted_as": text}
