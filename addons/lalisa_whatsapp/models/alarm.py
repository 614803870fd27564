from odoo import models

from ..tools.notices import BAD_TEMPLATE


class LalisaAlarm(models.AbstractModel):
    _inherit = "lalisa.alarm"

    def _list_codes(self):
        return [*super()._list_codes(), "template"]

    def _get_holding(self):
        """Return a template that Meta has stopped, while an active channel may need it."""
        # The alarm speaks for the machine; the names go to the channels' own administrators.
        stopped_sudo = (
            self.env["lalisa.whatsapp.template"]
            .sudo()
            .search([("status", "in", BAD_TEMPLATE), ("channel_id.state", "=", "active")])
        )
        found = {"template": ", ".join(stopped_sudo.mapped("name"))} if stopped_sudo else {}
        return {**super()._get_holding(), **found}

    def _describe_alarms(self):
        return {
            **super()._describe_alarms(),
            "template": (
                self.env._("WhatsApp has stopped a template"),
                self.env._(
                    "After 24 hours of silence it cannot be sent any more. Open it at the channel, read the "
                    "reason, hand in a better one, or telephone the reporters."
                ),
            ),
        }
