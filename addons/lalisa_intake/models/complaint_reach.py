from odoo import fields, models

from odoo.addons.lalisa_complaint.report.wording import in_indonesian


class LalisaConversation(models.Model):
    _inherit = "lalisa.conversation"

    def _on_reach(self, reachable):
        """The open complaints of a person say so when nothing arrives at them any more, and when it does again."""
        super()._on_reach(reachable)
        for complaint in self._open_complaints():
            complaint._note_reach(reachable)
            self._tell_staff(complaint)


class LalisaComplaint(models.Model):
    """A reporter whom no message reaches: said on the complaint, with what to do."""

    _inherit = "lalisa.complaint"

    reporter_unreachable = fields.Boolean(compute="_compute_reporter_unreachable")

    def _compute_reporter_unreachable(self):
        for complaint in self:
            # Whoever may read the complaint may know that its reporter is not reached; not who that is.
            complaint.reporter_unreachable = complaint.sudo().conversation_id.contact_id.unreachable

    def _note_reach(self, reachable):
        """Keeps it in the chatter, and as a task of the operators as long as it lasts."""
        self.ensure_one()
        diary = in_indonesian(self)
        summary = diary.env._("No message reaches the reporter of %s: telephone, visit or write", self.number)
        if reachable:
            self.activity_ids.filtered(lambda one: one.summary == summary).action_feedback(
                diary.env._("Messages reach the reporter again.")
            )
            diary.message_post(
                body=diary.env._("Messages reach the reporter again. What failed meanwhile may be sent once more.")
            )
            return
        diary.message_post(
            body=diary.env._(
                "No message reaches the reporter: the office may be blocked, or the account left or unusable."
                " Telephone, visit or write, and record whom you told."
            )
        )
        for user in self.env.ref("lalisa_complaint.group_operator").all_user_ids.filtered("active"):
            if self.with_user(user).has_access("read"):
                self.activity_schedule("mail.mail_activity_data_call", user_id=user.id, summary=summary)
