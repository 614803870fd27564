from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCase

OUTSIDE = "luar@example.org"


class InnerChatterCase(ComplaintCase):
    """A chatter of a case reaches those who may read the case, whoever its writer names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.users"].search([("share", "=", False)]).partner_id.write({"email": "kantor@example.org"})
        cls.stranger = cls.env["res.partner"].create({"name": "Luar", "email": OUTSIDE})

    def list_reached(self, record):
        """The contacts and addresses that something was sent to."""
        self.env.flush_all()
        messages_sudo = record.sudo().message_ids
        mails = self.env["mail.mail"].sudo().search([("mail_message_id", "in", messages_sudo.ids)])
        notified = self.env["mail.notification"].sudo().search([("mail_message_id", "in", messages_sudo.ids)])
        people = (notified.res_partner_id | mails.recipient_ids | record.sudo().message_partner_ids).ids
        return set(people), {mail.email_to for mail in mails if mail.email_to}

    def assert_inside(self, record, unentitled):
        people, addresses = self.list_reached(record)
        self.assertFalse(people & {self.stranger.id, unentitled.partner_id.id})
        self.assertFalse(addresses)

    def with_a_chatter(self):
        thread = self.registry["mail.thread"]
        return {
            name
            for name, model in self.registry.items()
            if name.startswith("lalisa.") and issubclass(model, thread) and not model._abstract
        }

    def kept_in_the_office(self):
        inner = self.registry["lalisa.inner.thread"]
        return {name for name in self.with_a_chatter() if issubclass(self.registry[name], inner)}

    def assert_kept_in_the_office(self, record, unentitled):
        """Whatever way a word is sent, it reaches neither the stranger nor who may not read the record."""
        named = [self.stranger.id, unentitled.partner_id.id]
        said = {"body": "Pelapor iseng", "message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        record.message_post(**said, partner_ids=named)
        record.message_post(**said, outgoing_email_to=OUTSIDE)
        record.message_subscribe(named)
        record.message_post(**said)
        record.message_notify(body="Iseng", partner_ids=named)
        composer = self.env["mail.compose.message"].with_user(record.env.user)
        values = {
            "model": record._name,
            "res_ids": str(record.ids),
            "body": "Iseng",
            "partner_ids": [Command.set(named)],
        }
        composer.create({**values, "composition_mode": "comment"}).action_send_mail()
        with self.assertRaisesRegex(UserError, "stays in the office"):
            composer.create({**values, "composition_mode": "mass_mail"}).action_send_mail()
        self.assert_inside(record, unentitled)


@tagged("post_install", "-at_install")
class TestInnerChatter(InnerChatterCase):
    def test_no_word_goes_to_a_contact_or_an_address_outside_nor_to_who_may_not_read_it(self):
        self.assert_kept_in_the_office(self.complaint("resolve").with_user(self.operator), self.response_team)

    def test_a_colleague_who_may_read_the_case_is_told(self):
        complaint = self.complaint("resolve").with_user(self.operator)
        colleague = self.section_head.partner_id
        complaint.message_subscribe(colleague.ids)
        complaint.message_post(body="Mohon dilihat", message_type="comment", partner_ids=colleague.ids)
        people, _addresses = self.list_reached(complaint)
        self.assertIn(colleague.id, people)
        self.assertIn(colleague, complaint.sudo().message_partner_ids)

    def test_who_followed_from_outside_before_hears_nothing_any_more(self):
        complaint = self.complaint().with_user(self.operator)
        self.env["mail.followers"].sudo().create(
            {"res_model": complaint._name, "res_id": complaint.id, "partner_id": self.stranger.id}
        )
        complaint.message_post(body="Iseng", message_type="comment", subtype_xmlid="mail.mt_comment")
        notified = self.env["mail.notification"].sudo().search([("res_partner_id", "=", self.stranger.id)])
        self.assertFalse(notified)

    def test_every_model_of_ours_with_a_chatter_keeps_it_in_the_office(self):
        self.assertLessEqual({"lalisa.complaint"}, self.with_a_chatter())
        self.assertFalse(self.with_a_chatter() - self.kept_in_the_office() - self.of_other_addons())

    def of_other_addons(self):
        """Models that this addon knows nothing of: the addon that tells of them judges their chatters."""
        return {name for name in self.with_a_chatter() if self.registry[name]._original_module != "lalisa_complaint"}
