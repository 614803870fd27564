import logging
from concurrent.futures import ThreadPoolExecutor

from odoo import api, models

_logger = logging.getLogger(__name__)
BATCH = 16


class LalisaConversationReadMark(models.AbstractModel):
    """Tells the person that somebody has read, and is writing: a courtesy, never repeated and never an alarm."""

    _name = "lalisa.conversation.read.mark"
    _description = "Read marks of a conversation"

    def _request_read_mark(self):
        """Let the person know that somebody of the office has read, where the channel can tell."""
        # Whoever may read the conversation may let its person know; the row is the outbox's own.
        telling_sudo = self.sudo().filtered(lambda one: one.channel_id._get_driver()._tells_read)
        if telling_sudo:
            telling_sudo.read_due = True
            self.env["lalisa.trigger"]._trigger_outbox()

    @api.model
    def _send_read_marks(self):
        """Send the marks that are due; a mark that fails is forgotten."""
        while due := self.search([("read_due", "=", True), ("channel_id.state", "=", "active")], limit=BATCH):
            requests = [request for request in map(_prepare_mark, due) if request]
            due.read_due = False
            self.env.cr.commit()  # pylint: disable=invalid-commit
            with ThreadPoolExecutor(max_workers=BATCH) as pool:
                list(pool.map(_send_mark, requests))


def _prepare_mark(conversation):
    """Return the `SendRequest` of the mark of a conversation's newest message, or nothing."""
    last = conversation.env["lalisa.message"].search(
        [
            ("conversation_id", "=", conversation.id),
            ("direction", "=", "inbound"),
            ("provider_message_id", "!=", False),
        ],
        order="id desc",
        limit=1,
    )
    return last and conversation.channel_id._get_driver()._prepare_read_request(conversation.channel_id, last)


def _send_mark(request):
    try:
        request.sender(request)
    except Exception as error:  # noqa: BLE001 - a courtesy must not stop what follows
        _logger.info("a read mark was not sent (%s)", type(error).__name__)
