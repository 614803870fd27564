import secrets

from odoo import fields, models

from .simulated_phone import MEDIA_KINDS

# What Meta answers for somebody who blocked us: accepted first, then this.
UNDELIVERABLE = {"code": 131026, "title": "Message undeliverable"}
FIRST_NUMBER = 1_000_000  # of a message in a chat of the simulated Telegram


class LalisaSimulatedMessage(models.Model):
    """What a simulated phone shows."""

    _name = "lalisa.simulated.message"
    _description = "Simulated message"
    _order = "id"

    phone_id = fields.Many2one(
        "lalisa.simulated.phone", required=True, index=True, ondelete="cascade"
    )
    from_citizen = fields.Boolean()
    body = fields.Text()
    buttons = fields.Json()
    wamid = fields.Char(required=True, index=True)
    client_ref = fields.Char()
    state = fields.Char()
    media_id = fields.Char(
        "Media at the provider",
        index="btree_not_null",
        help="The file's id at the simulated provider.",
    )
    media = fields.Binary(attachment=True)
    mimetype = fields.Char()
    payload = fields.Json(help="The message as the provider tells it, kept until the phone is online.")

    def _receive(self, channel, person, text, buttons, client_ref, upload=None):
        """A message of the office arrives: it is shown, and its statuses are queued.

        :param upload: the `lalisa.simulated.upload` that it shows
        :return: its id at the provider
        """
        phones = self.env["lalisa.simulated.phone"]
        phone = phones.search([("channel_id", "=", channel.id), ("number", "=", person)], limit=1)
        phone = phone or phones.create({"name": person, "number": person, "channel_id": channel.id})
        message = self.create(
            {
                "phone_id": phone.id,
                "body": text,
                "buttons": [list(button) for button in buttons],
                "client_ref": client_ref,
                "media": upload and upload.content,
                "mimetype": upload and upload.mimetype,
                "wamid": f"wamid.SIM{secrets.token_hex(12)}",
                "state": "accepted",
            }
        )
        if phone.blocks:
            message._status("failed", errors=[UNDELIVERABLE])
        else:
            message._status("sent")
            message._catch_up()
        return message.wamid

    def _take_from_bot(self, channel, values):
        """A message of the office's bot arrives; on Telegram nothing more is ever told of it.

        :param values: the judged parameters of sendMessage
        :return: its id in the chat; 0 when the person blocks the bot
        """
        person = str(values["chat_id"])
        phones = self.env["lalisa.simulated.phone"]
        phone = phones.search([("channel_id", "=", channel.id), ("number", "=", person)], limit=1)
        phone = phone or phones.create({"name": person, "number": person, "channel_id": channel.id})
        if phone.blocks:
            return 0
        message = self.create({
            "phone_id": phone.id, "body": values["text"], "state": "sent", "wamid": f"telegram:{secrets.token_hex(12)}",
            "buttons": _buttons_of(values),
        })
        return FIRST_NUMBER + message.id

    def _change_by_bot(self, channel, values):
        """The office's bot changes a message in place, its buttons too.

        :param values: the judged parameters of editMessageText
        :return: an empty text, or why Telegram does not do it
        """
        message = self.browse(values["message_id"] - FIRST_NUMBER).exists()
        mine = message.phone_id.channel_id == channel and message.phone_id.number == str(values["chat_id"])
        if not message or not mine or message.from_citizen:
            return "message to edit not found"
        change = {"body": values["text"], "buttons": _buttons_of(values)}
        if all((message[name] or []) == (value or []) for name, value in change.items()):
            return "message is not modified"
        message.write(change)
        return ""

    def _catch_up(self):
        """What waited for the phone to be online goes on."""
        if not self.phone_id.online:
            return
        if self.from_citizen and self.state == "waiting":
            self._leave()
        elif not self.from_citizen and self.state == "sent":
            self._status("delivered")

    def _leave(self):
        """The citizen's message reaches the provider, which tells the service."""
        self.state = "sent"
        phone = self.phone_id
        contact = {"profile": {"name": phone.name} if phone.name else {}, "wa_id": phone.number}
        self.env["lalisa.simulator.delivery"]._queue(
            phone.channel_id, {"contacts": [contact], "messages": [self.payload]}
        )

    def _node(self, text, button_id, place, sticker):
        """The part of a webhook's message that holds its content."""
        if button_id:
            reply = {"type": "button_reply", "button_reply": {"id": button_id, "title": text}}
            return {"type": "interactive", "interactive": reply}
        if place:
            return {"type": "location", "location": {"latitude": place[0], "longitude": place[1]}}
        if self.media_id:
            kind = MEDIA_KINDS.get((self.mimetype or "").split("/")[0], "document")
            kind = "sticker" if sticker else kind
            caption = {"caption": text} if text and kind != "audio" else {}
            voice = {"voice": True} if kind == "audio" else {}
            node = {"id": self.media_id, "mime_type": self.mimetype, **caption, **voice}
            return {"type": kind, kind: node}
        return {"type": "text", "text": {"body": text}}

    def _status(self, state, errors=None):
        self.state = state
        status = {
            "id": self.wamid,
            "status": state,
            "timestamp": str(int(fields.Datetime.now().timestamp())),
            "recipient_id": self.phone_id.number,
            "biz_opaque_callback_data": self.client_ref or "",
            **({"errors": errors} if errors else {}),
        }
        self.env["lalisa.simulator.delivery"]._queue(
            self.phone_id.channel_id, {"statuses": [status]}
        )


def _buttons_of(values):
    """The buttons below a message of the bot: [[callback data, title]]; a keyboard's come back as words."""
    markup = values.get("reply_markup") or {}
    inline = [button for row in markup.get("inline_keyboard", []) for button in row]
    keys = [button for row in markup.get("keyboard", []) for button in row]
    return [[button["callback_data"], button["text"]] for button in inline] + [["", one["text"]] for one in keys]
