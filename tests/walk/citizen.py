"""A citizen on WhatsApp, as Meta would tell of them: signed bodies posted over HTTP."""

import json
import secrets
import time

from tests.processes import NUMBER_ID, WABA_ID, post_webhook, until


class Citizen:
    """One telephone. What it sends is remembered, so that a test can ask whether all of it has arrived."""

    def __init__(self, server, number, name="Warga Uji"):
        self.server, self.number, self.name = server, number, name
        self.sent = []

    def send(self, kind, node, minutes_ago=0, **more):
        """Send one message and waits until the service has heard it.

        :param minutes_ago: how long ago the citizen wrote it
        :param more: what else stands in the message; `id` in the place of an id of our own
        :return: its id
        """
        wamid = more.pop("id", None) or f"wamid.T{secrets.token_hex(8)}"
        message = {
            "from": self.number,
            "id": wamid,
            "timestamp": str(int(time.time() - 60 * minutes_ago)),
            "type": kind,
            kind: node,
            **more,
        }
        contact = {"profile": {"name": self.name} if self.name else {}, "wa_id": self.number}
        assert post_webhook(self.server, _build_envelope(contact, message)) == 200
        self.sent.append(wamid)
        until(lambda: self._rows("SELECT 1 FROM lalisa_message WHERE provider_message_id = %s", wamid))
        return wamid

    def text(self, words, **options):
        return self.send("text", {"body": words}, **options)

    def pin(self, latitude=-2.3289, longitude=115.4633, **options):
        return self.send("location", {"latitude": latitude, "longitude": longitude}, **options)

    def photo(self, caption="", **options):
        node = {"id": str(10**14 + secrets.randbelow(10**14)), "mime_type": "image/jpeg"}
        return self.send("image", {**node, **({"caption": caption} if caption else {})}, **options)

    def voice(self, **options):
        node = {
            "id": str(10**14 + secrets.randbelow(10**14)),
            "mime_type": "audio/ogg; codecs=opus",
        }
        return self.send("audio", {**node, "voice": True}, **options)

    def sticker(self, **options):
        node = {"id": str(10**14 + secrets.randbelow(10**14)), "mime_type": "image/webp"}
        return self.send("sticker", node, **options)

    def forwarded(self, words, **options):
        return self.send("text", {"body": words}, context={"forwarded": True}, **options)

    def tap(self, button_id, title, **options):
        reply = {"type": "button_reply", "button_reply": {"id": button_id, "title": title}}
        return self.send("interactive", reply, **options)

    # -- what came of it ------------------------------------------------------------------------

    def replies(self):
        """Return (purpose, text) of all that the office has said, in its order."""
        return self._rows(
            """SELECT m.purpose, m.body FROM lalisa_message m
                 JOIN lalisa_conversation v ON v.id = m.conversation_id
                 JOIN lalisa_contact p ON p.id = v.contact_id
                WHERE p.external_id = %s AND m.direction = 'outbound' ORDER BY m.id""",
            self.number,
        )

    def purposes(self):
        return [purpose for purpose, _text in self.replies()]

    def cases(self):
        """Return (number, summary, stage code, confidentiality, ids of what was sent for it) of each complaint."""
        return self._rows(
            """SELECT c.number, c.summary, c.stage_code, c.confidentiality,
                      array(SELECT m.provider_message_id FROM lalisa_message m
                             WHERE m.complaint_id = c.id AND m.direction = 'inbound' ORDER BY m.id)
                 FROM lalisa_complaint c JOIN lalisa_conversation v ON v.id = c.conversation_id
                 JOIN lalisa_contact p ON p.id = v.contact_id
                WHERE p.external_id = %s ORDER BY c.id""",
            self.number,
        )

    def lost(self):
        """Return what was sent and is neither in a complaint nor in the operator's inbox."""
        kept = self._rows(
            """SELECT m.provider_message_id FROM lalisa_message m
                 JOIN lalisa_conversation v ON v.id = m.conversation_id
                WHERE m.direction = 'inbound' AND (m.complaint_id IS NOT NULL OR v.inbox_at IS NOT NULL)"""
        )
        return set(self.sent) - {row[0] for row in kept}

    def _rows(self, query, *values):
        return self.server.database.rows(query, *values)


def _build_envelope(contact, message):
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550100200", "phone_number_id": NUMBER_ID},
        "contacts": [contact],
        "messages": [message],
    }
    entry = {"id": WABA_ID, "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
