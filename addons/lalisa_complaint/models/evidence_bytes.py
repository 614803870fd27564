from odoo import api, models


class IrAttachment(models.Model):
    """A photo of a case stays byte by byte as it came."""

    _inherit = "ir.attachment"

    @api.model
    def _lalisa_evidence_models(self):
        """Return the models whose photos are evidence; what is drawn anew on purpose (an addition) is not among them.

        :return: set of model names
        """
        return {"lalisa.complaint"}

    def _postprocess_contents(self, values):
        """Keep the photos of a case as they came: Odoo would shrink them, and lose when and where they were taken."""
        owners = {values["res_model"]} if "res_model" in values else set(self.mapped("res_model"))
        if owners & self._lalisa_evidence_models():
            return values
        return super()._postprocess_contents(values)
