from odoo import api, models
from odoo.tools import SQL, ormcache


class ResGroups(models.Model):
    """The groups that La-Lisa brought, by the addon that they came with."""

    _inherit = "res.groups"

    @api.model
    @ormcache(cache="groups")
    def _lalisa_group_ids(self):
        """Return the ids of all groups of La-Lisa's addons, as a frozenset."""
        rows = self.env.execute_query(
            SQL(r"SELECT res_id FROM ir_model_data WHERE model = 'res.groups' AND module LIKE 'lalisa\_%%'")
        )
        return frozenset(row[0] for row in rows)

    @api.constrains("user_ids", "implied_ids")
    def _check_lalisa_office(self):
        # An update writes each group again: who was given a role before the rule keeps the row, and it counts for
        # nothing (`res.users._get_group_ids`).
        if self.env.registry.ready:
            self.user_ids._check_lalisa_office()
