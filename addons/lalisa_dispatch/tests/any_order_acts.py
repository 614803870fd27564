"""What may happen to complaints, in whatever order; `test_any_order.py` says what then still holds."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.lalisa_complaint.models.stage_log_escalation import DUE
from odoo.addons.lalisa_complaint.tests.common import ROLES

FIXED = ("entered_at", "stage_id", "deadline_at", "warn_at", "minutes_max", "role_names", "calendar_id")
CLOSED = ("left_at", "left_by_id", "acting_role", "result", "reason_id", "reason", "minutes_used", "breached")
REFUSED = (AccessError, UserError, ValidationError)


class Acts(RuleBasedStateMachine):
    """What people, the reporter, the roster of rights and the clock do: anybody tries anything at any time."""

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
        # Who holds which role is kept in memory; what was lent has just been rolled back.
        self.case.env.registry.clear_all_caches()
        self.clock.stop()

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

    @rule(which=st.integers(0, 2), main=st.integers(0, 3), who=st.sampled_from(["operator", "section_head"]))
    def somebody_merges(self, which, main, who):
        merging = {"master_id": self.one(main).id, **self.case.why()}
        self.attempt(lambda: self.case.move(self.one(which), getattr(self.case, who), "duplicate", **merging))

    @rule(
        which=st.integers(0, 2),
        who=st.sampled_from(["operator", "section_head", "division_head"]),
        named=st.booleans(),
    )
    def somebody_refers(self, which, who, named):
        agency = {"agency_id": self.case.agency.id if named else False}
        self.attempt(
            lambda: self.case.move(self.one(which), getattr(self.case, who), "referred", **agency, **self.case.why())
        )

    @rule(which=st.integers(0, 2), who=st.sampled_from(["operator", "division_head"]))
    def somebody_ends_it_as_unsuitable(self, which, who):
        self.attempt(lambda: self.case.move(self.one(which), getattr(self.case, who), "unsuitable", **self.case.why()))

    @rule(which=st.integers(0, 2), proof=st.sampled_from(["alternative", "unconfirmed"]), told=st.booleans())
    def the_operator_closes_without_a_receipt(self, which, proof, told):
        how = {"alternative_how": "phone", "alternative_who": "Pelapor", "alternative_at": fields.Datetime.now()}
        values = {"closing_proof": proof, **(how if told else {}), **self.case.why()}
        self.attempt(lambda: self.case.move(self.one(which), self.case.operator, "done", **values))

    @rule(which=st.integers(0, 2))
    def a_merged_reporter_is_told_by_hand(self, which):
        complaint = self.one(which).with_user(self.case.operator)
        self.attempt(complaint.action_record_told)

    @rule(which=st.integers(0, 2))
    def what_has_ended_is_followed_up(self, which):
        complaint = self.one(which).with_user(self.case.operator)

        def follow_up():
            self.complaints.append(complaint.browse(complaint.action_follow_up()["res_id"]))

        if len(self.complaints) < 4:
            self.attempt(follow_up)

    @rule(role=st.sampled_from(ROLES[:5]), deputy=st.sampled_from(ROLES[:5]), minutes=st.sampled_from([5, 600]))
    def the_head_lends_a_role(self, role, deputy, minutes):
        now = fields.Datetime.now()
        lent = {
            "role": role,
            "kind": "plh",
            "principal_id": getattr(self.case, role).id,
            "deputy_id": getattr(self.case, deputy).id,
            "starts_at": now,
            "ends_at": now + timedelta(minutes=minutes),
        }
        self.attempt(lambda: self.case.env["lalisa.delegation"].with_user(self.case.agency_head).create(lent))

    @rule()
    def roles_are_given_and_taken_back(self):
        delegations = self.case.env["lalisa.delegation"].with_user(SUPERUSER_ID)
        for one in delegations.search([]):
            if one.granted != one._is_in_force():
                self.attempt(one._take_role_back if one.granted else one._give_role)

    @rule(which=st.integers(0, 2), fact=st.sampled_from(["_reporter_answered", "_withdraw_complaint"]))
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
        stage_logs = self.case.env["lalisa.stage.log"].with_user(SUPERUSER_ID)
        for mark, due in DUE:
            for stage_log in stage_logs._find_due(mark, due, stage_logs.browse()):
                self.attempt(lambda stage_log=stage_log, mark=mark: stage_log._tell_once(mark))

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
        stage_log = self.one(which).stage_log_ids[:1].with_user(getattr(self.case, who)).sudo()
        assert not self.attempt(lambda: stage_log.write({field: False}))
        assert not self.attempt(stage_log.unlink)

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
