from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tools.driver_types import GroupEvent

from .common import StaffChatCase


@tagged("post_install", "-at_install")
class TestGroupChat(StaffChatCase):
    """A team's group hears that the team was sent, and nothing that many must not read."""

    def setUp(self):
        super().setUp()
        self.group = self.of_event(self.event("message"))

    def event(self, kind, **values):
        return GroupEvent(external_id="-1001", kind=kind, title="Grup Regu Uji", **values)

    def of_event(self, event):
        contact = self.env["lalisa.contact"].with_user(self.root)._find_or_create_group(self.channel, event)
        return self.env["lalisa.conversation"].with_user(self.root)._find_or_create(contact)

    def code(self):
        return self.team.with_user(self.administrator).action_link_chat()["context"]["default_code"]

    def link_group(self):
        self.group._on_group(self.event("command", command="taut", argument=self.code()))

    def send(self, case):
        self.env["lalisa.dispatch"].with_user(self.division_head).create(
            {"complaint_id": case.id, "team_id": self.team.id}
        )

    def told(self):
        """What the group was told after it was linked."""
        return [message.body for message in self.said(self.group)[1:]]

    def test_a_code_of_the_administrator_links_the_group_to_the_team(self):
        self.link_group()
        self.assertEqual((self.team.chat_id, self.team.chat_name), (self.group, "Grup Regu Uji"))
        self.assertIn("Regu Uji", self.last(self.group).body)

    def test_only_the_administrator_links_or_ends_it(self):
        for user in (self.operator, self.division_head, self.response_team, self.agency_head):
            for act in ("action_link_chat", "action_end_chat"):
                with self.assertRaises(AccessError):
                    getattr(self.team.with_user(user), act)()

    def test_the_code_of_a_person_links_no_group_and_the_teams_no_person(self):
        self.group._on_group(self.event("command", command="taut", argument=self.code_of(self.response_team)))
        self.assertFalse(self.live(self.group))
        account = self.account()
        self.hear(account, f"TAUT {self.code()}")
        self.assertFalse(self.live(account))
        self.assertFalse(self.team.chat_id)

    def test_an_order_is_told_without_personal_data(self):
        self.link_group()
        case = self.complaint("dispatch", location_confirmed=True)
        case.with_user(self.section_head).brief = "Pemilik bernama Siti, telepon 08123."
        self.send(case)
        [told] = self.told()
        for known in (case.number, "Regu Uji", "Depan pasar", case.category_id.name):
            self.assertIn(known, told)
        for hidden in ("Siti", "08123", "Sapi berkeliaran"):
            self.assertNotIn(hidden, told)
        self.assertFalse(self.last(self.group).buttons)

    def test_of_a_covert_operation_a_group_hears_nothing(self):
        self.link_group()
        covert = self.env["lalisa.category"].search([("covert", "=", True)], limit=1)
        case = self.complaint("dispatch", category_id=covert.id)
        self.send(case)
        self.assertTrue(case.dispatch_ids)
        self.assertEqual(self.told(), [])

    def test_of_a_protected_case_a_group_hears_the_number_only(self):
        self.link_group()
        case = self.complaint("dispatch", confidentiality="secret", location_confirmed=True)
        self.send(case)
        [told] = self.told()
        self.assertIn(case.number, told)
        for hidden in ("Depan pasar", case.category_id.name):
            self.assertNotIn(hidden, told)

    def test_the_group_hears_nothing_after_it_was_ended_or_the_office_removed(self):
        for end in (
            lambda: self.team.with_user(self.administrator).action_end_chat(),
            lambda: self.group._on_group(self.event("removed")),
        ):
            self.link_group()
            waiting = self.last(self.group)
            end()
            self.assertFalse(self.team.chat_id)
            self.assertEqual(waiting.state, "cancelled")
            count = len(self.said(self.group))
            self.send(self.complaint("dispatch"))
            self.assertEqual(len(self.said(self.group)), count)

    def test_a_member_who_leaves_the_group_of_the_team_loses_the_link_at_once(self):
        self.link_group()
        member, head = self.linked(self.response_team, "11"), self.linked(self.division_head, "12")
        link = self.live(member)
        for person in ("12", "11"):
            self.group._on_group(self.event("left", person_id=person))
        self.assertEqual(link.end_reason, "left_group")
        # The head is none of the team: looking into its group gave him no link and takes none.
        self.assertTrue(self.live(head))

    def test_who_leaves_another_group_keeps_the_link(self):
        member = self.linked(self.response_team, "11")
        self.group._on_group(self.event("left", person_id="11"))
        self.assertTrue(self.live(member))

    def test_guessing_codes_in_a_group_is_stopped_too(self):
        for _try in range(5):
            self.group._on_group(self.event("command", command="taut", argument="AAAAA-AAAAA"))
        self.link_group()
        self.assertFalse(self.team.chat_id)
