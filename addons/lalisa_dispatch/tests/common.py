"""A team, and complaints that it carries through steps 5 and 6: orders, its way, its report."""

from contextlib import nullcontext

from odoo.addons.lalisa_complaint.tests.common import ComplaintCase


class DispatchCase(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["lalisa.team"].create(
            {
                "name": "Regu Uji",
                "leader_id": cls.response_team.id,
                "member_ids": cls.response_team.ids,
            }
        )

    @classmethod
    def step_to(cls, complaint, code):
        if code == "resolve":
            return complaint.dispatch_ids.with_user(cls.response_team).action_act()
        return super().step_to(complaint, code)

    @classmethod
    def without_a_team(cls):
        """Here the team's acts are asked for, as the procedure has it."""
        return nullcontext()

    @classmethod
    def prepare(cls, complaint, code):
        """Supplies what the move to `code` asks for."""
        if code == "resolve":
            cls.order_team(complaint)
        elif code == "report":
            cls.file_report(complaint.dispatch_ids)
        else:
            super().prepare(complaint, code)

    @classmethod
    def order_team(cls, complaint):
        dispatch = (
            cls.env["lalisa.dispatch"]
            .with_user(cls.division_head)
            .create({"complaint_id": complaint.id, "team_id": cls.team.id})
            .with_user(cls.response_team)
        )
        dispatch.action_depart()
        dispatch.action_arrive()
        return dispatch

    @classmethod
    def file_report(cls, dispatch):
        dispatch = dispatch.with_user(cls.response_team)
        dispatch.write(
            {
                "findings": "Lima sapi",
                "actions_taken": "Digiring",
                "outcome": "handled",
                "declaration": True,
            }
        )
        dispatch.action_report()
