from odoo import api, models
from odoo.tools import SQL

WAITS_FOR_DAY = [("state", "=", "queued"), ("unasked", "=", "day")]


class LalisaMessageNoticeHours(models.AbstractModel):
    """What people did not ask for: never sent to whoever does not want it, and not at night unless it is urgent."""

    _name = "lalisa.message.notice.hours"
    _description = "Hours in which a message may leave"

    def _mind_the_person(self):
        """Decides about a message just queued: whether its person wants it, and whether it wakes them.

        An answer and what is urgent leave at once; what was kept for the morning goes before them, for order is kept.
        """
        if self.unasked and self.conversation_id.contact_id.opted_out_at:
            return self._cancel(self._why_unwanted())
        if self.unasked == "day" and not self._is_too_late_in_the_morning():
            return None
        waiting = self.search([*WAITS_FOR_DAY, ("conversation_id", "=", self.conversation_id.id)])
        return waiting.write({"unasked": "urgent"})

    def _why_unwanted(self):
        return self.env._("The person asked for no notices.")

    def _is_too_late_in_the_morning(self):
        """Whether the time for answers ends during this night, and no template could take its place."""
        conversation, morning = self.conversation_id, self._morning()
        return bool(
            morning
            and not self.template
            and self.channel_id._driver()._has_window
            and conversation._is_window_open()
            and conversation.window_until <= morning
        )

    @api.model
    def _morning(self):
        """When the quiet hours that hold now end; None by day, and where the office has none.

        :return: naive UTC datetime
        """

    @api.model
    def _by_night(self):
        """The condition that a message `m` waits for the morning.

        :return: `SQL`
        """
        return SQL("(m.unasked IS NOT DISTINCT FROM 'day' AND %s)", bool(self._morning()))
