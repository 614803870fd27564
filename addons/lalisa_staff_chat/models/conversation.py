from datetime import timedelta

from odoo import fields, models

from odoo.addons.lalisa_complaint.report.wording import in_indonesian
from odoo.addons.lalisa_intake.models.dispatcher import HANDLERS, Handler

from ..tools import button_token, link_code, word

MAX_TRIES = 5
TRIES_WITHIN = timedelta(minutes=15)
# Who hears the office's own people, by what comes in.
STAFF = {
    "message": "staff_messages",
    "album": "staff_messages",
    "action": "staff_action",
    "group": "staff_group",
    "file": "staff_file",
}


class LalisaConversation(models.Model):
    """A linked account is heard as staff; everybody else, and who asks to report, as a citizen."""

    _inherit = "lalisa.conversation"
    # The office's own people come before the citizens.
    _handlers = {kind: (Handler(STAFF[kind], complete=True), *citizens) for kind, citizens in HANDLERS.items()}
    # A citizen's case holds nothing of staff's.
    _case_domain = fields.Domain("for_staff", "=", False)

    staff_only = fields.Boolean(readonly=True, help="A member of staff wrote or writes here.")
    link_tries = fields.Integer(readonly=True)
    link_tried_at = fields.Datetime(readonly=True)

    # -- handlers -------------------------------------------------------------------------------

    def _hear_staff_messages(self, messages):
        """Take a button, a code, or what a linked account writes to the office; each photo is evidence by itself."""
        message = messages[0]
        if message.button_id and button_token.is_ours(message.button_id):
            # A channel whose taps come as messages.
            self._hide_from_others(messages)
            self._tap_button(message.button_id)
            return True
        code = link_code.find_in_text(message.body) if message.kind == "text" else ""
        if code:
            # A code that was not used must not lie about where others read.
            message.body = "TAUT …"
            self._hide_from_others(messages)
            self._redeem_code(code)
            return True
        link = self.env["lalisa.staff.link"]._find_for_conversation(self)
        if not link or not link._is_for_office(message):
            return False
        self._hide_from_others(messages)
        for each in messages:
            link._hear_message(each)
        return True

    def _hear_staff_action(self, action):
        """Take a code in a link, a button, or a menu command of a linked account."""
        code = link_code.find_in_payload(action.argument) if action.command == "start" else ""
        if code:
            self._redeem_code(code)
            return True
        if button_token.is_ours(action.button_id):
            self._tap_button(action.button_id, action.source_id)
            return True
        link = self.env["lalisa.staff.link"]._find_for_conversation(self)
        if not link or not action.command or (link._is_citizen() and action.command != "petugas"):
            return False
        link._obey_word(word.find_meaning(action.command) or "help")
        return True

    def _hear_staff_group(self, event):
        """Take what happens in a team's group: it is linked, a member leaves it, or the office is removed."""
        code = link_code.find_in_payload(event.argument) if event.command in ("start", "taut") else ""
        if code:
            self._redeem_code(code)
            return True
        team = self.env["lalisa.team"].with_context(active_test=False).search([("chat_id", "=", self.id)])
        if event.kind == "removed":
            team._end_chat()
        elif event.kind == "left" and team:
            self._end_links_of_person(event.person_id, team)
        return bool(team)

    def _hear_staff_file(self, message):
        """Take the file of a photo that a member of staff has sent."""
        link = message.for_staff and message.dispatch_id and self.env["lalisa.staff.link"]._find_for_conversation(self)
        if link:
            link._keep_photo(message)
        return message.for_staff

    def _is_over(self):
        """Keep the account that somebody works by, with what they once reported by it."""
        return super()._is_over() and not self.env["lalisa.staff.link"].search_count(
            [("conversation_id", "=", self.id), ("ended_at", "=", False)], limit=1
        )

    def _hide_from_others(self, messages):
        """Mark messages as staff's: nobody else reads them, not even in a list of conversations."""
        messages.for_staff = True
        self.unread_count = 0

    def _end_links_of_person(self, person, team):
        """End the account of whoever leaves the group of their team: they speak for it no more.

        :param person: the provider's id of the person
        """
        links = self.env["lalisa.staff.link"].search(
            [
                ("ended_at", "=", False),
                ("channel_id", "=", self.channel_id.id),
                ("conversation_id.contact_id.external_id", "=", person),
                ("user_id", "in", (team.leader_id | team.member_ids).ids),
            ]
        )
        links._end_links("left_group")

    def _tap_button(self, button_id, source_id=""):
        """Let a button act, or say in one sentence why not.

        :param source_id: the provider's id of the message that the button stands below, where it tells
        """
        link = self.env["lalisa.staff.link"]._find_for_conversation(self)
        if link:
            return link._hear_tap(button_id, source_id)
        return self._send_to_stranger(
            in_indonesian(self).env._("This account is not linked to La-Lisa, so this button does nothing.")
        )

    # -- linking --------------------------------------------------------------------------------

    def _redeem_code(self, code):
        """Link by a one-time code, or say in one sentence why not.

        Whatever comes of it, the code is used up: the provider's own words, which are kept for a while, hold it still.
        """
        owner = self.env["lalisa.staff.link.code"]._use_code(code)
        if not self._may_try():
            return self._send_to_stranger(
                in_indonesian(self).env._("Too many wrong codes. Please try again in 15 minutes.")
            )
        linked = bool(owner) and self._link_owner(owner)
        if not linked:
            self.write({"link_tries": self.link_tries + 1, "link_tried_at": fields.Datetime.now()})
            return self._send_to_stranger(
                in_indonesian(self).env._("This code is wrong, used or too old. Please make a new one in La-Lisa.")
            )
        self.link_tries = 0
        return linked

    def _may_try(self):
        """Tell whether another code may be offered here now."""
        last = self.link_tried_at
        if last and last + TRIES_WITHIN < fields.Datetime.now():
            self.link_tries = 0
        return self.link_tries < MAX_TRIES

    def _link_owner(self, owner):
        """Tie this conversation to the owner of a code: a person's account, or the group of a team.

        :param owner: as `lalisa.staff.link.code._use_code` gives it
        :return: whether it is tied now
        """
        if bool(owner.get("team_id")) != self.contact_id.is_group:
            # The code of a person would speak for a whole group, and a team's for one person.
            return False
        return self._link_team(owner["team_id"]) if owner.get("team_id") else self._link_person(owner.get("user_id"))

    def _link_person(self, user):
        links = self.env["lalisa.staff.link"]
        if not user or not user.active or not links._has_role(user):
            return False
        link = links._link_account(user, self)._in_words()
        link._wish_help()
        user._lalisa_notify("La-Lisa", link.env._("A chat account was linked to you: %s.", link.account_name))
        return True

    def _link_team(self, team):
        team._end_chat()
        self.env["lalisa.team"].with_context(active_test=False).search([("chat_id", "=", self.id)])._end_chat()
        team.chat_id = self
        self.staff_only = True
        self._send_to_stranger(
            in_indonesian(self).env._(
                "This group is linked to %s: it hears of orders, without personal data.", team.name
            )
        )
        return True

    def _send_to_stranger(self, text):
        """Send one sentence to somebody who offered a code; it is no part of a citizen's case."""
        self._queue_message(text, purpose="staff").for_staff = True
