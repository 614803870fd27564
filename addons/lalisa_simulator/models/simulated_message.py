import base64
import secrets

from odoo import fields, models

from ..tools import fault_kinds

# What Meta answers for somebody who blocked us: accepted first, then this.
UNDELIVERABLE = {"code": 131026, "title": "Message undeliverable"}
# Message ids of the simulated Telegram; they count on one line for all chats.
FIRST_NUMBER = 1_000_000


class LalisaSimulatedMessage(models.Model):
    """What a simulated phone shows."""

    _name = "lalisa.simulated.message"
    _description = "Simulated message"
    _order = "id"

    phone_id = fields.Many2one("lalisa.simulated.phone", required=True, index=True, ondelete="cascade")
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
    is_fake = fields.Boolean(help="The provider has something else than what the citizen sent.")
    payload = fields.Json(help="The message as the provider tells it, kept until the phone is online.")

    def _read_file(self):
        """Return the bytes that the provider has for this message's file."""
        return fault_kinds.FAKE if self.is_fake else base64.b64decode(self.media)

    def _read_arriving_bytes(self):
        """Return the file's bytes as they arrive: a chosen fault may cut them off."""
        phone = self.phone_id
        content = self._read_file()
        fault = self.env["lalisa.simulator.fault"]._take_strike(phone.channel_id, fault_kinds.BYTES, phone.number)
        return content[: len(content) // 2] if fault else content

    def _take_file_fault(self):
        """Take the fault that strikes where the service asks for the file.

        :return: the `Fault` that strikes now, or None
        """
        phone = self.phone_id
        fault = self.env["lalisa.simulator.fault"]._take_strike(phone.channel_id, fault_kinds.MEDIA, phone.number)
        if fault and fault.kind == "media_fake":
            self.is_fake = True
            return None
        return fault

    def _get_provider_number(self):
        """Return this message's id at its provider; an empty text of no message."""
        if not self:
            return ""
        return str(FIRST_NUMBER + self.id) if self.phone_id.channel_id.driver == "telegram" else self.wamid

    def _receive_message(self, phone, text, buttons, client_ref, upload=None):
        """Receive a message of the office: show it and queue its statuses.

        :param phone: the `lalisa.simulated.phone` that it goes to
        :param upload: the `lalisa.simulated.upload` that it shows
        :return: its id at the provider
        """
        message = self._create_arrived(phone, text, buttons, client_ref, upload)
        if phone.blocks:
            message._set_status("failed", errors=[UNDELIVERABLE])
        else:
            message._set_status("sent")
            message._catch_up()
        return message.wamid

    def _take_from_bot(self, phone, values, upload=None):
        """Receive a message of the office's bot; on Telegram nothing more is ever told of it.

        :param phone: the `lalisa.simulated.phone` that it goes to
        :param values: the judged parameters of sendMessage, or of what sends a file
        :param upload: the `lalisa.simulated.upload` that it shows
        :return: its id in the chat; 0 when the person blocks the bot
        """
        if phone.blocks:
            return 0
        text = values.get("text") or values.get("caption") or ""
        message = self._create_arrived(phone, text, _read_buttons(values.get("reply_markup") or {}), "", upload)
        message.state = "sent"
        message._catch_up()
        return int(message._get_provider_number())

    def _change_by_bot(self, channel, values):
        """Change a message in place for the office's bot, its buttons too.

        :param values: the judged parameters of editMessageText
        :return: an empty text, or why Telegram does not do it
        """
        message = self.browse(values["message_id"] - FIRST_NUMBER).exists()
        mine = message.phone_id.channel_id == channel and message.phone_id.number == str(values["chat_id"])
        if not message or not mine or message.from_citizen:
            return "message to edit not found"
        buttons = [list(button) for button in _read_buttons(values.get("reply_markup") or {})]
        change = {"body": values["text"], "buttons": buttons}
        if all((message[name] or []) == (value or []) for name, value in change.items()):
            return "message is not modified"
        message.write(change)
        return ""

    def _create_arrived(self, phone, text, buttons, client_ref, upload=None):
        return self.create(
            {
                "media": upload and upload.content,
                "mimetype": upload and upload.mimetype,
                "phone_id": phone.id,
                "body": text,
                "buttons": [list(button) for button in buttons],
                "client_ref": client_ref,
                "wamid": f"wamid.SIM{secrets.token_hex(12)}",
                "state": "accepted",
            }
        )

    def _catch_up(self):
        """Go on with what waited for the phone to be online."""
        if not self.phone_id.online:
            return
        if self.from_citizen and self.state == "waiting":
            self._send_update()
        elif not self.from_citizen and self.state == "sent":
            self._set_status("delivered")

    def _send_update(self):
        """Let the citizen's message reach the provider, which tells the service."""
        self.state = "sent"
        self.env["lalisa.simulator.delivery"]._queue_update(self.phone_id, self.payload)

    def _set_status(self, state, errors=None):
        """Set what becomes of a message of the office, and tell of it; a bot is never told."""
        self.state = state
        if self.phone_id.channel_id.driver == "telegram":
            return
        status = {
            "id": self.wamid,
            "status": state,
            "timestamp": str(int(fields.Datetime.now().timestamp())),
            "recipient_id": self.phone_id.number,
            "biz_opaque_callback_data": self.client_ref or "",
            **({"errors": errors} if errors else {}),
        }
        self.env["lalisa.simulator.delivery"]._queue_update(self.phone_id, {"statuses": [status]})


def _read_buttons(markup):
    """Return [(id, title)] of a Telegram keyboard, below the message or in place of the keys.

    A key without an id sends its title; others send a place, or the person's own number.
    """
    inline = [
        (button["callback_data"], button["text"])
        for row in markup.get("inline_keyboard", [])
        for button in row
        if "callback_data" in button
    ]
    keys = [(_get_key_action(button), button["text"]) for row in markup.get("keyboard", []) for button in row]
    return inline + keys


def _get_key_action(button):
    if button.get("request_location"):
        return "location"
    return "contact" if button.get("request_contact") else ""
