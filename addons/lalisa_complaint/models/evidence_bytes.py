from odoo import models

# Their photos are evidence; what is drawn anew on purpose (a reporter's addition) is not among them.
EVIDENCE_OF = frozenset({"lalisa.complaint", "lalisa.dispatch"})


class IrAttachment(models.Model):
    """A photo of a case stays byte by byte as it came."""

    _inherit = "ir.attachment"

    def _postprocess_contents(self, values):
        """Odoo would shrink every large photo, and with it lose when and where it was taken."""
        owners = {values["res_model"]} if "res_model" in values else set(self.mapped("res_model"))
        if owners & EVIDENCE_OF:
            return values
        return super()._postprocess_contents(values)
