from odoo import models

from ..tools import chat_command
from ..tools.place import coordinates
from .message import WITHOUT_WORDS

BUTTONS = [("add", "Tambah"), ("secret", "Rahasiakan"), ("withdraw", "Cabut")]
MAX_SUMMARY = 100
MAX_ASKED = 2
# A name and a photo are welcome, never waited for.
NEEDED = frozenset({"words", "place"})


class LalisaConversationOpening(models.AbstractModel):
    """A complaint stands at the first message of substance, with its number, before anything is asked."""

    _name = "lalisa.conversation.opening"
    _description = "Opening of complaints in a conversation"

    def _open(self, message):
        """Opens a complaint from a message of substance and answers once, with its number.

        What the citizen sent before and what belongs to no complaint goes with it.

        :return: the `lalisa.complaint`
        """
        heard = (self._without_complaint() | message).sorted("id")
        place = next(filter(None, map(_place_of, message | heard)), None)
        unnamed = any(chat_command.asks_to_be_unnamed(one.body) for one in heard)
        printed = self._from_poster()
        complaint = self.env["lalisa.complaint"].create(
            {
                "summary": _summary(message if message._has_words() else _telling(heard) or message),
                "conversation_id": self.id,
                "channel": self.channel_id.driver,
                "reporter_id": self.contact_id._reporter().id,
                "first_message_at": min(heard.mapped("occurred_at")),
                **printed,
                **(dict(zip(("latitude", "longitude"), place, strict=True)) if place else {}),
                "follow_up_of_id": self._followed(),
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
        asked = self._missing(heard, complaint)
        complaint._ask_for(asked)
        self._answer_first(complaint, asked, unnamed)
        return complaint

    def _followed(self):
        """The newest complaint that has ended: what is written after the end follows it up."""
        ended = self.complaint_ids.filtered(lambda one: one.stage_kind == "closed")
        return ended.sorted("id")[-1:].id if not self._open_complaints() else False

    def _missing(self, messages, complaint):
        """At most two things to ask for, the most important first; a name may stay empty but is asked for.

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
        """The one reply: the number, what is missing, and the three ways on.

        :param unnamed: the complaint itself asked that its writer is not named
        """
        templates = self.env["lalisa.message.template"]
        asked_words = [templates._text(f"ask_{one}", {}) for one in asked or ["other"]]
        office = complaint.company_id
        parts = ["secret"] if unnamed else []
        if not office._is_on_duty():
            parts.append("outside_hours")
        if self.contact_id._needs_privacy_notice():
            parts.append("privacy")
        self._say(
            "received",
            complaint,
            buttons=[(f"{name}:{complaint.number}", title) for name, title in BUTTONS],
            parts=parts,
            kurang=" dan ".join(filter(None, asked_words)),
        )


class LalisaComplaintOpening(models.AbstractModel):
    """Fill a complaint from what its conversation says."""

    _name = "lalisa.complaint.opening"
    _description = "Opening of a complaint from a conversation"

    def _wants_number(self):
        """Whether the reporter may be offered to give a telephone number: none is known, and none is to be hidden."""
        self.ensure_one()
        return self.confidentiality == "open" and not self.sudo().conversation_id.contact_id.phone

    def _ask_for(self, asked):
        """Remembers what the reporter was asked for."""
        self._write_engine({"asked_for": ",".join(asked) or False})

    def _learn(self, message):
        """Takes what a message adds: the place, the words, the name; the operator's own entries stay.

        :return: whether the complaint has just become complete
        """
        self._learn_place(message)
        untold = self.summary in {*WITHOUT_WORDS.values(), "Aduan"} or chat_command.is_cry(self.summary)
        if untold and message._has_words() and self.stage_code == "receive":
            self.summary = _summary(message)
        reporter_sudo = self.sudo().reporter_id
        if not reporter_sudo.name and (name := chat_command.name_given(message.body)):
            reporter_sudo.name = name
        if not self.asked_for:
            return False
        asked = self.asked_for.split(",")
        left = [one for one in asked if one not in self._answered_by(message)]
        self._ask_for(left)
        return bool(NEEDED.intersection(asked)) and not NEEDED.intersection(left)

    def _hide_if_asked(self, message):
        """Hides who reported where a message asks for it among other things.

        :return: whether it is hidden only now
        """
        asked = chat_command.asks_to_be_unnamed(message.body) and self.confidentiality == "open"
        if asked:
            self.confidentiality = "secret"
        return asked

    def _learn_place(self, message):
        place = _place_of(message)
        if place and not self.latitude and not self.location_confirmed:
            self.write({"latitude": place[0], "longitude": place[1]})

    @staticmethod
    def _answered_by(message):
        """What a message answers; in words a citizen may say anything, the place too."""
        answered = {"words", "place", "name"} if message._has_words() else set()
        if message.latitude:
            answered.add("place")
        if message.kind in ("image", "video"):
            answered.add("photo")
        return answered


def _place_of(message):
    """:return: (latitude, longitude), or None"""
    return (message.latitude, message.longitude) if message.latitude else coordinates(message.body)


def _telling(messages):
    """The first message that tells something."""
    return messages.filtered(lambda one: one._has_words())[:1]


def _summary(message):
    text = " ".join((message.body or "").split()) if message.kind != "location" else ""
    return text[:MAX_SUMMARY] or WITHOUT_WORDS.get(message.kind, "Aduan")
