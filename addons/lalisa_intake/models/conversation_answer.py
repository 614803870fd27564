from datetime import timedelta

from odoo import fields, models

# So long an answer is not given a second time: people greet more than once.
SAID_LATELY = timedelta(hours=1)
# What is not said where a person of the office is talking.
ONLY_AUTOMATIC = ("greeting", "none", "help", "which", "unsupported")


class LalisaConversationAnswer(models.AbstractModel):
    """Automatic answers, in the office's words."""

    _name = "lalisa.conversation.answer"
    _description = "Answers in a conversation"

    def _send_answer(self, code, complaint=None, buttons=None, parts=(), **values):
        """Queue one automatic answer; a person who took over is not talked over.

        :param code: the text's code
        :param complaint: the `lalisa.complaint` that it speaks of
        :param buttons: [(id, title)]
        :param parts: codes of texts that stand below it in the same message
        :param values: {placeholder: text}, beside those of the complaint
        """
        if self.mode == "human" and code in ONLY_AUTOMATIC:
            return
        templates = self.env["lalisa.message.template"]
        filled = {**(complaint or self.complaint_ids.browse())._words_for_notice(), **values}
        texts = [templates._get_text(one, filled) for one in (code, *parts)]
        if not texts[0]:
            return
        # A number is asked for where none is known, and none is to be hidden.
        wants_number = code == "received" and complaint.confidentiality == "open" and not self.contact_id.phone
        message = self._queue_message(
            "\n\n".join(filter(None, texts)),
            buttons=buttons,
            asks_location=bool(complaint) and "place" in (complaint.asked_for or ""),
            asks_contact=wants_number,
            purpose=f"intake:{code}",
        )
        message.complaint_id = complaint

    def _send_answer_once(self, code, **values):
        """Queue an answer that is not given twice within an hour, see `_send_answer`."""
        since = fields.Datetime.now() - SAID_LATELY
        if not self.message_ids.filtered(lambda one: one.purpose == f"intake:{code}" and one.occurred_at > since):
            self._send_answer(code, **values)
