from odoo import models


class LalisaMessage(models.Model):
    _inherit = "lalisa.message"

    def _on_state_change(self, previous):
        """The receipt of a closing message closes its complaint; its failure becomes a task."""
        super()._on_state_change(previous)
        complaint = (
            self.env["lalisa.complaint"]
            .sudo()
            .search([("closing_message_id", "=", self.id)], limit=1)
        )
        if not complaint:
            return
        if self.state in ("delivered", "read"):
            complaint._close_with_proof(self.state)
        elif self.state == "failed":
            complaint._closing_failed(self)
