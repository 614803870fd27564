from odoo import api, fields, models

CAPACITIES = [("plh", "Plh."), ("plt", "Plt.")]


class LalisaDelegationMixin(models.AbstractModel):
    """The record of an act: whether a deputy did it, and on whose behalf."""

    _name = "lalisa.delegation.mixin"
    _description = "Act of a deputy"

    capacity = fields.Selection(CAPACITIES, readonly=True, copy=False)
    on_behalf_id = fields.Many2one("res.users", "On behalf of", readonly=True, copy=False)
    deputy_text = fields.Char("As deputy", compute="_compute_deputy_text")

    @api.depends("capacity", "on_behalf_id")
    def _compute_deputy_text(self):
        for act in self:
            act.deputy_text = act._deputy_text(act.capacity, act.on_behalf_id)

    def _deputy_text(self, capacity, principal):
        """Return the words for it, or False for an act in one's own right.

        :param capacity: a key of `CAPACITIES`, or False
        :param principal: `res.users`; none for a vacant post
        """
        name = dict(CAPACITIES).get(capacity)
        if not name or not principal:
            return name or False
        return self.env._("%(capacity)s, on behalf of %(name)s", capacity=name, name=principal.name)
