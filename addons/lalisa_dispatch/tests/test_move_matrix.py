from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.lalisa_complaint.tests.common import ROLES

from .common import DispatchCase

# The procedure's table of moves, written down once more and independently of the data: from, to, who.
# o operator, s section head, d division head, t response team, h agency head, * the service itself.
MOVES = """
receive          check             o
check            verify            o
check            waiting_reporter  o
waiting_reporter check             o*
waiting_reporter unanswered        *
verify           field_check       s
verify           waiting_reporter  s
field_check      dispatch          sd
field_check      verify            sd
dispatch         resolve           dt
resolve          report            d
resolve          resolve           d
report           inform            h
report           resolve           h
inform           delivery          h
delivery         done              o*
receive          unsuitable        o
check            unsuitable        o
verify           unsuitable        d
field_check      unsuitable        d
receive          referred          o
check            referred          o
verify           referred          sd
field_check      referred          sd
dispatch         referred          d
receive          duplicate         o
check            duplicate         o
verify           duplicate         s
field_check      duplicate         s
receive          cancelled         *
check            cancelled         *
waiting_reporter cancelled         *
verify           cancelled         *
field_check      cancelled         *
"""
ALLOWED = {tuple(row.split()[:2]): row.split()[2] for row in MOVES.strip().splitlines()}
LETTERS = dict(zip(ROLES, "osdtha", strict=True))


@tagged("post_install", "-at_install", "thorough")
class TestMoveMatrix(DispatchCase):
    """Every move from every stage, tried by every role, a portal user, the public and the service itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {
            **{letter: getattr(cls, role) for role, letter in LETTERS.items()},
            "p": new_test_user(cls.env, "test_portal", "base.group_portal"),
            "-": cls.env.ref("base.public_user"),
            "*": cls.env["res.users"].browse(SUPERUSER_ID),
        }
        cls.stages = cls.env["lalisa.stage"].search([])
        cls.master = cls.env["lalisa.complaint"].create({"summary": "Sapi di jalan yang sama"})

    def make_ready(self, code):
        """A complaint at a stage with all that any move from there could ask for."""
        complaint = self.complaint("resolve")
        self.file_report(complaint.dispatch_ids)
        complaint.sudo().write(
            {
                "result_public": "Ternak telah diamankan.",
                "agency_id": self.env["lalisa.agency"].search([], limit=1).id,
                "master_id": self.master.id,
                "alternative_how": "phone",
                "alternative_who": "Pelapor",
                "alternative_at": fields.Datetime.now(),
            }
        )
        complaint.stage_log_id.sudo()._close_log(
            result="advanced", role="system", reason=self.reason.browse(), text=False
        )
        complaint.sudo()._write_engine({"stage_id": self.stage(code).id})
        complaint._open_stage_log()
        # Ticked behind the model's back: whose turn it is to tick is another test's matter.
        self.env["lalisa.complaint.check"].flush_model()
        self.env.cr.execute("UPDATE lalisa_complaint_check SET done = true WHERE complaint_id = %s", [complaint.id])
        self.env.invalidate_all()
        return complaint

    def may_move(self, complaint, person, target):
        """Whether a person's move is allowed; nothing of it is kept."""
        # An operator who closes without a receipt says how the reporter was told.
        proof = {"closing_proof": "alternative"} if target.code == "done" and person != "*" else {}
        # Superuser mode opens the record to all; whoever may not move must be stopped by the transition itself.
        moving = complaint.with_user(self.people[person]).sudo()
        with self.env.cr.savepoint() as savepoint:
            try:
                moving.write({"stage_id": target.id, **self.why(), **proof})
                passed = moving.stage_id == target
            except (AccessError, UserError):
                passed = False
            savepoint.rollback()
        self.env.invalidate_all()
        return passed

    def test_from_every_stage_each_role_can_move_exactly_where_the_procedure_lets_it(self):
        for stage in self.stages:
            complaint = self.make_ready(stage.code)
            for target in self.stages:
                allowed = ALLOWED.get((stage.code, target.code), "")
                found = "".join(p for p in self.people if self.may_move(complaint, p, target))
                with self.subTest(start=stage.code, target=target.code):
                    self.assertEqual(sorted(found), sorted(allowed))
