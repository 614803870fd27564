import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from odoo import SUPERUSER_ID, fields
from odoo.tests import tagged

from .any_order_acts import CLOSED, FIXED, Acts
from .common import DispatchCase

# More with --rounds=NUMBER; the default keeps the whole suite short.
ROUNDS = int(os.environ.get("LALISA_ROUNDS", "6"))
STEPS = 30


class Office(Acts):
    """Whatever people do, and in whatever order, the engine's promises hold."""

    @invariant()
    def one_stage_log_is_open_and_it_is_the_stage(self):
        for complaint in self.complaints:
            still_open = complaint.stage_log_ids.filtered(lambda stage_log: not stage_log.left_at)
            assert len(still_open) == 1, still_open
            assert still_open == complaint.stage_log_id
            assert still_open.stage_id == complaint.stage_id
            assert complaint.deadline_at == still_open.deadline_at

    @invariant()
    def no_stage_was_reached_without_its_transition_role_and_reason(self):
        for complaint in self.complaints:
            stage_logs = complaint.stage_log_ids.sorted("id")
            assert stage_logs[0].stage_id.code == "receive"
            for left, entered in zip(stage_logs, stage_logs[1:], strict=False):
                transitions = complaint.sop_id.transition_ids.filtered(
                    lambda a, s=left.stage_id, t=entered.stage_id: a.from_stage_id == s and a.to_stage_id == t
                )
                fitting = transitions.filtered(lambda a, v=left: self.may_have_been(a, v))
                assert fitting, (left.stage_id.code, entered.stage_id.code, left.acting_role)
                assert left.left_at == entered.entered_at

    def may_have_been(self, transition, stage_log):
        if stage_log.acting_role == "system":
            allowed = transition.by_system and stage_log.left_by_id.id == SUPERUSER_ID
        else:
            group = self.case.env.ref(f"lalisa_complaint.group_{stage_log.acting_role}")
            allowed = group in transition.group_ids and self.held_then(stage_log)
        return allowed and (not transition.reason_required or bool(stage_log.reason_id and stage_log.reason))

    def held_then(self, stage_log):
        """Whether who left the step held the role then: their own, or lent to them, and the stage log says which."""
        if stage_log.left_by_id == getattr(self.case, stage_log.acting_role):
            return not stage_log.capacity
        lent = self.case.env["lalisa.delegation"].search(
            [
                ("role", "=", stage_log.acting_role),
                ("deputy_id", "=", stage_log.left_by_id.id),
                ("starts_at", "<=", stage_log.left_at),
                ("ends_at", ">", stage_log.left_at),
            ]
        )
        return stage_log.capacity == "plh" and stage_log.on_behalf_id in lent.principal_id

    @invariant()
    def what_is_done_has_its_proof_and_only_a_receipt_closes_by_itself(self):
        for complaint in self.complaints:
            if complaint.stage_code == "done":
                last = complaint.stage_log_ids.filtered("left_at")[-1:]
                by_receipt = complaint.closing_proof in ("delivered", "read", "confirmed")
                assert complaint.closing_proof
                assert by_receipt == (last.acting_role == "system")

    @invariant()
    def what_is_merged_or_referred_says_whereto(self):
        for complaint in self.complaints:
            assert complaint.stage_code != "duplicate" or complaint.master_id.stage_code != "duplicate"
            assert complaint.stage_code != "duplicate" or complaint.master_id
            assert complaint.stage_code != "referred" or complaint.agency_id

    @invariant()
    def history_never_shrinks_and_is_never_rewritten(self):
        found = {}
        for complaint in self.complaints:
            for stage_log in complaint.stage_log_ids:
                names = FIXED + CLOSED if stage_log.left_at else FIXED
                found[stage_log.id] = {name: stage_log[name] for name in names}
                for mark in stage_log.event_ids:
                    found[stage_log.id, mark.kind] = {name: mark[name] for name in ("at", "user_id")}
        for key, facts in self.seen.items():
            assert key in found, "a stage log or a mark is gone"
            assert {name: found[key][name] for name in facts} == facts
        self.seen = found

    @invariant()
    def minutes_add_up(self):
        now = fields.Datetime.now()
        for complaint in self.complaints:
            stage_logs = complaint.stage_log_ids
            used = sum(stage_logs.filtered("left_at").mapped("minutes_used"))
            running = (now - complaint.stage_log_id.entered_at).total_seconds() / 60
            whole = (now - complaint.registered_at).total_seconds() / 60
            assert abs(used + running - whole) < 0.01, (used, running, whole)
            for stage_log in stage_logs.filtered("left_at"):
                late = bool(stage_log.deadline_at and stage_log.left_at > stage_log.deadline_at)
                assert stage_log.breached == late


@tagged("post_install", "-at_install", "thorough")
class TestAnyOrder(DispatchCase):
    def test_whoever_does_what_in_whatever_order_the_promises_hold(self):
        self.stages = self.env["lalisa.stage"].search([])
        self.agency = self.env["lalisa.agency"].search([], limit=1)
        self.path = (
            "receive",
            "check",
            "verify",
            "field_check",
            "dispatch",
            "resolve",
            "report",
            "inform",
            "delivery",
        )
        chosen = settings(
            max_examples=ROUNDS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(type("OfficeOfTest", (Office,), {"case": self}), settings=chosen)
