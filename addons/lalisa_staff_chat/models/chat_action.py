from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq

from ..tools import button_token

VALID_FOR = timedelta(hours=24)
# Compared with where no button was found, so that the answer takes as long.
NOTHING = button_token.hash_secret("")
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
    _inherit = ["lalisa.chat.action.menu", "lalisa.chat.action.complaint", "lalisa.chat.action.dispatch"]
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
    def _create_button(self, link, code, record=None, **params):
        """Make a button for the holder of a link.

        :param code: which `_do_<code>` it calls
        :param record: the `lalisa.complaint` or `lalisa.dispatch` that it is about
        :return: (the row, the button's id)
        """
        record_sudo = record.sudo() if record is not None else self.env["lalisa.complaint"]  # only bound, not shown
        dispatch = record_sudo if record_sudo._name == "lalisa.dispatch" else self.env["lalisa.dispatch"]
        complaint = dispatch.complaint_id or (record_sudo if not dispatch else record_sudo.complaint_id)
        selector, secret = button_token.create_token()
        action = self.create(
            {
                "selector": selector,
                "secret_hash": button_token.hash_secret(secret),
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
        return action, button_token.join_parts(selector, secret)

    @api.model
    def _create_buttons(self, link, offers):
        """Make the buttons of a message.

        :param offers: [(code, title, record or None, {parameter: value})]
        :return: [(button id, title)]
        """
        return [(self._create_button(link, code, record, **params)[1], title) for code, title, record, params in offers]

    # -- tapping --------------------------------------------------------------------------------

    @api.model
    def _find_by_button_id(self, button_id):
        """Return the button with this id; empty for a wrong one. The secret is compared in constant time."""
        selector, secret = button_token.split_parts(button_id)
        action = self.search([("selector", "=", selector)], limit=1)
        return action if consteq(action.secret_hash or NOTHING, button_token.hash_secret(secret)) else action.browse()

    def _find_problem(self, link):
        """Return why the button does nothing, in one sentence in the words of the one who taps; empty when it may act.

        :param link: the live link of the account that taps
        """
        env = self.with_context(lang=link.user_id.lang).env
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
        """Tell whether the user still may read what the button is about."""
        record = self.dispatch_id or self.complaint_id
        return not record or self._as_user(record).has_access("read")

    def _create_fresh_look(self, link):
        """Make a button to the present state, where the one who taps may know it."""
        if not self or self.link_id != link or not self._may_see():
            return None
        record = self.dispatch_id or self.complaint_id
        title = self.with_context(lang=link.user_id.lang).env._("Show the present state")
        return self._create_buttons(link, [("show", title, record, {})]) if record else None

    def _as_user(self, record):
        """Return a record with the rights, the language and the clock of the button's user; never as superuser."""
        user = self.link_id.user_id
        return record.with_user(user).with_context(lang=user.lang, tz=user.tz)

    @api.autovacuum
    def _gc_actions(self):
        """Forget what is long too old to explain anything."""
        old = self.search([("expires_at", "<", fields.Datetime.now() - timedelta(days=30))], limit=1000)
        old.unlink()
        return len(old), len(old) == 1000
