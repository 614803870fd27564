from odoo import api, models
from odoo.tools import SQL

WAITS_FOR_DAY = [("state", "=", "queued"), ("unasked", "=", "day")]


class LalisaMessageNoticeHours(models.AbstractModel):
    """What people did not ask for: never sent to whoever does not want it, and not at night unless it is urgent."""

    _name = "lalisa.message.notice.hours"
    _description = "Hours in which a message may leave"

    def _apply_notice_hours(self, free_until=None):
        """Decide about a message just queued: whether its person wants it, and whether it wakes them.

        An answer and what is urgent leave at once; what was kept for the morning goes before them, for order is kept.

        :param free_until: until when it may be sent as a free answer, naive UTC; empty where that has no limit
        """
        if self.unasked and self.conversation_id.contact_id.opted_out_at:
            return self._cancel_queued(self._get_unwanted_reason())
        if self.unasked == "day":
            quiet_until = self._get_quiet_end()
            # Urgent is what could not be sent in the morning any more, and has no template to take its place.
            if not quiet_until or self.template or not free_until or free_until > quiet_until:
                return None
        waiting = self.search([*WAITS_FOR_DAY, ("conversation_id", "=", self.conversation_id.id)])
        return waiting.write({"unasked": "urgent"})

    def _get_unwanted_reason(self):
        return self.env._("The person asked for no notices.")

    @api.model
    def _get_quiet_end(self):
        """Return when the quiet hours that hold now end; None by day, and where the office has none.

        :return: naive UTC datetime
        """

    @api.model
    def _build_night_condition(self):
        """Return the condition that a message `m` waits for the end of the quiet hours.

        :return: `SQL`
        """
        return SQL("(m.unasked IS NOT DISTINCT FROM 'day' AND %s)", bool(self._get_quiet_end()))
