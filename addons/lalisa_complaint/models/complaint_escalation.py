from odoo import api, fields, models
from odoo.tools import SQL

# Who hears of a breach beside the role itself: the next level.
NEXT_LEVEL = {
    "lalisa_complaint.group_operator": "lalisa_complaint.group_section_head",
    "lalisa_complaint.group_section_head": "lalisa_complaint.group_division_head",
    "lalisa_complaint.group_response_team": "lalisa_complaint.group_division_head",
    "lalisa_complaint.group_division_head": "lalisa_complaint.group_agency_head",
}
BATCH = 50


class LalisaComplaintVisit(models.Model):
    """Warnings and breaches are told once each, also after downtime or with two servers running."""

    _inherit = "lalisa.complaint.visit"

    @api.model
    def _cron_escalate_deadlines(self):
        """Tells of every open visit whose mark has passed. Woken by triggers at the marks themselves."""
        for mark, due in (("escalated_at", "deadline_at"), ("warned_at", "warn_at")):
            while visits := self._claim(mark, due):
                for visit in visits:
                    visit._ping(mark)
                self.env["ir.cron"]._commit_progress(len(visits))

    @api.model
    def _claim(self, mark, due):
        """Marks due visits as told and returns them; a second server passes over locked rows."""
        now = fields.Datetime.now()
        marks = SQL("%s = %s", SQL.identifier(mark), now)
        if mark == "escalated_at":
            # After downtime one message is enough: a breach says more than the warning it overtook.
            marks = SQL("%s, warned_at = COALESCE(warned_at, %s)", marks, now)
        rows = self.env.execute_query(
            SQL(
                """UPDATE lalisa_complaint_visit SET %(marks)s WHERE id IN (
                   SELECT id FROM lalisa_complaint_visit
                    WHERE left_at IS NULL AND %(mark)s IS NULL AND %(due)s <= %(now)s
                    ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED) RETURNING id""",
                marks=marks,
                mark=SQL.identifier(mark),
                due=SQL.identifier(due),
                now=now,
                limit=BATCH,
            )
        )
        self.invalidate_model([mark, "warned_at"])
        return self.browse(row[0] for row in rows)

    def _ping(self, mark):
        """A live message and an activity for the people of the role; at a breach for the next level too."""
        self.ensure_one()
        groups = self.complaint_id.acting_group_ids
        if mark == "escalated_at":
            groups |= self._next_level(groups)
        for user in groups.user_ids.filtered("active"):
            text = self.with_context(lang=user.lang)._ping_text(mark)
            user._bus_send(
                "simple_notification",
                {
                    "title": self.complaint_id.number,
                    "message": text,
                    "type": "warning",
                    "sticky": True,
                },
            )
            self._leave_activity(user, text)

    def _ping_text(self, mark):
        number, stage = self.complaint_id.number, self.stage_id.name
        if mark == "escalated_at":
            return self.env._(
                "Complaint %(number)s is late at '%(stage)s'. Please act at once.",
                number=number,
                stage=stage,
            )
        minutes = max(0, int((self.deadline_at - fields.Datetime.now()).total_seconds() // 60))
        return self.env._(
            "Complaint %(number)s has %(minutes)s minutes left at '%(stage)s'. Please act soon.",
            number=number,
            minutes=minutes,
            stage=stage,
        )

    def _leave_activity(self, user, text):
        complaint = self.complaint_id
        if complaint.with_user(user).has_access("read"):
            complaint.activity_schedule(
                "mail.mail_activity_data_todo", summary=text, user_id=user.id
            )

    def _next_level(self, groups):
        higher = self.env["res.groups"]
        for below, above in NEXT_LEVEL.items():
            if self.env.ref(below) in groups:
                higher |= self.env.ref(above)
        return higher
