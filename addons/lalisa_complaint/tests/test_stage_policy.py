import xmlrpc.client
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.modules.migration import load_script
from odoo.tests import tagged

from ..models.sop.stage_role import StageRole, get_kind
from .common import ComplaintCase

MIGRATION = Path(__file__).parents[1] / "migrations/19.0.2.0.0/post-policy_of_stages.py"


@tagged("post_install", "-at_install")
class TestStagePolicy(ComplaintCase):
    """Policy of stages: each says itself what it is for, and an office may have several of one role."""

    def make_stage(self, role, **values):
        serial = self.env["lalisa.stage"].search_count([])
        return self.env["lalisa.stage"].create({"name": f"Uji {role}", "code": f"try_{serial}", "role": role, **values})

    def make_way(self, complaint, start, end, **values):
        way = {"sop_id": complaint.sudo().sop_id.id, "from_stage_id": start.id, "to_stage_id": end.id}
        return self.env["lalisa.sop.transition"].create({**way, "group_ids": self.operator_group.ids, **values})

    @property
    def operator_group(self):
        return self.env.ref("lalisa_complaint.group_operator")

    def test_the_role_decides_the_kind(self):
        for stage in self.env["lalisa.stage"].search([]):
            self.assertEqual(stage.kind, get_kind(stage.role))
        self.assertEqual(self.make_stage("paused").kind, "waiting")
        self.assertEqual(self.make_stage("work", kind="closed").kind, "step", "a kind that was given decides nothing")

    def test_where_the_result_is_told_nothing_is_kept_from_a_closed_operation(self):
        for role in ("delivery", "done"):
            with self.assertRaises(ValidationError):
                self.make_stage(role)
            self.make_stage(role, while_covert="told")
        with self.assertRaises(ValidationError):
            self.stage("delivery").while_covert = "named"

    def test_what_a_field_may_hold_is_told_over_xml_rpc(self):
        stages = self.env["lalisa.stage"].with_context(lang=False)
        self.assertIn("intake", xmlrpc.client.dumps((stages.fields_get(["role"]),), allow_none=True))

    def test_a_complaint_begins_at_the_first_step_of_its_procedure(self):
        self.make_stage("intake", sequence=-5)
        self.assertEqual(self.complaint().stage_id, self.stage("receive"))
        self.stage("receive").role = "work"
        with self.assertRaisesRegex(UserError, "complaints begin|awal aduan|dimulai"):
            self.complaint()

    def test_a_move_to_nowhere_is_refused_and_not_passed_over(self):
        with self.assertRaises(UserError):
            self.complaint().write({"stage_id": False})

    def test_the_software_takes_its_own_ways_only(self):
        complaint = self.complaint("delivery")
        told_by_hand = self.make_stage("done", while_covert="told")
        self.make_way(complaint, self.stage("delivery"), told_by_hand, sequence=1)
        complaint._close_with_proof("read")
        self.assertEqual((complaint.stage_id, complaint.closing_proof), (self.stage("done"), "read"))

    def test_where_no_way_leads_back_an_answer_is_an_addition_and_nothing_is_closed_for_silence(self):
        complaint = self.complaint("check")
        waits = self.make_stage("waiting", while_covert="named")
        self.make_way(complaint, self.stage("check"), waits)
        complaint.with_user(self.operator).write({"stage_id": waits.id})
        self.assertFalse(complaint._reporter_answered())
        with patch.object(self.env.registry["lalisa.complaint"], "_remind_reporter") as reminded:
            complaint.sudo()._remind_or_close(
                complaint.registered_at, *(complaint.registered_at - complaint.registered_at,) * 2
            )
        self.assertFalse(reminded.called)
        self.assertEqual(complaint.stage_id, waits)

    def test_of_two_field_checks_the_first_may_be_filled_in(self):
        complaint = self.complaint("verify")
        self.assertTrue(complaint.before_field_check)
        later = self.make_stage("field_check")
        step = {"sop_id": complaint.sudo().sop_id.id, "stage_id": later.id, "number": 9, "minutes_max": 5}
        self.env["lalisa.sop.step"].create({**step, "group_ids": self.operator_group.ids})
        self.prepare(complaint, "field_check")
        self.step_to(complaint, "field_check")
        self.assertFalse(complaint.before_field_check)

    def test_an_upgrade_fills_the_policy_of_every_stage_also_without_indonesian(self):
        own = self.make_stage("paused", name="Menunggu instansi lain")
        closed = self.make_stage("ended", name="Selesai di tempat")
        stages = self.env["lalisa.stage"].search([])
        before = {
            one.code: (one.role, one.kind, one.public_sentence, one.while_covert) for one in stages - own - closed
        }
        self.env.flush_all()
        self.env.cr.execute("UPDATE lalisa_stage SET role = 'work', public_sentence = NULL, while_covert = 'hidden'")
        self.env.cr.execute("UPDATE lalisa_sop_transition SET passes_on = FALSE")
        self.env.cr.execute("UPDATE res_lang SET active = (code = 'en_US')")
        self.env.invalidate_all()
        self.env.registry.clear_cache("stable")
        self.env.registry.clear_cache()
        try:
            load_script(str(MIGRATION), "policy_of_stages").migrate(self.env.cr, "19.0.1.2.1")
            self.env.invalidate_all()
            after = {
                one.code: (one.role, one.kind, one.public_sentence, one.while_covert) for one in stages - own - closed
            }
            self.assertEqual(after, before)
            self.assertEqual((own.role, own.while_covert, own.public_name), ("paused", "hidden", own.name))
            self.assertEqual((closed.role, closed.kind), (StageRole.ENDED, "closed"))
            self.assertEqual(self.env["lalisa.sop.transition"].search_count([("passes_on", "=", True)]), 4)
        finally:
            self.env.registry.clear_cache("stable")
            self.env.registry.clear_cache()
