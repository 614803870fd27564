from odoo import fields
from odoo.tests import tagged

from odoo.addons.lalisa_complaint.report.wording import in_indonesian

from .common import StaffChatCase


@tagged("post_install", "-at_install")
class TestPing(StaffChatCase):
    """Staff on a channel that allows free messages for 24 hours only."""

    def setUp(self):
        super().setUp()
        self.chat = self.linked(self.division_head)
        self.patch(type(self.channel._get_driver()), "_has_window", True)
        self.env.ref("lalisa_staff_chat.template_staff_ping").provider_template = "panggilan_petugas"
        self.before = len(self.said(self.chat))

    def told(self):
        return self.said(self.chat)[self.before :]

    def test_after_a_day_of_silence_a_turn_is_told_by_template_with_number_and_step_only(self):
        case = self.complaint("field_check", location_confirmed=True)
        self.warn(case)
        [ping] = self.told()
        self.assertEqual(ping.template["name"], "panggilan_petugas")
        self.assertEqual(ping.template["params"], [case.number, in_indonesian(case.sudo()).stage_id.name])
        self.assertTrue(ping.for_staff)
        self.assertFalse(ping.buttons)
        for hidden in ("Lima ekor sapi", "Depan pasar", "Sapi berkeliaran", "Siti"):
            self.assertNotIn(hidden, f"{ping.body} {ping.template}")

    def test_who_has_just_written_gets_the_facts_and_the_buttons(self):
        case = self.complaint("field_check", location_confirmed=True)
        self.chat.last_inbound_at = fields.Datetime.now()
        self.warn(case)
        [told] = self.told()
        self.assertFalse(told.template)
        self.assertIn("Lima ekor sapi", told.body)
        self.assertTrue(told.buttons)

    def test_an_office_without_such_a_template_sends_nothing_that_would_fail(self):
        self.env.ref("lalisa_staff_chat.template_staff_ping").provider_template = False
        self.warn(self.complaint("field_check"))
        self.assertFalse(self.told())

    def test_a_team_is_called_to_its_order_the_same_way(self):
        trc = self.linked(self.response_team, "2")
        before = len(self.said(trc))
        case = self.complaint("dispatch")
        self.order_team(case)
        [ping] = self.said(trc)[before:]
        self.assertEqual(ping.template["params"][0], case.sudo().number)
