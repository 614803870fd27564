import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.lalisa_base.tools.office_clock import WITA
from odoo.addons.lalisa_messaging.tools.quiet_hours import quiet_end

_logger = logging.getLogger(__name__)
MARKS = {"called_at": "turn", "handed_on_at": "turn", "warned_at": "warning", "escalated_at": "breach"}
# The user's preference that decides whether a kind is told at all.
PREFERENCE = {
    "turn": "lalisa_chat_turns",
    "warning": "lalisa_chat_warnings",
    "breach": "lalisa_chat_breaches",
    "order": "lalisa_chat_orders",
    "returned": "lalisa_chat_orders",
    "reported": "lalisa_chat_orders",
}
# What no quiet hours hold back: a late step is late for a citizen, and a team that is sent has to leave.
URGENT = frozenset({"breach", "order", "returned"})


class LalisaTurnNotice(models.Model):
    """A notice that waits for the end of its reader's quiet hours; what is told at once leaves no row."""

    _name = "lalisa.turn.notice"
    _description = "Notice held back in quiet hours"
    _allow_sudo_commands = False

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("turn", "A turn"),
            ("warning", "A warning"),
            ("breach", "A late step"),
            ("order", "An order"),
            ("returned", "A report given back"),
            ("reported", "A report filed"),
        ],
        required=True,
        readonly=True,
    )
    mark = fields.Char(readonly=True)
    stage_log_id = fields.Many2one("lalisa.stage.log", required=True, readonly=True, ondelete="cascade")
    dispatch_id = fields.Many2one("lalisa.dispatch", readonly=True, ondelete="cascade")
    due_at = fields.Datetime(required=True, readonly=True, index=True)

    @api.model
    def _note(self, user, kind, stage_log, mark="", dispatch=None):
        """Tells a member of staff in their chat program, at once or after their quiet hours.

        :param kind: a key of `PREFERENCE`
        :param stage log: the `lalisa.stage.log` that it is about
        :param mark: of a turn, warning or breach: the stage log's own mark
        :param dispatch: the `lalisa.dispatch` that it is about
        """
        if not user[PREFERENCE[kind]] or not self.env["lalisa.staff.link"]._of_user(user):
            return
        now = fields.Datetime.now()
        notice = self.create(
            {
                "user_id": user.id,
                "kind": kind,
                "mark": mark,
                "stage_log_id": stage_log.id,
                "dispatch_id": dispatch.id if dispatch else False,
                "due_at": now if self._is_urgent(user, kind) else self._quiet_end(user, now) or now,
            }
        )
        if notice.due_at <= now:
            notice._tell()
        else:
            # Whoever causes the notice may not touch scheduled jobs; this wakes one, and only this.
            self.env.ref("lalisa_staff_chat.cron_tell_held").sudo()._trigger(at=notice.due_at)

    @api.model
    def _is_urgent(self, user, kind):
        """Whether quiet hours hold nothing back: of who is on duty by the roster, no turn waits for the morning."""
        if kind in URGENT:
            return True
        duties = self.env["lalisa.duty"]
        return bool(duties.search_count(duties._now_domain() & fields.Domain("user_id", "=", user.id), limit=1))

    @api.model
    def _quiet_end(self, user, now):
        """When the quiet hours that hold now end, by the office's clock; None where none hold.

        :param now: naive UTC datetime
        """
        return quiet_end(now, user.lalisa_quiet_from, user.lalisa_quiet_until, WITA)

    @api.model
    def _cron_tell_held(self):
        """Tells what was held back and still holds."""
        while held := self.search([("due_at", "<=", fields.Datetime.now())], order="id", limit=50):
            for notice in held:
                notice._tell_safely()
                self.env["ir.cron"]._commit_progress(1)

    def _tell_safely(self):
        """One notice that cannot be told must not hold back the others; it is tried again."""
        try:
            with self.env.cr.savepoint():
                self._tell()
        except UserError:
            _logger.exception("the held notice %s could not be told", self.id)
            self.due_at = fields.Datetime.now() + timedelta(minutes=10)

    def _tell(self):
        """Tells what still holds and forgets the notice."""
        links = self.env["lalisa.staff.link"]._of_user(self.user_id) if self._still_holds() else []
        for link in links:
            link = link._in_words()
            if link._needs_ping():
                link._ping(self.stage_log_id)
                continue
            for record, header in self._cards(link):
                link._show(record, header)
        self.unlink()

    def _still_holds(self):
        """A turn that somebody took, or a step that has been left meanwhile, is told to nobody."""
        if self.kind == "turn" and self.stage_log_id.acknowledged_at:
            return False
        return not self.stage_log_id.left_at

    def _cards(self, link):
        """What is shown to the holder of a link: the complaint to who may read it, the team its own orders.

        :return: [(record, first line)]
        """
        if self.dispatch_id:
            header = self._in_language(link)._dispatch_header()
            return [(self.stage_log_id.complaint_id if self.kind == "reported" else self.dispatch_id, header)]
        header = self.stage_log_id.with_context(lang=self.user_id.lang)._ping_text(self.mark)
        complaint = self.stage_log_id.complaint_id
        cards = [(complaint, header)] if link._as_user(complaint).has_access("read") else []
        return [*cards, *((order, header) for order in link._orders() if order.complaint_id == complaint)]

    def _in_language(self, link):
        return self.with_context(lang=link.user_id.lang)

    def _dispatch_header(self):
        return {
            "order": self.env._("A new order for your team"),
            "returned": self.env._("The report was given back to your team"),
            "reported": self.env._("A team has filed its report: it waits for you"),
        }[self.kind]


class LalisaStageLog(models.Model):
    _inherit = "lalisa.stage.log"

    def _tell(self, people, mark):
        """Beside the screen and the push, a message in the chat program of those who linked one."""
        super()._tell(people, mark)
        for user in people:
            # The job that tells is the service's own.
            self.env["lalisa.turn.notice"].sudo()._note(user.sudo(), MARKS[mark], self.sudo(), mark=mark)
