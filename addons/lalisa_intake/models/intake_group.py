from odoo import models

# Asks our chat for nothing in particular: whoever comes from a group is greeted.
FROM_GROUP = "grup"
TOLD_PRIVATELY = ("message", "command", "added")


class LalisaConversation(models.Model):
    """Groups: nothing personal is heard or said there; people are shown the way to write to the office alone."""

    _inherit = "lalisa.conversation"

    def _on_group(self, event):
        super()._on_group(event)
        if event.kind in TOLD_PRIVATELY:
            self._say_once("private", tautan=self.channel_id._start_link(FROM_GROUP))
