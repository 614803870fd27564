import base64
import hashlib
import mimetypes
from collections import Counter, defaultdict
from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import models

from odoo.addons.lalisa_intake.tools.place import parse_coordinates
from odoo.addons.lalisa_messaging.tools.text import make_storable

from ..tools.exported_chat import NOT_EXPORTED

WITA = ZoneInfo("Asia/Makassar")
KINDS = {"image": "image", "audio": "audio", "video": "video"}


class LalisaConversation(models.Model):
    """What people carry in and out by hand, kept like everything else."""

    _inherit = "lalisa.conversation"

    def _keep_lines(self, lines, files, citizen):
        """Store what is not here yet of a chat, in its order.

        :param lines: list of `exported_chat.Line`, times by the telephone's clock
        :param files: {name: bytes}
        :param citizen: the sender who is the citizen; every other one is the office
        :return: the new `lalisa.message`s
        """
        known = Counter(self._key_of(message) for message in self.message_ids)
        with_file = defaultdict(list)
        for key in known:
            if key[3]:
                with_file[key[:2]].append(key)
        without_file = self._without_file()
        added = self.message_ids.browse()
        for line in lines:
            content, inbound = files.get(line.media), line.sender == citizen
            minute = (inbound, _convert_to_utc(line.moment).replace(second=0, microsecond=0))
            key = _build_key(*minute, line.body, content)
            if known[key]:
                known[key] -= 1
            elif content is not None and without_file[minute]:
                self._complete_message(without_file[minute].pop(0), line, content)
            elif not (line.body == NOT_EXPORTED and _take_file(known, with_file[minute])):
                added |= self._keep_line(line, content, inbound)
        if added:
            self._note_newest(added)
        return added

    def _without_file(self):
        """Return {(side, minute): messages} of those that an earlier export told of without their file."""
        found = defaultdict(list)
        for message in self.message_ids.sorted("id"):
            if message.body == NOT_EXPORTED and not message.attachment_ids:
                minute = message.occurred_at.replace(second=0, microsecond=0)
                found[message.direction == "inbound", minute].append(message)
        return found

    def _complete_message(self, message, line, content):
        """Give a message its file and words, which an earlier export had left out."""
        mimetype = mimetypes.guess_type(line.media)[0] or ""
        message.write(
            {
                "body": make_storable(line.body),
                "kind": KINDS.get(mimetype.split("/")[0], "document"),
                "media_mimetype": mimetype,
            }
        )
        self._attach_file(message, line.media, content)

    def _key_of(self, message):
        """Return what tells a message from others, whichever phone exported it: side, minute, words, file."""
        sha1 = message.attachment_ids[:1].checksum or ""
        return (
            message.direction == "inbound",
            message.occurred_at.replace(second=0, microsecond=0),
            " ".join((message.body or "").split()),
            sha1,
        )

    def _keep_line(self, line, content, inbound):
        place = parse_coordinates(line.body) if line.is_place else None
        mimetype = mimetypes.guess_type(line.media)[0] or ""
        kind = KINDS.get(mimetype.split("/")[0], "document") if line.media else "text"
        message = self.env["lalisa.message"].create(
            {
                "conversation_id": self.id,
                "direction": "inbound" if inbound else "outbound",
                "state": "received" if inbound else "sent",
                "kind": "location" if place else kind,
                "body": make_storable(line.body),
                "occurred_at": _convert_to_utc(line.moment),
                "latitude": place[0] if place else 0,
                "longitude": place[1] if place else 0,
                "media_mimetype": mimetype,
                "purpose": "carried",
            }
        )
        if content is not None:
            self._attach_file(message, line.media, content)
        return message

    def _attach_file(self, message, name, content):
        self.env["ir.attachment"].create(
            {
                "name": name,
                "datas": base64.b64encode(content),
                "res_model": "lalisa.message",
                "res_id": message.id,
            }
        )

    def _note_newest(self, messages):
        """Keep the conversation's own marks in step with messages that came by hand."""
        heard = messages.filtered(lambda one: one.direction == "inbound")
        newest = messages.sorted("occurred_at")[-1]
        if not self.last_message_at or newest.occurred_at >= self.last_message_at:
            self.last_message_at = newest.occurred_at
        times = [*heard.mapped("occurred_at"), *filter(None, [self.last_inbound_at])]
        self.write({"unread_count": self.unread_count + len(heard), "last_inbound_at": max(times, default=False)})

    def _hear_carried(self, messages):
        """Let the dialogue hear messages that came by hand, one after another as they were written."""
        heard = messages.filtered(lambda one: one.direction == "inbound").sorted("id")
        telling = heard.filtered(self._is_substance)[:1]
        # A greeting before the matter is part of it: what was told at one sitting is answered once.
        self._on_messages(telling | heard)

    def _panel_actions(self, message):
        actions = super()._panel_actions(message)
        if message.by_hand and message.direction == "outbound" and message.complaint_id._does_intake():
            if message.state in ("queued", "sending"):
                actions.append({"method": "action_open_whatsapp", "label": self.env._("Open WhatsApp")})
            if message.state in ("queued", "sending", "sent"):
                actions.append({"method": "action_ticks_seen", "label": self.env._("Two ticks seen")})
        return actions


def _take_file(known, keys):
    """Tell whether a file of one side and minute is here already; it is counted off."""
    for key in keys:
        if known[key]:
            known[key] -= 1
            return True
    return False


def _convert_to_utc(moment):
    return moment.replace(tzinfo=WITA).astimezone(UTC).replace(tzinfo=None)


def _build_key(inbound, moment, body, content):
    # The filestore's own name for a file's content, not a secret.
    sha1 = hashlib.sha1(content).hexdigest() if content is not None else ""  # noqa: S324
    return inbound, moment.replace(second=0, microsecond=0), " ".join((body or "").split()), sha1
