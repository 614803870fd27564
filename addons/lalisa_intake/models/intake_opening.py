from datetime import timedelta

from odoo import fields, models

from ..tools import chat_command
from .complaint_opening import find_place, summarize

BUTTONS = [("add", "Tambah"), ("secret", "Rahasiakan"), ("withdraw", "Cabut")]
MAX_ASKED = 2
# So long after a poster was opened a complaint begins with its place.
POSTER_FOR = timedelta(hours=12)


class LalisaConversationOpening(models.AbstractModel):
    """A complaint stands at the first message of substance, with its number, before anything is asked."""

    _name = "lalisa.conversation.opening"
    _description = "Opening of complaints in a conversation"

    def _open_complaint_from(self, message):
        """Open a complaint from a message of substance and answer once, with its number.

        What the citizen sent before and what belongs to no complaint goes with it.

        :return: the `lalisa.complaint`
        """
        heard = (self._get_unassigned_messages() | message).sorted("id")
        telling = heard.filtered(lambda one: one._has_words())
        place = next(filter(None, map(find_place, message | heard)), None)
        unnamed = any(chat_command.asks_to_be_unnamed(one.body) for one in heard)
        # What is written after the end of the newest complaint follows it up.
        ended = self.complaint_ids.sorted("id") if not self._get_open_complaints() else self.complaint_ids.browse()
        complaint = self.env["lalisa.complaint"].create(
            {
                "summary": summarize(message if message in telling else telling[:1] or message),
                "conversation_id": self.id,
                "channel": self.channel_id.driver,
                "reporter_id": self.contact_id._get_reporter().id,
                "first_message_at": min(heard.mapped("occurred_at")),
                **(self._use_poster() if self.poster_at else {}),
                **(dict(zip(("latitude", "longitude"), place, strict=True)) if place else {}),
                "follow_up_of_id": ended[-1:].id,
                **({"confidentiality": "secret"} if self.wants_secret or unnamed else {}),
            }
        )
        heard.complaint_id = complaint
        self.write(
            {
                "focus_id": complaint.id,
                "doubtful_id": False,
                "next_is": False,
                "inbox_at": False,
                "wants_secret": False,
            }
        )
        asked = self._list_missing(heard, complaint)
        complaint._write_engine({"asked_for": ",".join(asked) or False})
        self._answer_first(complaint, asked, unnamed)
        return complaint

    def _list_missing(self, messages, complaint):
        """Return at most two things to ask for, the most important first; a name may stay empty but is asked for.

        :return: list of 'words', 'place', 'name', 'photo'
        """
        wanted = []
        if not any(message._has_words() for message in messages):
            wanted.append("words")
        if not complaint.latitude and not complaint.location_text:
            wanted.append("place")
        if not any(message.kind in ("image", "video") for message in messages):
            wanted.append("photo")
        if not self.contact_id.name and not complaint.sudo().reporter_id.name:
            wanted.insert(1, "name")
        return wanted[:MAX_ASKED]

    def _answer_first(self, complaint, asked, unnamed=False):
        """Send the one reply: the number, what is missing, and the three ways on.

        :param asked: see `_list_missing`
        :param unnamed: whether the complaint itself asked that its writer is not named
        """
        templates = self.env["lalisa.message.template"]
        asked_words = [templates._get_text(f"ask_{one}", {}) for one in asked or ["other"]]
        parts = ["secret"] if unnamed else []
        if not complaint.company_id._is_on_duty():
            parts.append("outside_hours")
        if not self.contact_id.privacy_notice_at:
            self.contact_id.privacy_notice_at = fields.Datetime.now()
            parts.append("privacy")
        self._send_answer(
            "received",
            complaint,
            buttons=[(f"{name}:{complaint.number}", title) for name, title in BUTTONS],
            parts=parts,
            kurang=" dan ".join(filter(None, asked_words)),
        )

    def _start_from_poster(self, payload):
        """Greet a citizen who comes by a poster for its place; the next complaint begins with it.

        :param payload: whatever the citizen's program has sent
        :return: whether there is such a poster
        """
        poster = self.env["lalisa.poster"]._find_by_payload(payload, self.channel_id)
        if not poster:
            return False
        poster.scans += 1
        self.write({"poster_id": poster.id, "poster_at": fields.Datetime.now(), "next_is": "new"})
        self._send_answer("greeting_poster", poster=poster.name)
        return True

    def _use_poster(self):
        """Return what the poster fills in for the complaint that begins now; it counts once.

        :return: values of `lalisa.complaint`
        """
        poster = self.poster_id
        fresh = poster and self.poster_at + POSTER_FOR > fields.Datetime.now()
        self.write({"poster_id": False, "poster_at": False})
        if not fresh:
            return {}
        poster.complaint_count += 1
        values = {
            "category_id": poster.category_id.id,
            "location_text": poster.place,
            "latitude": poster.latitude,
            "longitude": poster.longitude,
        }
        return {name: value for name, value in values.items() if value}
