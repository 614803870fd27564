from odoo import api, fields, models
from odoo.tools import SQL

from .role import ROLES, get_role_group

# Who hears of a breach beside the role itself: the next level.
NEXT_LEVEL = {
    "operator": "section_head",
    "section_head": "division_head",
    "response_team": "division_head",
    "division_head": "agency_head",
}
BATCH = 50
# From the gravest to the lightest; after downtime the gravest says it all, and those below count as told.
DUE = [
    ("escalated_at", "deadline_at"),
    ("warned_at", "warn_at"),
    ("handed_on_at", "hand_on_at"),
    ("called_at", "call_at"),
]


class LalisaStageLogEscalation(models.AbstractModel):
    """Turns, warnings and breaches are told once each, also after downtime or with two servers running."""

    _name = "lalisa.stage.log.escalation"
    _description = "Escalation of a stage log"

    @api.model
    def _cron_escalate_deadlines(self):
        """Tell of every open stage log whose mark has passed. Woken by triggers at the marks themselves.

        Each stage log is told of in a transaction of its own: the mark and the message stand or fall together, and
        whoever moves a complaint at that moment disturbs no other's.
        """
        for mark, due in DUE:
            seen = self.browse()
            while stage_logs := self._find_due(mark, due, seen):
                self.env["ir.cron"]._lalisa_each(stage_logs, lambda stage_log, mark=mark: stage_log._tell_once(mark))
                seen |= stage_logs

    @api.model
    def _find_due(self, mark, due, seen):
        """Return a batch of open stage logs whose mark has passed and has not been told, without those seen.

        Nobody is woken at night where the step has service hours, nor asked for a turn that was taken.
        """
        now = fields.Datetime.now()
        done = [mark, "acknowledged_at"] if mark == "handed_on_at" else [mark]
        rows = self.env.execute_query(
            SQL(
                """SELECT v.id FROM lalisa_stage_log v
                    WHERE v.left_at IS NULL AND v.deadline_at IS NOT NULL AND v.%(due)s <= %(now)s
                      AND (v.calendar_id IS NULL OR v.calendar_id <> ALL(%(closed)s)) AND v.id <> ALL(%(seen)s)
                      AND NOT EXISTS (SELECT FROM lalisa_stage_event m
                                       WHERE m.stage_log_id = v.id AND m.kind = ANY(%(done)s))
                    ORDER BY v.id LIMIT %(limit)s""",
                due=SQL.identifier(due),
                now=now,
                closed=self._closed_calendars(now),
                seen=seen.ids,
                done=done,
                limit=BATCH,
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _closed_calendars(self, now):
        """Return ids of the service hours of open stage logs that are not running now."""
        running = [("left_at", "=", False), ("deadline_at", "!=", False), ("calendar_id", "!=", False)]
        calendars = self._read_group(running, ["calendar_id"])
        return [one.id for (one,) in calendars if one._lalisa_next_open(now) > now]

    def _tell_once(self, mark):
        """Tell people and boards of a mark, unless it was told, or the turn was left or taken, in the meantime."""
        self.ensure_one()
        if self.left_at or (mark == "handed_on_at" and self.acknowledged_at):
            return
        names = [name for name, _due in DUE]
        if mark in self.env["lalisa.stage.event"]._note_events(self, names[names.index(mark) :]):
            self._tell_event(mark)
            self.complaint_id._tell_boards()

    def _tell_event(self, mark):
        """Tell of an event by a call, at warning and breach also by an activity; at a breach the next level too."""
        self.ensure_one()
        if mark == "called_at":
            return self._call_people()
        if mark == "handed_on_at":
            return self._hand_on()
        groups = self.complaint_id.acting_group_ids
        if mark == "escalated_at":
            groups |= self._next_level(groups)
        people = self._find_people(groups)
        self._tell_people(people, mark)
        for user in people:
            self._leave_activity(user, self.with_context(lang=user.lang)._ping_text(mark))

    def _find_people(self, groups, stand_in=False):
        """Return whom to tell of a step: the roster's people of now; without a roster, everyone of the role."""
        people = self.env["res.users"]
        for role in ROLES:
            group = get_role_group(self.env, role)
            if group in groups:
                people |= self._people_of(role, group, stand_in)
        return people.filtered("active")

    def _people_of(self, role, group, stand_in):
        """Return whom to tell of one role; an addon that knows whom a case was given to says so here.

        :param role: a key of `ROLES`
        :param group: its `res.groups`
        :param stand_in: whether the stand-ins of the roster are asked for
        :return: `res.users`
        """
        return self.env["lalisa.duty"]._on_duty(role, stand_in) or group.user_ids

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
            complaint.activity_schedule("mail.mail_activity_data_todo", summary=text, user_id=user.id)

    def _next_level(self, groups):
        higher = self.env["res.groups"]
        for below, above in NEXT_LEVEL.items():
            if get_role_group(self.env, below) in groups:
                higher |= get_role_group(self.env, above)
        return higher


class LalisaStageLogCall(models.AbstractModel):
    """A turn reaches the person: a call when the step begins, and the stand-in when nobody answers it."""

    _name = "lalisa.stage.log.call"
    _description = "Calls to a turn"

    def _note_acknowledgement(self, role):
        """Note, once, who took the turn, and on whose behalf."""
        self.ensure_one()
        self.env["lalisa.stage.event"]._note_events(self, ["acknowledged_at"], role)

    def _call_people(self):
        """Tell those on duty that it is their turn; whoever brought the complaint here knows."""
        people = self._find_people(self.complaint_id.acting_group_ids) - self.entered_by_id
        self._tell_people(people, "called_at")

    def _hand_on(self):
        """Tell the stand-ins on the roster; where there are none, everyone of the role."""
        self._tell_people(self._find_people(self.complaint_id.acting_group_ids, stand_in=True), "handed_on_at")

    def _tell_people(self, people, mark):
        """Send a live message and a push to each of `people`, in their own language.

        Other addons tell in their own way beside it.
        """
        for user in people:
            text = self.with_context(lang=user.lang)._ping_text(mark)
            user._lalisa_notify(self.complaint_id.number, text, self.complaint_id)
