from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from .common import ComplaintCase

START = datetime(2026, 11, 24, 1)  # Tuesday 09.00 WITA
OVER = START + timedelta(days=1, seconds=1)


class DelegationCase(ComplaintCase):
    """A second section head, to whom roles are lent for a day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = new_test_user(cls.env, "test_kasi2", "lalisa_complaint.group_section_head", lang="en_US")

    def make_delegation(self, role="agency_head", deputy=None, by=None, **values):
        return (
            self.env["lalisa.delegation"]
            .with_user(by or self.agency_head)
            .create(
                {
                    "role": role,
                    "kind": "plh",
                    "principal_id": self.agency_head.id,
                    "deputy_id": (deputy or self.division_head).id,
                    "starts_at": START,
                    "ends_at": START + timedelta(days=1),
                    **values,
                }
            )
        )

    def lend_role(self, role, **values):
        """A role lent to the second section head for a day, by its holder."""
        holder = getattr(self, role)
        self.make_delegation(role, deputy=self.second, **{"principal_id": holder.id, **values})
        self.run_cron("apply_delegations")


@tagged("post_install", "-at_install")
class TestDelegation(DelegationCase):
    """A deputy acts within the period alone, and every act says on whose behalf it was done."""

    def test_a_deputy_acts_in_the_period_and_the_stage_log_says_on_whose_behalf(self):
        with freeze_time(START):
            complaint = self.complaint("report")
            self.make_delegation()
            self.run_cron("apply_delegations")
            self.move(complaint, self.division_head, "inform")
        stage_log = complaint.stage_log_ids.filtered(lambda one: one.stage_id.code == "report")
        self.assertEqual(
            (stage_log.acting_role, stage_log.capacity, stage_log.on_behalf_id),
            ("agency_head", "plh", self.agency_head),
        )

    def test_whom_a_deputy_opened_an_identity_for_is_in_the_log(self):
        with freeze_time(START):
            reporter = self.env["lalisa.reporter"].create({"name": "Warga Satu"})
            member = self.env.ref("lalisa_complaint.category_pel")
            complaint = self.complaint(category_id=member.id, reporter_id=reporter.id)
            self.make_delegation()
            self.run_cron("apply_delegations")
            self.assertEqual(complaint.with_user(self.division_head).action_reveal()["name"], "Warga Satu")
        seen = complaint.sudo().reveal_ids
        self.assertEqual(
            (seen.user_id, seen.role, seen.capacity, seen.on_behalf_id),
            (self.division_head, "agency_head", "plh", self.agency_head),
        )

    def test_the_paper_says_who_stood_in_for_whom(self):
        with freeze_time(START):
            complaint = self.complaint("report")
            self.make_delegation()
            self.run_cron("apply_delegations")
            self.move(complaint, self.division_head, "inform")
        values = self.env["report.lalisa_complaint.report_complaint"]._get_report_values(complaint.ids)
        roles = [stage_log["role"] for stage_log in values["sheets"][0]["path"]]
        self.assertIn(f"Plh. Kepala Satuan ({self.division_head.name})", roles)
        self.assertIn("Kabid", roles)

    def test_what_the_deputy_does_in_their_own_role_is_on_nobodys_behalf(self):
        with freeze_time(START):
            complaint = self.complaint("field_check")
            self.make_delegation()
            self.run_cron("apply_delegations")
            self.prepare(complaint, "dispatch")
            self.step_to(complaint, "dispatch")
        stage_log = complaint.stage_log_ids.filtered(lambda one: one.stage_id.code == "field_check")
        self.assertEqual((stage_log.acting_role, stage_log.capacity), ("division_head", False))

    def test_before_the_period_and_after_it_the_door_refuses_however_late_the_job_is(self):
        self.make_delegation()
        complaint = self.complaint("report")
        with freeze_time(START - timedelta(minutes=1)):
            self.run_cron("apply_delegations")
            with self.assertRaises(AccessError):
                self.move(complaint, self.division_head, "inform")
        with freeze_time(START):
            self.run_cron("apply_delegations")
        self.assertTrue(self.division_head.has_group("lalisa_complaint.group_agency_head"))
        with freeze_time(START + timedelta(days=1, seconds=1)):
            with self.assertRaises(AccessError):
                self.move(complaint, self.division_head, "inform")
            self.run_cron("apply_delegations")
        self.env.invalidate_all()
        self.assertFalse(self.division_head.has_group("lalisa_complaint.group_agency_head"))

    def test_a_role_that_is_ones_own_is_not_taken_back_when_a_delegation_of_it_ends(self):
        self.make_delegation("section_head", deputy=self.second)
        for moment in (START, START + timedelta(days=2)):
            with freeze_time(moment):
                self.run_cron("apply_delegations")
        self.assertTrue(self.second.has_group("lalisa_complaint.group_section_head"))

    def test_only_the_holder_or_the_head_delegates_a_role(self):
        for user in (self.operator, self.division_head):
            with self.assertRaises(AccessError):
                self.make_delegation(by=user, deputy=self.section_head)
        with self.assertRaises(AccessError):
            self.make_delegation(by=self.administrator)

    def test_a_deputy_does_not_pass_the_lent_role_on(self):
        with freeze_time(START):
            self.make_delegation()
            self.run_cron("apply_delegations")
            with self.assertRaises(AccessError):
                self.make_delegation(by=self.division_head, deputy=self.section_head)

    def test_a_delegation_is_never_rewritten_or_deleted(self):
        delegation = self.make_delegation()
        for change in ({"deputy_id": self.operator.id}, {"granted": True}):
            with self.assertRaises(UserError):
                delegation.write(change)
        with self.assertRaises(UserError):
            delegation.unlink()
        delegation.write({"ends_at": START + timedelta(hours=1)})

    # -- every act ------------------------------------------------------------------------------

    def test_whom_a_deputy_ticked_the_checklist_for_stands_beside_the_tick(self):
        with freeze_time(START):
            complaint = self.complaint()
            self.lend_role("operator")
            tick = complaint.check_ids[0].with_user(self.second)
            tick.done = True
            self.assertEqual(
                (tick.done_by_id, tick.capacity, tick.on_behalf_id),
                (self.second, "plh", self.operator),
            )
            self.assertEqual(tick.deputy_text, f"Plh., on behalf of {self.operator.name}")
            tick.done = False
            self.assertEqual((tick.done_by_id.id, tick.capacity, tick.on_behalf_id.id), (False, False, False))
            own = complaint.check_ids[1].with_user(self.operator)
            own.done = True
        self.assertEqual((own.done_by_id, own.deputy_text), (self.operator, False))

    def test_whom_a_deputy_took_the_turn_for_is_on_the_stage_log(self):
        with freeze_time(START):
            complaint = self.complaint("report")
            self.lend_role("agency_head")
            complaint.with_user(self.second).action_acknowledge()
        mark = complaint.stage_log_id.event_ids.filtered(lambda one: one.kind == "acknowledged_at")
        self.assertEqual((mark.user_id, mark.capacity, mark.on_behalf_id), (self.second, "plh", self.agency_head))
        self.assertEqual(complaint.acknowledged_as, f"Plh., on behalf of {self.agency_head.name}")

    def test_when_the_period_is_over_no_act_passes_however_late_the_job_is(self):
        with freeze_time(START):
            first, secret = self.complaint(), self.complaint("report")
            for role in ("operator", "agency_head"):
                self.lend_role(role)
            root = self.env.ref("base.user_root")
            secret.with_user(root).reporter_id = self.env["lalisa.reporter"].create({"name": "Warga Satu"})
            member = self.complaint(category_id=self.env.ref("lalisa_complaint.category_pel").id)
        acts = {
            "tick": lambda: first.check_ids[0].with_user(self.second).write({"done": True}),
            "take": first.with_user(self.second).action_acknowledge,
            "reveal": member.with_user(self.second).action_reveal,
            "move": lambda: self.move(secret, self.second, "inform"),
        }
        for name, act in acts.items():
            with freeze_time(OVER), self.subTest(name), self.assertRaises(AccessError):
                act()
        for name, act in acts.items():
            with freeze_time(START), self.subTest(name):
                act()
