from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError

from ..tools import chat_command

# What arrives within this time after the first message belongs to it and needs no answer of its own.
TOGETHER = timedelta(seconds=60)
WITHOUT_WORDS = {
    "audio": "Pesan suara, belum ditranskripsi",
    "image": "Foto tanpa keterangan",
    "video": "Video tanpa keterangan",
    "document": "Berkas tanpa keterangan",
    "location": "Titik lokasi tanpa keterangan",
}
BUTTONS = [("add", "Tambah"), ("secret", "Rahasiakan"), ("withdraw", "Cabut")]
MAX_SUMMARY = 100


class LalisaConversation(models.Model):
    """How citizens are heard: the complaint stands at the first message of substance."""

    _inherit = "lalisa.conversation"

    complaint_ids = fields.One2many("lalisa.complaint", "conversation_id")

    def _on_message(self, message):
        """Hears a citizen. Runs in the inbox drain as the root user; never twice for one message."""
        super()._on_message(message)
        command = self._command(message)
        current = self._open_complaint()
        if command:
            self._obey(command, current)
        elif current:
            self._attach(message, current)
        elif self._is_substance(message):
            self._open(message)
        elif self.mode == "bot" and not self._greeted():
            self._say("greeting")

    def _command(self, message):
        names = {name for name, _title in BUTTONS}
        if message.button_id in names:
            return chat_command.Command(message.button_id)
        return chat_command.parse(message.body) if message.kind in ("text", "button") else None

    def _open_complaint(self):
        """The newest complaint of this conversation that is not closed."""
        return self.complaint_ids.filtered(lambda one: one.stage_kind != "closed").sorted("id")[-1:]

    @staticmethod
    def _is_substance(message):
        if message.kind in WITHOUT_WORDS:
            return True
        return message.kind == "text" and not chat_command.is_greeting(message.body)

    def _greeted(self):
        """Whether the greeting went out within the last hour: people greet more than once."""
        since = fields.Datetime.now() - timedelta(hours=1)
        return bool(
            self.message_ids.filtered(
                lambda one: one.purpose == "intake:greeting" and one.occurred_at > since
            )
        )

    # -- a new complaint ------------------------------------------------------------------------

    def _open(self, message):
        """Opens a complaint from a message of substance and answers once, with its number."""
        complaint = self.env["lalisa.complaint"].create(
            {
                "summary": self._summary(message),
                "conversation_id": self.id,
                "channel": self.channel_id.driver,
                "reporter_id": self.contact_id._reporter().id,
                "first_message_at": message.occurred_at,
                "latitude": message.latitude,
                "longitude": message.longitude,
                "follow_up_of_id": self.complaint_ids.sorted("id")[-1:].id,
            }
        )
        missing = self._missing(message)
        self._say("received", complaint, buttons=BUTTONS, kurang=missing)

    @staticmethod
    def _summary(message):
        text = " ".join((message.body or "").split())
        return text[:MAX_SUMMARY] or WITHOUT_WORDS.get(message.kind, "Aduan")

    @staticmethod
    def _missing(message):
        """At most two things to ask for, the most important first."""
        wanted = [] if message.latitude else ["titik tempat kejadian (bukan rumah Bapak/Ibu)"]
        if message.kind != "image":
            wanted.append("foto bila aman")
        return " dan ".join(wanted[:2]) or "keterangan lain bila ada"

    # -- a complaint that runs ------------------------------------------------------------------

    def _attach(self, message, complaint):
        """A message while a complaint is open belongs to it; an answer sets a waiting one going again."""
        if message.latitude and not complaint.latitude:
            complaint.write({"latitude": message.latitude, "longitude": message.longitude})
        if complaint.stage_code == "waiting_reporter":
            complaint._reporter_answered()
            self._say("completed", complaint)
        elif fields.Datetime.now() - complaint.registered_at > TOGETHER:
            complaint.message_post(
                body=self.env._("The reporter has written again: see the conversation.")
            )

    # -- commands -------------------------------------------------------------------------------

    def _obey(self, command, current):
        complaint = self._named(command, current)
        if command.name == "help" or not complaint:
            self._say("help" if command.name == "help" else "none")
            return
        getattr(self, f"_command_{command.name}")(complaint)

    def _named(self, command, current):
        """The complaint meant: one of this conversation or none; others are not even said to exist."""
        if command.number:
            return self.complaint_ids.filtered(lambda one: one.number == command.number)
        return current or self.complaint_ids.sorted("id")[-1:]

    def _command_status(self, complaint):
        self._queue(complaint._status_text(), purpose="intake:status")

    def _command_add(self, complaint):
        self._say("add", complaint)

    def _command_secret(self, complaint):
        if complaint.confidentiality == "open":
            complaint.write({"confidentiality": "secret"})
        self._say("secret", complaint)

    def _command_withdraw(self, complaint):
        if not complaint._withdraw():
            self._say("too_late", complaint)

    def _command_agree(self, complaint):
        complaint.message_post(
            body=self.env._("The reporter agrees that the complaint is passed on.")
        )
        self._say("agreed", complaint)

    def _say(self, code, complaint=None, buttons=None, **values):
        """One automatic answer in the office's words; a person who took over is not talked over."""
        if self.mode == "human" and code in ("greeting", "none", "help"):
            return
        filled = {**(complaint._notice_values() if complaint else {}), **values}
        text = self.env["lalisa.message.template"]._text(code, filled)
        if text:
            self._queue(text, buttons=buttons, purpose=f"intake:{code}")

    # -- staff ----------------------------------------------------------------------------------

    def action_make_complaint(self):
        """The operator turns a conversation without a complaint into one.

        :return: the action that shows the complaint
        :raises AccessError: the user is no operator
        """
        self.ensure_one()
        if not self.env.user.has_group("lalisa_complaint.group_operator"):
            raise AccessError(self.env._("Only the operator makes a complaint of a conversation."))
        # The operator decides; tying complaint and conversation together is the service's own.
        conversation_sudo = self.with_user(self.env.ref("base.user_root")).sudo()
        message = conversation_sudo.message_ids.filtered(lambda one: one.direction == "inbound")[
            -1:
        ]
        conversation_sudo._open(message)
        return {
            "type": "ir.actions.act_window",
            "res_model": "lalisa.complaint",
            "view_mode": "form",
            "res_id": conversation_sudo._open_complaint().id,
        }

    def action_take_over(self):
        """From automatic answers to a person, and back."""
        self.check_access("read")
        for conversation in self.sudo():
            conversation.mode = "bot" if conversation.mode == "human" else "human"
