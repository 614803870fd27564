from odoo import fields, models

ASKED = {
    "words": "Ceritakan apa yang terjadi.",
    "place": "Tempat kejadian (bukan rumah Bapak/Ibu).",
    "name": "Nama Bapak/Ibu.",
    "photo": "Foto kejadian, bila ada.",
}


class LalisaComplaintPageMessage(models.AbstractModel):
    """The reporter's page of a complaint with a conversation: what is added there is a message like any other."""

    _name = "lalisa.complaint.page.message"
    _description = "Additions by the page, with a conversation"

    def _keep_addition(self, addition, text, photos, drawn):
        """Keep words and photos in the conversation, where there is one: staff read one story, not two."""
        if not self.conversation_id:
            return super()._keep_addition(addition, text, photos, drawn)
        heard = [self._hear_on_page("text", text)] if text else []
        for photo in photos:
            message = self._hear_on_page("image", "")
            message._keep_media(photo)
            heard.append(message)
        for message in heard:
            self._learn_from(message)
        self.conversation_id._tell_staff(self)
        return None

    def _hear_on_page(self, kind, body):
        """Store a message that came by the page: it opens no 24 hours for answers on the channel.

        :return: the `lalisa.message`
        """
        now = fields.Datetime.now()
        conversation = self.conversation_id
        conversation.write(
            {
                "last_message_at": now,
                "last_body": (body or conversation.last_body or "")[:120],
                "unread_count": conversation.unread_count + 1,
            }
        )
        return self.env["lalisa.message"].create(
            {
                "conversation_id": conversation.id,
                "complaint_id": self.id,
                "direction": "inbound",
                "state": "received",
                "kind": kind,
                "body": body,
                "purpose": "page",
                "occurred_at": now,
            }
        )

    def _asked_of_reporter(self):
        """Return what the dialogue asked for and has not got, as long as something can still be added."""
        asked = (self.asked_for or "").split(",") if self._takes_additions() else []
        return super()._asked_of_reporter() + [ASKED[one] for one in asked if one in ASKED]
