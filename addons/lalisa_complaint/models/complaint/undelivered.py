from odoo import api, fields, models

from ..settings import days_of, number_of
from ..sop.stage_role import StageRole


class LalisaComplaintUndelivered(models.AbstractModel):
    """Results that were ordered and have not reached their reporter: what is to be done next."""

    _name = "lalisa.complaint.undelivered"
    _description = "Results not delivered yet"

    is_undelivered = fields.Boolean(compute="_compute_undelivered", search="_search_is_undelivered")
    undelivered_since = fields.Datetime("Ordered at", compute="_compute_undelivered")
    next_action = fields.Char("Next", compute="_compute_undelivered")

    @api.depends("stage_id", "stage_log_id", "result_ordered_at", "closing_proof")
    def _compute_undelivered(self):
        for complaint in self:
            waiting = complaint.stage_role == StageRole.DELIVERY
            told = complaint.closing_proof or not complaint.result_ordered_at
            merged = complaint.stage_role == StageRole.MERGED and not told
            complaint.is_undelivered = bool(waiting or merged)
            # The stage log is of a complaint that the user may read.
            entered_at = complaint.sudo().stage_log_id.entered_at
            since = entered_at if waiting else complaint.result_ordered_at
            complaint.undelivered_since = since if complaint.is_undelivered else False
            complaint.next_action = complaint._next_action() if complaint.is_undelivered else False

    def _search_is_undelivered(self, operator, value):
        if operator != "in":
            return NotImplemented
        merged = fields.Domain("stage_id.role", "=", StageRole.MERGED)
        merged &= fields.Domain("result_ordered_at", "!=", False)
        merged &= fields.Domain("closing_proof", "=", False)
        found = fields.Domain("stage_id.role", "=", StageRole.DELIVERY) | merged
        return found if True in value else ~found

    def _next_action(self):
        """Return what the operator does next, in one sentence; a channel that sent the result says more."""
        due = self.undelivered_since + days_of(self.env, "unconfirmed_days")
        if self.stage_role == StageRole.DELIVERY and fields.Datetime.now() >= due:
            return self.env._(
                "Telephone, visit or write; after %s days it may also be closed as not confirmed.",
                number_of(self.env, "unconfirmed_days"),
            )
        return self.env._("Telephone, visit or write, and record whom you told.")

    def _cron_remind_undelivered(self):
        """Give the operators on duty a task, once, for each result without proof after the set days."""
        now = fields.Datetime.now()
        overdue = self.search(
            [
                ("stage_id.role", "=", StageRole.DELIVERY),
                ("stage_log_id.entered_at", "<=", now - days_of(self.env, "unconfirmed_days")),
                ("stage_log_id.reminded_at", "=", False),
            ]
        )
        self.env["ir.cron"]._lalisa_each(overdue, lambda one: one._remind_operators())

    def _remind_operators(self):
        stage_log = self.stage_log_id
        if self.stage_role != StageRole.DELIVERY:
            return
        if not self.env["lalisa.stage.event"]._note_events(stage_log, ["reminded_at"]):
            return
        for user in stage_log._find_people(self.env.ref("lalisa_complaint.group_operator")):
            stage_log._leave_activity(user, self.with_context(lang=user.lang)._next_action())
