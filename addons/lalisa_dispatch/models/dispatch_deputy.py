from odoo import fields, models


class LalisaDispatch(models.Model):
    """Orders and accepted reports say on whose behalf they were given."""

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
