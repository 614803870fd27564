from odoo import api, fields, models
from odoo.tools import SQL

WAITS_FOR_DAY = [("state", "=", "queued"), ("unasked", "=", "day")]


class LalisaContact(models.Model):
    _inherit = "lalisa.contact"

    def _opt_out(self):
        """The person wants no notices: what has not left yet is taken back, and nothing unasked leaves from now on."""
        for contact in self.filtered(lambda one: not one.opted_out_at):
            contact.opted_out_at = fields.Datetime.now()
            waiting = self.env["lalisa.message"].search([
                ("conversation_id.contact_id", "=", contact.id), ("state", "=", "queued"), ("unasked", "!=", False),
            ])
            waiting._cancel(waiting._why_unwanted())

    def _opt_in(self):
        """The person wants notices again; what was not sent meanwhile stays so."""
        self.filtered("opted_out_at").opted_out_at = False


class LalisaMessage(models.Model):
    """What people did not ask for: never sent to whoever does not want it, and not at night unless it is urgent."""

    _inherit = "lalisa.message"

    unasked = fields.Selection(
        [("day", "By day only"), ("urgent", "At any hour")],
        "Notice",
        readonly=True,
        help="Empty: an answer to the person, or written by staff.",
    )

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
            morning and not self.template and self.channel_id._driver()._has_window
            and conversation._is_window_open() and conversation.window_until <= morning
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
