from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq

from odoo.addons.lalisa_complaint.report.wording import in_indonesian

from ..tools import button_token

VALID_FOR = timedelta(hours=24)
# Compared with where no button was found, so that the answer takes as long.
NOTHING = button_token.hashed("")
# Buttons that only ask or show may be tapped again; all others work once.
ASKING = frozenset(
    {
        "show",
        "turns",
        "citizen",
        "staff",
        "return",
        "reason",
        "source",
        "finding",
        "result",
        "report",
        "findings",
        "actions",
        "outcome",
    }
)


class LalisaChatAction(models.Model):
    """One button in a chat: what it does, for whom, and in which state of the case alone.

    The button itself is a random token that is kept as a hash. It is no right: whatever it does is a
    transition with the rights of the user whose account taps it, at that moment.
    """

    _name = "lalisa.chat.action"
    _inherit = ["lalisa.chat.action.complaint", "lalisa.chat.action.dispatch"]
    _description = "Button in a chat"
    _allow_sudo_commands = False

    selector = fields.Char(required=True, readonly=True)
    secret_hash = fields.Char(required=True, readonly=True)
    link_id = fields.Many2one("lalisa.staff.link", required=True, readonly=True, index=True, ondelete="cascade")
    code = fields.Char(required=True, readonly=True)
    params = fields.Json(readonly=True)
    complaint_id = fields.Many2one("lalisa.complaint", readonly=True, index="btree_not_null")
    stage_log_id = fields.Many2one("lalisa.stage.log", readonly=True)
    dispatch_id = fields.Many2one("lalisa.dispatch", readonly=True, index="btree_not_null")
    dispatch_state = fields.Char(readonly=True)
    expires_at = fields.Datetime(required=True, readonly=True, index=True)
    used_at = fields.Datetime(readonly=True)

    _selector_uniq = models.Constraint("UNIQUE(selector)", "This button is known already.")

    # -- making ---------------------------------------------------------------------------------

    @api.model
    def _offer(self, link, code, record=None, **params):
        """A button for the holder of a link.

        :param code: which `_do_<code>` it calls
        :param record: the `lalisa.complaint` or `lalisa.dispatch` that it is about
        :return: (the row, the button's id)
        """
        record_sudo = record.sudo() if record is not None else self.env["lalisa.complaint"]  # only bound, not shown
        dispatch = record_sudo if record_sudo._name == "lalisa.dispatch" else self.env["lalisa.dispatch"]
        complaint = dispatch.complaint_id or (record_sudo if not dispatch else record_sudo.complaint_id)
        selector, secret = button_token.new()
        action = self.create(
            {
                "selector": selector,
                "secret_hash": button_token.hashed(secret),
                "link_id": link.id,
                "code": code,
                "params": params or False,
                "complaint_id": complaint.id,
                "stage_log_id": complaint.stage_log_id.id,
                "dispatch_id": dispatch.id,
                "dispatch_state": dispatch.state if dispatch else False,
                "expires_at": fields.Datetime.now() + VALID_FOR,
            }
        )
        return action, button_token.joined(selector, secret)

    @api.model
    def _buttons(self, link, offers):
        """The buttons of a message.

        :param offers: [(code, title, record or None, {parameter: value})]
        :return: [(button id, title)]
        """
        return [(self._offer(link, code, record, **params)[1], title) for code, title, record, params in offers]

    # -- tapping --------------------------------------------------------------------------------

    @api.model
    def _tapped(self, conversation, button_id, source_id=""):
        """Somebody tapped a button, or sent what looks like one: it acts, or one sentence says why not.

        :param source_id: the provider's id of the message that the button stands below, where it tells
        """
        link = self.env["lalisa.staff.link"]._of(conversation)
        if not link:
            return conversation._answer_stranger(
                in_indonesian(self).env._("This account is not linked to La-Lisa, so this button does nothing.")
            )
        action = self._found(button_id)
        problem = action._problem(link)
        if problem:
            return link._say(problem, buttons=action._fresh_look(link))
        return action._perform(link._in_place(source_id if action.code not in ASKING else ""))

    @api.model
    def _found(self, button_id):
        """The button with this id; empty for a wrong one. The secret is compared in constant time."""
        selector, secret = button_token.split(button_id)
        action = self.search([("selector", "=", selector)], limit=1)
        return action if consteq(action.secret_hash or NOTHING, button_token.hashed(secret)) else action.browse()

    def _problem(self, link):
        """Why the button does nothing, in one sentence in the words of the one who taps; empty when it may act.

        :param link: the live link of the account that taps
        """
        env = link._in_words().env
        if not self:
            return env._("This button is not known here.")
        if self.link_id != link:
            return env._("This button belongs to somebody else and does nothing here.")
        if self.used_at:
            return env._("This button was used already.")
        if self.expires_at < fields.Datetime.now():
            return env._("This button is too old.")
        if self.complaint_id.stage_log_id != self.stage_log_id or self.dispatch_id.state != self.dispatch_state:
            return env._(
                "%s has changed since this message: the button does nothing any more.", self.complaint_id.number
            )
        if not self._may_see():
            return env._("Your role does not allow this.")
        return ""

    def _may_see(self):
        """Whether the user still may read what the button is about."""
        record = self.dispatch_id or self.complaint_id
        return not record or self._as_user(record).has_access("read")

    def _fresh_look(self, link):
        """A button to the present state, where the one who taps may know it."""
        if not self or self.link_id != link or not self._may_see():
            return None
        record = self.dispatch_id or self.complaint_id
        title = link._in_words().env._("Show the present state")
        return self._buttons(link, [("show", title, record, {})]) if record else None

    def _perform(self, link, text=""):
        """Does what the button is for, as its user; a refusal of the transition is told and changes nothing.

        :param text: the words that it had asked for
        """
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_do_{self.code}")(link._in_words(), text)
                self.used_at = fields.Datetime.now() if self.code not in ASKING else False
                self.env.flush_all()
        except UserError as refusal:
            # What Odoo itself refuses is told in many lines for an administrator.
            technical = isinstance(refusal, AccessError) and "\n" in str(refusal)
            link._say(link._in_words().env._("Your role does not allow this.") if technical else str(refusal))

    def _as_user(self, record):
        """A record with the rights, the language and the clock of the button's user; never as superuser."""
        user = self.link_id.user_id
        return record.with_user(user).with_context(lang=user.lang, tz=user.tz)

    def _do_show(self, link, _text):
        link._show(self.dispatch_id or self.complaint_id)

    def _do_turns(self, link, _text):
        link._wish_turns()

    def _do_citizen(self, link, _text):
        link._wish_citizen()

    def _do_staff(self, link, _text):
        link._wish_staff()

    @api.autovacuum
    def _gc_actions(self):
        """What is long too old to explain anything is forgotten."""
        old = self.search([("expires_at", "<", fields.Datetime.now() - timedelta(days=30))], limit=1000)
        old.unlink()
        return len(old), len(old) == 1000
