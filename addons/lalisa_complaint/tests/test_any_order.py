import os
from datetime import datetime, timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.complaint_escalation import DUE
from .common import ROLES, ComplaintCase

# More with --rounds=NUMBER; the default keeps the whole suite short.
ROUNDS = int(os.environ.get("LALISA_ROUNDS", "6"))
STEPS = 25
FIXED = ("entered_at", "stage_id", "deadline_at", "warn_at", "minutes_max", "role_names", "calendar_id")
CLOSED = ("left_at", "left_by_id", "acting_role", "result", "reason_id", "reason", "minutes_used", "breached")
REFUSED = (AccessError, UserError, ValidationError)


class Office(RuleBasedStateMachine):
    """Anybody tries anything at any time; whatever happens, the engine's promises hold."""

    case = None

    def __init__(self):
        super().__init__()
        self.point = self.case.env.cr.savepoint(flush=False)
        self.clock = freeze_time(datetime(2026, 11, 24, 1))
        self.now = self.clock.start()
        self.seen = {}
        self.complaints = []

    def teardown(self):
        self.case.env.cr.clear()
        self.point.close(rollback=True)
        self.case.env.invalidate_all()
        self.clock.stop()

    # -- what people do -------------------------------------------------------------------------

    @initialize()
    def first(self):
        self.complaints.append(self.case.complaint())

    @rule()
    def another(self):
        if len(self.complaints) < 3:
            self.complaints.append(self.case.complaint())

    @rule(minutes=st.sampled_from([0, 1, 4, 6, 16, 200, 2000, 12000]))
    def time_passes(self, minutes):
        self.now.tick(timedelta(minutes=minutes))

    @rule(which=st.integers(0, 2), who=st.sampled_from(ROLES), code=st.data(), why=st.booleans(), su=st.booleans())
    def somebody_moves(self, which, who, code, why, su):
        stages = self.case.stages
        target = code.draw(st.sampled_from(stages))
        reason = self.case.why() if why else {}
        complaint = self.one(which).with_user(getattr(self.case, who))
        self.attempt(lambda: (complaint.sudo() if su else complaint).write({"stage_id": target.id, **reason}))

    @rule(which=st.integers(0, 2))
    def its_role_prepares_and_advances(self, which):
        complaint = self.one(which)
        steps = self.case.path
        if complaint.stage_code in steps[:-1]:
            target = steps[steps.index(complaint.stage_code) + 1]

            def on():
                if not (target == "report" and complaint.dispatch_ids[:1].state == "reported"):
                    self.case.prepare(complaint, target)
                self.case.step_to(complaint, target)

            self.attempt(on)

    @rule(which=st.integers(0, 2), code=st.sampled_from(["waiting_reporter", "verify", "resolve"]))
    def its_role_returns(self, which, code):
        people = {"waiting_reporter": "operator", "verify": "division_head", "resolve": "agency_head"}
        complaint, user = self.one(which), getattr(self.case, people[code])
        self.attempt(lambda: self.case.move(complaint, user, code, **self.case.why()))

    @rule(which=st.integers(0, 2), fact=st.sampled_from(["_reporter_answered", "_withdraw"]))
    def the_reporter_acts(self, which, fact):
        self.attempt(lambda: getattr(self.one(which), fact)())

    @rule(which=st.integers(0, 2))
    def a_receipt_comes(self, which):
        self.attempt(lambda: self.one(which)._close_with_proof("read"))

    @rule(which=st.integers(0, 2))
    def the_silent_are_reminded_and_closed(self, which):
        complaint, now = self.one(which).with_user(SUPERUSER_ID), fields.Datetime.now()
        self.attempt(lambda: complaint._remind_or_close(now, timedelta(days=7), timedelta(days=2)))

    @rule()
    def whoever_is_due_is_told(self):
        visits = self.case.env["lalisa.complaint.visit"].with_user(SUPERUSER_ID)
        for mark, due in DUE:
            for visit in visits._due(mark, due, visits.browse()):
                self.attempt(lambda visit=visit, mark=mark: visit._tell_once(mark))

    @rule(
        which=st.integers(0, 2),
        who=st.sampled_from(ROLES),
        button=st.sampled_from(["action_depart", "action_arrive", "action_act", "action_report", "action_accept"]),
    )
    def somebody_presses_a_button_of_the_team(self, which, who, button):
        dispatches = self.one(which).sudo().dispatch_ids.with_user(getattr(self.case, who))
        self.attempt(lambda: getattr(dispatches, button)())

    @rule(which=st.integers(0, 2), who=st.sampled_from(ROLES))
    def somebody_takes_the_turn(self, which, who):
        complaint = self.one(which).with_user(getattr(self.case, who))
        self.attempt(complaint.action_acknowledge)

    @rule(which=st.integers(0, 2), field=st.sampled_from([*FIXED, *CLOSED]), who=st.sampled_from(ROLES))
    def somebody_rewrites_history(self, which, field, who):
        visit = self.one(which).visit_ids[:1].with_user(getattr(self.case, who)).sudo()
        assert not self.attempt(lambda: visit.write({field: False}))
        assert not self.attempt(visit.unlink)

    def one(self, which):
        return self.complaints[which % len(self.complaints)]

    def attempt(self, action):
        """Whether it was allowed; what was refused leaves nothing behind."""
        env = self.case.env
        try:
            with env.cr.savepoint():
                action()
                env.flush_all()
        except REFUSED:
            env.invalidate_all()
            return False
        return True

    # -- what always holds ----------------------------------------------------------------------

    @invariant()
    def one_visit_is_open_and_it_is_the_stage(self):
        for complaint in self.complaints:
            still_open = complaint.visit_ids.filtered(lambda visit: not visit.left_at)
            assert len(still_open) == 1, still_open
            assert still_open == complaint.visit_id
            assert still_open.stage_id == complaint.stage_id
            assert complaint.deadline_at == still_open.deadline_at

    @invariant()
    def no_stage_was_reached_without_its_arrow_role_and_reason(self):
        for complaint in self.complaints:
            visits = complaint.visit_ids.sorted("id")
            assert visits[0].stage_id.code == "receive"
            for left, entered in zip(visits, visits[1:], strict=False):
                arrows = complaint.sop_id.arrow_ids.filtered(
                    lambda a, s=left.stage_id, t=entered.stage_id: a.from_stage_id == s and a.to_stage_id == t
                )
                fitting = arrows.filtered(lambda a, v=left: self.may_have_been(a, v))
                assert fitting, (left.stage_id.code, entered.stage_id.code, left.acting_role)
                assert left.left_at == entered.entered_at

    def may_have_been(self, arrow, visit):
        if visit.acting_role == "system":
            allowed = arrow.by_system and visit.left_by_id.id == SUPERUSER_ID
        else:
            group = self.case.env.ref(f"lalisa_complaint.group_{visit.acting_role}")
            allowed = group in arrow.group_ids and visit.left_by_id in group.all_user_ids
        return allowed and (not arrow.reason_required or bool(visit.reason_id and visit.reason))

    @invariant()
    def history_never_shrinks_and_is_never_rewritten(self):
        found = {}
        for complaint in self.complaints:
            for visit in complaint.visit_ids:
                names = FIXED + CLOSED if visit.left_at else FIXED
                found[visit.id] = {name: visit[name] for name in names}
                for mark in visit.mark_ids:
                    found[visit.id, mark.kind] = {name: mark[name] for name in ("at", "user_id")}
        for key, facts in self.seen.items():
            assert key in found, "a visit or a mark is gone"
            assert {name: found[key][name] for name in facts} == facts
        self.seen = found

    @invariant()
    def minutes_add_up(self):
        now = fields.Datetime.now()
        for complaint in self.complaints:
            visits = complaint.visit_ids
            used = sum(visits.filtered("left_at").mapped("minutes_used"))
            running = (now - complaint.visit_id.entered_at).total_seconds() / 60
            whole = (now - complaint.registered_at).total_seconds() / 60
            assert abs(used + running - whole) < 0.01, (used, running, whole)
            for visit in visits.filtered("left_at"):
                late = bool(visit.deadline_at and visit.left_at > visit.deadline_at)
                assert visit.breached == late


@tagged("post_install", "-at_install")
class TestAnyOrder(ComplaintCase):
    def test_whoever_does_what_in_whatever_order_the_promises_hold(self):
        self.stages = self.env["lalisa.stage"].search([])
        self.path = (
            "receive", "check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery",
        )  # fmt: skip
        chosen = settings(
            max_examples=ROUNDS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(type("OfficeOfTest", (Office,), {"case": self}), settings=chosen)
