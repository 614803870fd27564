"""The world of the tests: a person of each role, and short ways to carry a complaint along."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import TransactionCase

from ..controllers.tracking import LIMITER, REPORT_LIMITER

ROLES = (
    "operator",
    "section_head",
    "division_head",
    "response_team",
    "agency_head",
    "administrator",
)
# Nobody invites or welcomes the people of a test: that would take half of the time to make them.
QUIETLY = {"no_reset_password": True, "mail_create_nolog": True, "mail_create_nosubscribe": True}
FIRST_STEPS = (
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


class ComplaintCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # All in one step, which takes a fraction of the time of six.
        people = cls.env["res.users"].with_context(**QUIETLY).create([cls.person(role) for role in ROLES])
        for role, user in zip(ROLES, people, strict=True):
            setattr(cls, role, user.with_env(cls.env))
        cls.category = cls.env.ref("lalisa_complaint.category_trn")
        cls.reason = cls.env.ref("lalisa_complaint.reason_other")

    @classmethod
    def person(cls, role):
        """The values of a user who has one role; the login is the password."""
        login, group = f"test_{role}", f"lalisa_complaint.group_{role}"
        return {
            "login": login,
            "password": login,
            "name": f"{login} ({group})",
            "email": "t.t@example.com",
            "group_ids": [Command.set(cls.env.ref(group).ids)],
            "tz": "Asia/Makassar",
            "lang": "en_US",
        }

    def setUp(self):
        super().setUp()
        # All tests ask from one address: none may use up the requests of another.
        for limiter in (LIMITER, REPORT_LIMITER):
            limiter._asked.clear()

    @classmethod
    def stage(cls, code):
        return cls.env.ref(f"lalisa_complaint.stage_{code}")

    @classmethod
    def complaint(cls, code="receive", **values):
        """A complaint carried by its roles to the stage `code` of the main way."""
        # A protected person is offered to nobody: only the service ties them to another complaint.
        reporter = cls.env["lalisa.reporter"].browse(values.get("reporter_id") or [])
        if reporter.protected:
            del values["reporter_id"]
        elif reporter:
            cls.type_as_operator(reporter)
        complaint = (
            cls.env["lalisa.complaint"]
            .with_user(cls.operator)
            .create(
                {
                    "summary": "Sapi berkeliaran di jalan",
                    "category_id": cls.category.id,
                    "location_text": "Depan pasar",
                    **values,
                }
            )
        )
        if reporter and "reporter_id" not in values:
            complaint.with_user(cls.env.ref("base.user_root")).reporter_id = reporter
        for target in FIRST_STEPS[1 : FIRST_STEPS.index(code) + 1]:
            cls.prepare(complaint, target)
            cls.step_to(complaint, target)
        return complaint

    @classmethod
    def type_as_operator(cls, reporter):
        """Makes a reporter one whom the operator has just typed."""
        reporter.flush_recordset()
        cls.env.cr.execute("UPDATE lalisa_reporter SET create_uid = %s WHERE id = %s", (cls.operator.id, reporter.id))
        reporter.invalidate_recordset()

    @classmethod
    def step_to(cls, complaint, code):
        """Takes the step to `code`, as the one whose step it is."""
        movers = {
            "check": cls.operator,
            "verify": cls.operator,
            "field_check": cls.section_head,
            "dispatch": cls.division_head,
            "resolve": cls.division_head,
            "report": cls.division_head,
            "inform": cls.agency_head,
            "delivery": cls.agency_head,
        }
        with cls.without_a_team():
            return complaint.with_user(movers[code]).write({"stage_id": cls.stage(code).id})

    @classmethod
    @contextmanager
    def without_a_team(cls):
        """The Kabid ends steps 5 and 6 alone, as in an office without teams, whatever else is installed here."""
        complaints = cls.env.registry["lalisa.complaint"]
        needs = complaints._get_needs

        def alone(complaint, transition):
            return [need for need in needs(complaint, transition) if need not in ("acted", "reported")]

        with patch.object(complaints, "_get_needs", alone):
            yield

    @classmethod
    def prepare(cls, complaint, code):
        """Supplies what the move to `code` asks for."""
        if code == "check":
            complaint.check_ids.with_user(cls.operator).write({"done": True})
        elif code == "field_check":
            complaint.with_user(cls.section_head).brief = "Lima ekor sapi di badan jalan."
        elif code == "dispatch":
            complaint.with_user(cls.division_head).write(
                {"check_source": "village", "check_finding": "Dibenarkan kepala desa."}
            )
        elif code == "delivery":
            complaint.with_user(cls.agency_head).result_public = "Ternak telah diamankan."

    @classmethod
    def move(cls, complaint, user, code, **values):
        return complaint.with_user(user).write({"stage_id": cls.stage(code).id, **values})

    @classmethod
    def why(cls, text="Sebab uji"):
        return {"move_reason_id": cls.reason.id, "move_reason": text}

    def run_cron(self, name="escalate_deadlines", addon="lalisa_complaint"):
        """Runs one of our scheduled jobs as the scheduler does, with a cursor that it may commit."""
        with self.enter_registry_test_mode():
            self.env.ref(f"{addon}.cron_{name}").method_direct_trigger()
        self.env.invalidate_all()

    def at(self, complaint, minutes):
        """The moment that lies `minutes` after the complaint entered its stage."""
        return fields.Datetime.add(complaint.stage_log_id.entered_at, minutes=minutes)
