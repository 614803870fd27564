from odoo import models

from ..tools.notices import BAD_TEMPLATE


class LalisaAlarm(models.AbstractModel):
    _inherit = "lalisa.alarm"

    def _codes(self):
        return [*super()._codes(), "template"]

    def _holding(self):
        """A template that Meta has stopped, while an active channel may need it."""
        # The alarm speaks for the machine; the names go to the channels' own administrators.
        stopped_sudo = (
            self.env["lalisa.whatsapp.template"]
            .sudo()
            .search([("status", "in", BAD_TEMPLATE), ("channel_id.state", "=", "active")])
        )
        found = {"template": ", ".join(stopped_sudo.mapped("name"))} if stopped_sudo else {}
        return {**super()._holding(), **found}

    def _words(self):
        return {
            **super()._words(),
            "template": (
                self.env._("WhatsApp has stopped a template"),
                self.env._(
                    "After 24 hours of silence it cannot be sent any more. Open it at the channel, read the "
                    "reason, hand in a better one, or telephone the reporters."
                ),
            ),
        }
