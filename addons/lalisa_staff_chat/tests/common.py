"""Staff with chat accounts, on a channel of the connector that is there; messages as the drains hand them over."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from odoo.addons.lalisa_complaint.tests.common import ComplaintCase
from odoo.addons.lalisa_messaging.tools.driver_types import InboundAction


class StaffChatCase(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.env.ref("base.user_root")
        # Any connector will do: what it sends is none of this addon's business.
        driver = cls.env["lalisa.channel"]._fields["driver"].get_values(cls.env)[0]
        cls.channel = cls.env["lalisa.channel"].create(
            {"name": "Kanal uji", "driver": driver, "state": "active"}
        )
        cls.classPatch(type(cls.channel._driver()), "_has_window", False)

    def account(self, number="900000001", name="Akun Uji"):
        """A chat account that nobody is known to own yet.

        :return: its conversation, as the drains see it
        """
        contact = self.env["lalisa.contact"].create(
            {"channel_id": self.channel.id, "external_id": number, "name": name}
        )
        return self.env["lalisa.conversation"].with_user(self.root)._of(self.channel, contact)

    def linked(self, user, number="900000001"):
        """A chat account linked to a user by a code, as the user does it.

        :return: its conversation
        """
        conversation = self.account(number, user.name)
        self.hear(conversation, f"TAUT {self.code_of(user)}")
        return conversation

    def code_of(self, user):
        action = user.with_user(user).action_link_chat()
        return action["context"]["default_code"]

    def hear(self, conversation, body="", kind="text", **values):
        """A message arrives. :return: the `lalisa.message`"""
        message = self.env["lalisa.message"].with_user(self.root).create({
            "conversation_id": conversation.id, "direction": "inbound", "state": "received", "kind": kind,
            "body": body, "occurred_at": fields.Datetime.now(), **values,
        })
        conversation._on_message(message)
        return message

    def act(self, conversation, **values):
        """A tap or a command arrives."""
        conversation._on_action(
            InboundAction(external_id=conversation.contact_id.external_id, **values)
        )

    def said(self, conversation):
        """What the office has said there, in its order: `lalisa.message`."""
        conversation.invalidate_recordset(["message_ids"])
        return conversation.message_ids.filtered(lambda one: one.direction == "outbound").sorted("id")

    def last(self, conversation):
        return self.said(conversation)[-1:]

    def live(self, conversation):
        return self.env["lalisa.staff.link"]._of(conversation)

    def later(self, **period):
        """The clock of the service, set forward."""
        moment = fields.Datetime.now() + timedelta(**period)
        return patch.object(fields.Datetime, "now", lambda: moment)

    # -- buttons --------------------------------------------------------------------------------

    def button(self, conversation, title):
        """The id of the newest button with a title."""
        for message in reversed(self.said(conversation)):
            for button_id, given in message.buttons or []:
                if given == title:
                    return button_id
        raise AssertionError(f"no button '{title}' among {self.titles(conversation)}")

    def titles(self, conversation):
        """The titles of the buttons of the last message."""
        return [title for _id, title in self.last(conversation).buttons or []]

    def tap(self, conversation, title):
        self.act(conversation, button_id=self.button(conversation, title))

    def warn(self, complaint):
        """The step's warning is told to those whose turn it is."""
        complaint.sudo().visit_id.with_user(self.root)._ping("warned_at")
