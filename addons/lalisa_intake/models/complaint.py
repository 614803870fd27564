from odoo import api, fields, models

from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole
from odoo.addons.lalisa_complaint.report.wording import in_indonesian

SURVEY_ANSWERS = [("1", "1 Not good"), ("2", "2 Less good"), ("3", "3 Good"), ("4", "4 Very good")]


class LalisaComplaint(models.Model):
    """A complaint that came through a conversation."""

    _name = "lalisa.complaint"
    _inherit = [
        "lalisa.complaint.staff",
        "lalisa.complaint.notice",
        "lalisa.complaint.page.message",
        "lalisa.complaint.panel",
        "lalisa.complaint.preview",
        "lalisa.complaint.result",
        "lalisa.complaint.opening",
        "lalisa.complaint",
    ]

    channel = fields.Selection(
        selection_add=[("whatsapp", "WhatsApp"), ("telegram", "Telegram")],
        ondelete={"whatsapp": "set default", "telegram": "set default"},
    )
    conversation_id = fields.Many2one(
        "lalisa.conversation", readonly=True, index="btree_not_null", copy=False, written_by="channel"
    )
    closing_message_id = fields.Many2one(
        "lalisa.message", readonly=True, index="btree_not_null", copy=False, written_by="channel"
    )
    asked_for = fields.Char(
        readonly=True, copy=False, help="What the reporter was asked for and has not sent yet.", written_by="channel"
    )
    unread_count = fields.Integer("Unread", compute="_compute_unread_count", search="_search_unread_count")
    survey_asked_at = fields.Datetime(readonly=True, copy=False, written_by="channel")
    survey_score = fields.Integer(
        "Satisfaction (1-4)", readonly=True, copy=False, aggregator="avg", written_by="channel"
    )
    survey_answer = fields.Selection(
        SURVEY_ANSWERS,
        "Answer to the survey",
        compute="_compute_survey_answer",
        store=True,
        help="The same in words, to group by.",
    )
    survey_answered_at = fields.Datetime("Survey answered", readonly=True, copy=False, written_by="channel")
    reporter_unreachable = fields.Boolean(compute="_compute_reporter_unreachable")
    reporter_opted_out = fields.Boolean(compute="_compute_reporter_opted_out")

    def _action_show(self):
        """Return the action that shows this complaint."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "lalisa.complaint",
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": self.id,
        }

    def _after_move(self, stage_log, previous_stage):
        """See `lalisa.complaint`: the reporter hears of the step, and after the end is asked how it was."""
        super()._after_move(stage_log, previous_stage)
        # The mover need not read conversations; what the reporter is told follows from the move.
        complaint_sudo = self.sudo()
        # The reporter hears of a way forward once; a return inside the office is the office's own.
        if stage_log.result != "returned" and complaint_sudo.conversation_id:
            complaint_sudo._notify_stage()
        if self.stage_role == StageRole.DONE:
            complaint_sudo._ask_survey()

    def _confirm_by_reporter(self):
        """Take the reporter's word that the result arrived; before it was sent, nobody can have it."""
        self.ensure_one()
        # The outbox knows no complaint; the reporter speaks for the message that they got.
        closing_sudo = self.sudo().closing_message_id
        if self._closing_buttons() and closing_sudo.state in ("sent", "uncertain"):
            self._close_with_proof("confirmed")

    @api.depends("survey_score")
    def _compute_survey_answer(self):
        for complaint in self:
            complaint.survey_answer = str(complaint.survey_score) if complaint.survey_score else False

    def _ask_survey(self):
        """Queue the survey; never outside the time for free answers, and once a complaint."""
        if not self.conversation_id or not self.conversation_id._is_window_open():
            return
        if not self.survey_asked_at and self._notify_reporter("survey").state == "queued":
            self._write_engine({"survey_asked_at": fields.Datetime.now()})

    def _compute_reporter_unreachable(self):
        for complaint in self:
            # Whoever may read the complaint may know that its reporter is not reached; not who that is.
            complaint.reporter_unreachable = complaint.sudo().conversation_id.contact_id.unreachable

    def _note_reach(self, reachable):
        """Keep it in the chatter, and as a task of the operators as long as it lasts."""
        self.ensure_one()
        chatter = in_indonesian(self)
        summary = chatter.env._("No message reaches the reporter of %s: telephone, visit or write", self.number)
        if reachable:
            self.activity_ids.filtered(lambda one: one.summary == summary).action_feedback(
                chatter.env._("Messages reach the reporter again.")
            )
            chatter.message_post(
                body=chatter.env._("Messages reach the reporter again. What failed meanwhile may be sent once more.")
            )
            return
        chatter.message_post(
            body=chatter.env._(
                "No message reaches the reporter: the office may be blocked, or the account left or unusable."
                " Telephone, visit or write, and record whom you told."
            )
        )
        for user in self.env.ref("lalisa_complaint.group_operator").all_user_ids.filtered("active"):
            if self.with_user(user).has_access("read"):
                self.activity_schedule("mail.mail_activity_data_call", user_id=user.id, summary=summary)

    def _compute_reporter_opted_out(self):
        for complaint in self:
            # Whoever may read the complaint may know that its reporter wants no notices; not who that is.
            complaint.reporter_opted_out = bool(complaint.sudo().conversation_id.contact_id.opted_out_at)

    def _note_opting(self, wanted):
        """Keep in the chatter what the reporter wants; a result that waited for it is told now."""
        if not wanted:
            self.message_post(
                body=self.env._(
                    "The reporter wants no notices any more. Their own messages are answered; the result is to be told"
                    " by telephone, visit or letter."
                )
            )
            return
        self.message_post(body=self.env._("The reporter wants notices again."))
        if self.stage_role == StageRole.DELIVERY and self.closing_message_id.state == "cancelled":
            self._order_closing()

    def _apply_retention(self):
        """Forget the conversation's words and files with the case, and after the last case the person."""
        super()._apply_retention()
        # Retention is the office's rule, carried out by its own job.
        self.env["lalisa.message"].sudo().search([("complaint_id", "=", self.id)])._forget_content()
        conversation_sudo = self.conversation_id.sudo()
        # What the provider sent word for word is the same words once more.
        self.env["lalisa.webhook.event"].sudo()._forget_person(conversation_sudo.contact_id, self.closed_at)
        if all(one.retained_at for one in conversation_sudo.complaint_ids):
            conversation_sudo.contact_id.write({"name": False, "phone": False})
            conversation_sudo.filtered(lambda one: one._is_over())._forget_content()
