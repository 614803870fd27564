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
    def _notify_user(self, user, kind, stage_log, mark="", dispatch=None):
        """Tell a member of staff in their chat program, at once or after their quiet hours.

        :param kind: a key of `PREFERENCE`
        :param stage_log: the `lalisa.stage.log` that it is about
        :param mark: of a turn, warning or breach: the stage log's own mark
        :param dispatch: the `lalisa.dispatch` that it is about
        """
        if not user[PREFERENCE[kind]] or not self.env["lalisa.staff.link"]._find_for_user(user):
            return
        now = fields.Datetime.now()
        notice = self.create(
            {
                "user_id": user.id,
                "kind": kind,
                "mark": mark,
                "stage_log_id": stage_log.id,
                "dispatch_id": dispatch.id if dispatch else False,
                "due_at": now if self._is_urgent(user, kind) else self._get_quiet_end(user, now) or now,
            }
        )
        if notice.due_at <= now:
            notice._tell_now()
        else:
            # Whoever causes the notice may not touch scheduled jobs; this wakes one, and only this.
            self.env.ref("lalisa_staff_chat.cron_tell_held").sudo()._trigger(at=notice.due_at)

    @api.model
    def _is_urgent(self, user, kind):
        """Tell whether quiet hours hold nothing back: who is on duty by the roster waits for no morning."""
        if kind in URGENT:
            return True
        duties = self.env["lalisa.duty"]
        return bool(duties.search_count(duties._now_domain() & fields.Domain("user_id", "=", user.id), limit=1))

    @api.model
    def _get_quiet_end(self, user, now):
        """Return when the quiet hours that hold now end, by the office's clock; None where none hold.

        :param now: naive UTC datetime
        """
        return quiet_end(now, user.lalisa_quiet_from, user.lalisa_quiet_until, WITA)

    @api.model
    def _cron_tell_held(self):
        """Tell what was held back and still holds."""
        while held := self.search([("due_at", "<=", fields.Datetime.now())], order="id", limit=50):
            for notice in held:
                notice._tell_safely()
                self.env["ir.cron"]._commit_progress(1)

    def _tell_safely(self):
        """Tell one notice; where that fails it is tried again and holds back no other."""
        try:
            with self.env.cr.savepoint():
                self._tell_now()
        except UserError:
            _logger.exception("the held notice %s could not be told", self.id)
            self.due_at = fields.Datetime.now() + timedelta(minutes=10)

    def _tell_now(self):
        """Tell what still holds and forgets the notice."""
        links = self.env["lalisa.staff.link"]._find_for_user(self.user_id) if self._still_holds() else []
        for link in links:
            link = link._in_words()
            if link._needs_ping():
                link._send_ping(self.stage_log_id)
                continue
            for record, header in self._list_cards(link):
                link._show_record(record, header)
        self.unlink()

    def _still_holds(self):
        """Tell whether it is still to be told: nobody took the turn, and the step has not been left."""
        if self.kind == "turn" and self.stage_log_id.acknowledged_at:
            return False
        return not self.stage_log_id.left_at

    def _list_cards(self, link):
        """Return what is shown to the holder of a link: the complaint to who may read it, the team its own orders.

        :return: [(record, first line)]
        """
        if self.dispatch_id:
            header = self._in_language(link)._get_dispatch_header()
            return [(self.stage_log_id.complaint_id if self.kind == "reported" else self.dispatch_id, header)]
        header = self.stage_log_id.with_context(lang=self.user_id.lang)._ping_text(self.mark)
        complaint = self.stage_log_id.complaint_id
        cards = [(complaint, header)] if link._as_user(complaint).has_access("read") else []
        return [*cards, *((order, header) for order in link._get_orders() if order.complaint_id == complaint)]

    def _in_language(self, link):
        return self.with_context(lang=link.user_id.lang)

    def _get_dispatch_header(self):
        return {
            "order": self.env._("A new order for your team"),
            "returned": self.env._("The report was given back to your team"),
            "reported": self.env._("A team has filed its report: it waits for you"),
        }[self.kind]


class LalisaStageLog(models.Model):
    _inherit = "lalisa.stage.log"

    def _tell_people(self, people, mark):
        """Send, beside the screen and the push, a message in the chat program of those who linked one."""
        super()._tell_people(people, mark)
        for user in people:
            # The job that tells is the service's own.
            self.env["lalisa.turn.notice"].sudo()._notify_user(user.sudo(), MARKS[mark], self.sudo(), mark=mark)
