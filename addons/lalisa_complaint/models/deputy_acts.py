"""Every act says on whose behalf it was done: moves, ticks, turns taken, identities opened."""

from odoo import models


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
