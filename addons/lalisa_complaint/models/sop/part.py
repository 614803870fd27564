from odoo import api, models


class LalisaSopPart(models.AbstractModel):
    """A record whose change changes what the procedure says: the revisions in memory are read anew."""

    _name = "lalisa.sop.part"
    _description = "Part of a procedure"

    @api.ondelete(at_uninstall=True)
    def _forget_plans(self):
        self.env.registry.clear_cache()
