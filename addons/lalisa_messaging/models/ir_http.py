from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    """Routes marked `wordless` answer in no language, so none is looked up in the database for them."""

    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        if rule.endpoint.routing.get("wordless"):
            # Any installed language keeps Odoo from asking for the company's; these are in memory.
            installed = request.env["res.lang"].get_installed()
            request.update_context(lang=installed[0][0])
        super()._pre_dispatch(rule, args)
