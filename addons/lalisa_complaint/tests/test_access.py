from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ComplaintCase


@tagged("post_install", "-at_install")
class TestAccess(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reporter = cls.env["lalisa.reporter"].create({"name": "Siti Rahasia", "phone": "0800555"})

    def make_reported(self, **values):
        return self.complaint(reporter_id=self.reporter.id, **values)

    def test_the_team_has_no_access_to_complaint_reporter_and_history(self):
        complaint = self.make_reported()
        for model in (
            "lalisa.complaint",
            "lalisa.reporter",
            "lalisa.stage.log",
            "lalisa.reveal.log",
        ):
            with self.subTest(model):
                for operation in ("read", "write", "create", "unlink"):
                    self.assertFalse(self.env[model].with_user(self.response_team).has_access(operation))
        with self.assertRaises(AccessError):
            complaint.with_user(self.response_team).read(["summary"])
        with self.assertRaises(AccessError):
            complaint.with_user(self.response_team).message_post(body="x")

    def test_an_employee_without_a_role_sees_nothing(self):
        stranger = new_test_user(self.env, "test_stranger", "base.group_user")
        for name in sorted(self.env.registry):
            if name.startswith("lalisa.complaint") or name in (
                "lalisa.reporter",
                "lalisa.tracking",
            ):
                self.assertFalse(self.env[name].with_user(stranger).has_access("read"), name)

    def test_a_reporters_name_is_never_the_name_of_the_record(self):
        complaint = self.make_reported(confidentiality="secret").with_user(self.section_head)
        answers = [
            complaint.read(["reporter_id"]),
            complaint.web_read({"reporter_id": {"fields": {"display_name": {}}}}),
            complaint.formatted_read_group([("id", "=", complaint.id)], ["reporter_id"], ["__count"]),
        ]
        self.section_head.group_ids += self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            complaint.export_data(["reporter_id"])
        self.assertNotIn("Siti", str(answers))

    def test_a_protected_identity_is_found_by_no_search(self):
        self.make_reported(confidentiality="secret")
        for user in (self.operator, self.section_head, self.division_head, self.agency_head):
            reporters = self.env["lalisa.reporter"].with_user(user)
            self.assertFalse(reporters.search([("name", "ilike", "Siti")]))
            self.assertFalse(reporters.name_search("Siti"))
            self.assertFalse(
                self.env["lalisa.complaint"].with_user(user).search([("reporter_id.name", "ilike", "Siti")])
            )

    def test_an_open_identity_is_read_by_those_who_work_the_complaint(self):
        complaint = self.make_reported()
        self.assertEqual(complaint.with_user(self.section_head).reporter_id.name, "Siti Rahasia")

    def test_revealing_is_written_down_and_read_by_the_head(self):
        complaint = self.make_reported(confidentiality="secret")
        self.assertEqual(complaint.with_user(self.section_head).action_reveal()["name"], "Siti Rahasia")
        log = self.env["lalisa.reveal.log"].with_user(self.agency_head).search([("complaint_id", "=", complaint.id)])
        self.assertEqual((log.user_id, log.role), (self.section_head, "section_head"))
        with self.assertRaises(AccessError):
            complaint.with_user(self.administrator).action_reveal()

    def test_complaints_about_members_are_the_heads_alone(self):
        complaint = self.make_reported(category_id=self.env.ref("lalisa_complaint.category_pel").id)
        self.assertEqual(complaint.sop_id.kind, "member")
        self.assertEqual(complaint.confidentiality, "secret")
        for user in (self.operator, self.section_head, self.division_head, self.administrator):
            self.assertFalse(self.env["lalisa.complaint"].with_user(user).search([("id", "=", complaint.id)]))
        self.assertEqual(complaint.with_user(self.agency_head).action_reveal()["phone"], "0800555")

    def test_what_hangs_on_a_complaint_about_members_is_the_heads_alone(self):
        complaint = self.make_reported(category_id=self.env.ref("lalisa_complaint.category_pel").id)
        of_case, seen_by_the_head = [("complaint_id", "=", complaint.id)], []
        for name, model in self.env.registry.items():
            field = model._fields.get("complaint_id")
            if not field or field.comodel_name != complaint._name or not field.store or model._transient:
                continue
            records = self.env[name]
            for user in (self.operator, self.section_head, self.division_head, self.administrator):
                if records.with_user(user).has_access("read"):
                    self.assertFalse(records.with_user(user).search(of_case), (name, user.login))
            if records.with_user(self.agency_head).has_access("read"):
                seen_by_the_head += [name] * len(records.with_user(self.agency_head).search(of_case))
        self.assertLessEqual({"lalisa.stage.log", "lalisa.complaint.check"}, set(seen_by_the_head))

    def test_setting_the_category_to_members_at_step_one_changes_the_procedure(self):
        complaint = self.make_reported(category_id=False)
        complaint.with_user(self.operator).category_id = self.env.ref("lalisa_complaint.category_pel")
        self.assertEqual(complaint.sop_id.kind, "member")
        self.assertTrue(complaint.with_user(self.agency_head).is_my_turn)

    def test_my_turn_is_found_by_search_as_by_reading(self):
        here, there = self.complaint(), self.complaint("verify")
        for user in (self.operator, self.section_head, self.agency_head):
            complaints = (here | there).with_user(user)
            found = complaints.search([("id", "in", complaints.ids), ("is_my_turn", "=", True)])
            self.assertEqual(found, complaints.filtered("is_my_turn"))
            rest = complaints.search([("id", "in", complaints.ids), ("is_my_turn", "=", False)])
            self.assertEqual(rest, complaints - found)

    def test_the_complaint_carries_no_portal_token(self):
        self.assertNotIn("access_token", self.env["lalisa.complaint"]._fields)

    def test_the_administrator_holds_no_settings_right(self):
        self.assertFalse(self.administrator.has_group("base.group_system"))

    def test_a_tracking_secret_is_kept_as_a_hash_and_read_by_nobody(self):
        complaint = self.complaint()
        token = complaint._tracking_url().rsplit("/", 1)[1]
        tracking = self.env["lalisa.tracking"]
        self.assertEqual(tracking._find_complaint(complaint.number, token), complaint)
        self.assertFalse(tracking._find_complaint(complaint.number, token + "x"))
        self.assertFalse(tracking._find_complaint("LL-00-0000", token))
        self.assertNotIn(token, str(tracking.search([]).read()))
        self.assertFalse(tracking.with_user(self.agency_head).has_access("read"))
