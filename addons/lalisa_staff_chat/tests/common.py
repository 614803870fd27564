"""Staff with chat accounts, on a channel of the connector that is there; messages as the drains hand them over."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from odoo.addons.lalisa_dispatch.tests.common import DispatchCase
from odoo.addons.lalisa_messaging.tools.driver_types import InboundAction


class StaffChatCase(DispatchCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = cls.env.ref("base.user_root")
        # Any connector will do: what it sends is none of this addon's business.
        driver = cls.env["lalisa.channel"]._fields["driver"].get_values(cls.env)[0]
        cls.channel = cls.env["lalisa.channel"].create({"name": "Kanal uji", "driver": driver, "state": "active"})
        cls.classPatch(type(cls.channel._get_driver()), "_has_window", False)

    @classmethod
    def account(cls, number="900000001", name="Akun Uji"):
        """A chat account that nobody is known to own yet.

        :return: its conversation, as the drains see it
        """
        contact = cls.env["lalisa.contact"].create({"channel_id": cls.channel.id, "external_id": number, "name": name})
        return cls.env["lalisa.conversation"].with_user(cls.root)._find_or_create(contact)

    @classmethod
    def linked(cls, user, number="900000001"):
        """A chat account linked to a user by a code, as the user does it.

        :return: its conversation
        """
        conversation = cls.account(number, user.name)
        cls.hear(conversation, f"TAUT {cls.code_of(user)}")
        return conversation

    @classmethod
    def code_of(cls, user):
        action = user.with_user(user).action_link_chat()
        return action["context"]["default_code"]

    @classmethod
    def hear(cls, conversation, body="", kind="text", **values):
        """A message arrives. :return: the `lalisa.message`"""
        message = (
            cls.env["lalisa.message"]
            .with_user(cls.root)
            .create(
                {
                    "conversation_id": conversation.id,
                    "direction": "inbound",
                    "state": "received",
                    "kind": kind,
                    "body": body,
                    "occurred_at": fields.Datetime.now(),
                    **values,
                }
            )
        )
        conversation._on_messages(message)
        return message

    @classmethod
    def act(cls, conversation, **values):
        """A tap or a command arrives."""
        conversation._on_action(InboundAction(external_id=conversation.contact_id.external_id, **values))

    @classmethod
    def said(cls, conversation):
        """What the office has said there, in its order: `lalisa.message`."""
        conversation.invalidate_recordset(["message_ids"])
        return conversation.message_ids.filtered(lambda one: one.direction == "outbound").sorted("id")

    @classmethod
    def last(cls, conversation):
        return cls.said(conversation)[-1:]

    @classmethod
    def live(cls, conversation):
        return cls.env["lalisa.staff.link"]._find_for_conversation(conversation)

    def later(self, **period):
        """The clock of the service, set forward."""
        moment = fields.Datetime.now() + timedelta(**period)
        return patch.object(fields.Datetime, "now", lambda: moment)

    # -- buttons --------------------------------------------------------------------------------

    @classmethod
    def button(cls, conversation, title):
        """The id of the newest button with a title."""
        for message in reversed(cls.said(conversation)):
            for button_id, given in message.buttons or []:
                if given == title:
                    return button_id
        raise AssertionError(f"no button '{title}' among {cls.titles(conversation)}")

    @classmethod
    def titles(cls, conversation):
        """The titles of the buttons of the last message."""
        return [title for _id, title in cls.last(conversation).buttons or []]

    @classmethod
    def tap(cls, conversation, title):
        cls.act(conversation, button_id=cls.button(conversation, title))

    @classmethod
    def warn(cls, complaint):
        """The step's warning is told to those whose turn it is."""
        complaint.sudo().stage_log_id.with_user(cls.root)._tell_event("warned_at")
