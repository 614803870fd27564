from odoo import models

from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole

from ..tools import chat_command
from ..tools.place import parse_coordinates
from .message import WITHOUT_WORDS

MAX_SUMMARY = 100
# A name and a photo are welcome, never waited for.
NEEDED = frozenset({"words", "place"})


class LalisaComplaintOpening(models.AbstractModel):
    """Fill a complaint from what its conversation says."""

    _name = "lalisa.complaint.opening"
    _description = "Opening of a complaint from a conversation"

    def _learn_from(self, message):
        """Take what a message adds: the place, the words, the name; the operator's own entries stay.

        :return: whether the complaint has just become complete
        """
        place = find_place(message)
        if place and not self.latitude and not self.location_confirmed:
            self.write({"latitude": place[0], "longitude": place[1]})
        untold = self.summary in {*WITHOUT_WORDS.values(), "Aduan"} or chat_command.is_cry(self.summary)
        if untold and message._has_words() and self.stage_role == StageRole.INTAKE:
            self.summary = summarize(message)
        reporter_sudo = self.sudo().reporter_id
        if not reporter_sudo.name and (name := chat_command.find_name(message.body)):
            reporter_sudo.name = name
        if not self.asked_for:
            return False
        asked = self.asked_for.split(",")
        left = [one for one in asked if one not in self._get_answered_by(message)]
        self._write_engine({"asked_for": ",".join(left) or False})
        return bool(NEEDED.intersection(asked)) and not NEEDED.intersection(left)

    def _hide_if_asked(self, message):
        """Hide who reported where a message asks for it among other things.

        :return: whether it is hidden only now
        """
        asked = chat_command.asks_to_be_unnamed(message.body) and self.confidentiality == "open"
        if asked:
            self.confidentiality = "secret"
        return asked

    @staticmethod
    def _get_answered_by(message):
        """Return what a message answers; in words a citizen may say anything, the place too."""
        answered = {"words", "place", "name"} if message._has_words() else set()
        if message.latitude:
            answered.add("place")
        if message.kind in ("image", "video"):
            answered.add("photo")
        return answered


def find_place(message):
    """Return the (latitude, longitude) that a message gives, or None."""
    return (message.latitude, message.longitude) if message.latitude else parse_coordinates(message.body)


def summarize(message):
    """Return the one line that a message says, or what kind of message it is."""
    text = " ".join((message.body or "").split()) if message.kind != "location" else ""
    return text[:MAX_SUMMARY] or WITHOUT_WORDS.get(message.kind, "Aduan")
