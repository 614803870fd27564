"""A channel, a citizen, and messages as the inbox drain hands them over."""

from unittest.mock import patch

from odoo import fields

from odoo.addons.lalisa_complaint.tests.common import ComplaintCase


class IntakeCase(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["lalisa.channel"].create({"name": "Kanal uji", "driver": "whatsapp", "state": "active"})
        cls.contact = cls.env["lalisa.contact"].create(
            {
                "channel_id": cls.channel.id,
                "external_id": "6281200000009",
                "phone": "+6281200000009",
                "name": "Siti Uji",
            }
        )
        cls.root = cls.env.ref("base.user_root")
        cls.conversation = cls.env["lalisa.conversation"].with_user(cls.root)._find_or_create(cls.contact)

    def hear(self, body="", kind="text", **values):
        """A citizen's message arrives."""
        message = (
            self.env["lalisa.message"]
            .with_user(self.root)
            .create(
                {
                    "conversation_id": self.conversation.id,
                    "direction": "inbound",
                    "state": "received",
                    "kind": kind,
                    "body": body,
                    "occurred_at": fields.Datetime.now(),
                    **values,
                }
            )
        )
        self.conversation.last_inbound_at = message.occurred_at
        self.conversation._on_messages(message)
        return message

    @property
    def told(self):
        """What the citizen was told, in its order."""
        return self.conversation.message_ids.filtered(lambda one: one.direction == "outbound").sorted("id")

    @property
    def complaints(self):
        self.conversation.invalidate_recordset(["complaint_ids"])
        return self.conversation.complaint_ids.sorted("id")

    def setUpPerson(self):
        """Another citizen begins to write."""
        serial = self.env["lalisa.contact"].search_count([])
        self.contact = self.contact.copy({"external_id": f"62812{serial:09d}"})
        self.conversation = self.env["lalisa.conversation"].with_user(self.root)._find_or_create(self.contact)

    def clock(self, moment):
        """The clock of the service stands at a moment (UTC)."""
        return patch.object(fields.Datetime, "now", lambda: fields.Datetime.to_datetime(moment))

    def later(self, minutes):
        """The clock of the service, set forward."""
        moment = fields.Datetime.add(fields.Datetime.now(), minutes=minutes)
        return patch.object(fields.Datetime, "now", lambda: moment)
