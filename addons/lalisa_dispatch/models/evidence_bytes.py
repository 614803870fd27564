from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _lalisa_evidence_models(self):
        return super()._lalisa_evidence_models() | {"lalisa.dispatch"}
