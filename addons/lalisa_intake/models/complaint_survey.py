from odoo import api, fields, models

from ..tools import chat_command

ANSWERS = [("1", "1 Not good"), ("2", "2 Less good"), ("3", "3 Good"), ("4", "4 Very good")]


class LalisaComplaint(models.Model):
    """One question after the end, answered with one figure, asked only while an answer costs nobody anything."""

    _inherit = "lalisa.complaint"

    survey_asked_at = fields.Datetime(readonly=True, copy=False)
    survey_score = fields.Integer(
        "Satisfaction (1-4)", readonly=True, copy=False, aggregator="avg"
    )

    survey_answer = fields.Selection(
        ANSWERS, "Answer to the survey", compute="_compute_survey_answer", store=True,
        help="The same in words, to group by.",
    )
    survey_answered_at = fields.Datetime("Survey answered", readonly=True, copy=False)

    @api.depends("survey_score")
    def _compute_survey_answer(self):
        for complaint in self:
            complaint.survey_answer = str(complaint.survey_score) if complaint.survey_score else False

    def _after_move(self, visit, previous_stage):
        super()._after_move(visit, previous_stage)
        if self.stage_code == "done":
            self.sudo()._ask_survey()

    def _ask_survey(self):
        """Queues the survey; never outside the time for free answers, and once a complaint."""
        if not self.conversation_id or not self.conversation_id._is_window_open():
            return
        if not self.survey_asked_at and self._notify_reporter("survey").state == "queued":
            self._write_engine({"survey_asked_at": fields.Datetime.now()})


class LalisaConversation(models.Model):
    _inherit = "lalisa.conversation"

    def _answers_survey(self, message):
        """Takes a figure from 1 to 4 as the answer to the last survey.

        :return: whether it was one
        """
        asked = self.complaint_ids.filtered(
            lambda one: one.survey_asked_at and not one.survey_score
        ).sorted("survey_asked_at")[-1:]
        score = chat_command.score(message.body) if asked and message.kind == "text" else 0
        if not score:
            return False
        message.complaint_id = asked
        asked._write_engine({"survey_score": score, "survey_answered_at": fields.Datetime.now()})
        self._say("survey_thanks", asked)
        return True
