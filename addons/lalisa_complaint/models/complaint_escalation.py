from odoo import api, fields, models
from odoo.tools import SQL

from .complaint_move import ROLES

# Who hears of a breach beside the role itself: the next level.
NEXT_LEVEL = {
    "lalisa_complaint.group_operator": "lalisa_complaint.group_section_head",
    "lalisa_complaint.group_section_head": "lalisa_complaint.group_division_head",
    "lalisa_complaint.group_response_team": "lalisa_complaint.group_division_head",
    "lalisa_complaint.group_division_head": "lalisa_complaint.group_agency_head",
}
BATCH = 50
# From the gravest to the lightest; after downtime the gravest says it all, and those below count as told.
DUE = [
    ("escalated_at", "deadline_at"),
    ("warned_at", "warn_at"),
    ("handed_on_at", "hand_on_at"),
    ("called_at", "call_at"),
]


class LalisaComplaintVisit(models.Model):
    """Turns, warnings and breaches are told once each, also after downtime or with two servers running."""

    _inherit = "lalisa.complaint.visit"

    @api.model
    def _cron_escalate_deadlines(self):
        """Tells of every open visit whose mark has passed. Woken by triggers at the marks themselves."""
        for mark, due in DUE:
            while visits := self._claim(mark, due):
                for visit in visits:
                    visit._ping(mark)
                self.env["ir.cron"]._commit_progress(len(visits))

    @api.model
    def _claim(self, mark, due):
        """Marks due visits as told and returns them; a second server passes over locked rows."""
        now = fields.Datetime.now()
        names = [name for name, _due in DUE]
        below = names[names.index(mark) + 1 :]
        marks = [SQL("%s = %s", SQL.identifier(mark), now)]
        marks += [
            SQL("%(name)s = COALESCE(%(name)s, %(now)s)", name=SQL.identifier(name), now=now)
            for name in below
        ]
        rows = self.env.execute_query(
            SQL(
                """UPDATE lalisa_complaint_visit SET %(marks)s WHERE id IN (
                   SELECT id FROM lalisa_complaint_visit
                    WHERE left_at IS NULL AND %(mark)s IS NULL AND %(due)s <= %(now)s AND %(rest)s
                    ORDER BY id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED) RETURNING id""",
                marks=SQL(", ").join(marks),
                mark=SQL.identifier(mark),
                due=SQL.identifier(due),
                now=now,
                rest=self._pingable(mark),
                limit=BATCH,
            )
        )
        self.invalidate_model([mark, *below])
        return self.browse(row[0] for row in rows)

    @api.model
    def _pingable(self, mark):
        """SQL: nobody is woken at night where the step has service hours, nor asked twice for a taken turn."""
        now = fields.Datetime.now()
        calendars = self.env["lalisa.sop.step"].search([("calendar_id", "!=", False)]).calendar_id
        closed = [one.id for one in calendars if one._lalisa_next_open(now) > now]
        awake = SQL("(calendar_id IS NULL OR calendar_id <> ALL(%s))", closed)
        if mark != "handed_on_at":
            return awake
        return SQL("%s AND acknowledged_at IS NULL", awake)

    def _ping(self, mark):
        """A call, or at warning and breach also an activity; at a breach for the next level too."""
        self.ensure_one()
        if mark == "called_at":
            return self._call()
        if mark == "handed_on_at":
            return self._hand_on()
        groups = self.complaint_id.acting_group_ids
        if mark == "escalated_at":
            groups |= self._next_level(groups)
        people = self._people(groups)
        self._tell(people, mark)
        for user in people:
            self._leave_activity(user, self.with_context(lang=user.lang)._ping_text(mark))

    def _people(self, groups, stand_in=False):
        """Whom to tell of a step: the roster's people of now; without a roster, everyone of the role.

        The team in the field is told only of what it was sent to.
        """
        people = self.env["res.users"]
        for role, xmlid in ROLES.items():
            group = self.env.ref(xmlid)
            if group not in groups:
                continue
            if role == "response_team":
                dispatches = self.complaint_id.dispatch_ids
                people |= dispatches.leader_id | dispatches.member_ids
                continue
            people |= self.env["lalisa.duty"]._on_duty(role, stand_in) or group.user_ids
        return people.filtered("active")

    def _ping_text(self, mark):
        number, stage = self.complaint_id.number, self.stage_id.name
        if mark == "escalated_at":
            return self.env._(
                "Complaint %(number)s is late at '%(stage)s'. Please act at once.",
                number=number,
                stage=stage,
            )
        minutes = max(0, int((self.deadline_at - fields.Datetime.now()).total_seconds() // 60))
        if mark == "called_at":
            return self.env._(
                "Complaint %(number)s waits for you at '%(stage)s', for %(minutes)s minutes.",
                number=number,
                minutes=minutes,
                stage=stage,
            )
        if mark == "handed_on_at":
            return self.env._(
                "Nobody has taken complaint %(number)s at '%(stage)s' yet. Please stand in.",
                number=number,
                stage=stage,
            )
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
