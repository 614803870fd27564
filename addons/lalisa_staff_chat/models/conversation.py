from datetime import timedelta

from odoo import fields, models

from odoo.addons.lalisa_complaint.report.wording import in_indonesian

from ..tools import button_token, link_code, word

MAX_TRIES = 5
TRIES_WITHIN = timedelta(minutes=15)


class LalisaConversation(models.Model):
    """A linked account is heard as staff; everybody else, and who asks to report, as a citizen."""

    _inherit = "lalisa.conversation"

    staff_only = fields.Boolean(readonly=True, help="A member of staff wrote or writes here.")
    link_tries = fields.Integer(readonly=True)
    link_tried_at = fields.Datetime(readonly=True)

    def _on_message(self, message):
        if button_token.is_ours(message.button_id):
            # A channel whose taps come as messages.
            self._forget(message)
            return self.env["lalisa.chat.action"]._tapped(self, message.button_id)
        code = link_code.in_text(message.body) if message.kind == "text" else ""
        if code:
            # A code that was not used must not lie about where others read.
            message.body = "TAUT …"
            self._forget(message)
            return self._hear_code(code)
        link = self.env["lalisa.staff.link"]._of(self)
        if not link or not link._takes(message):
            return super()._on_message(message)
        self._forget(message)
        return link._hear(message)

    def _on_album(self, messages):
        link = self.env["lalisa.staff.link"]._of(self)
        if not link or not link._takes(messages[:1]):
            return super()._on_album(messages)
        for message in messages:
            # Each photo is evidence by itself.
            self._forget(message)
            link._hear(message)
        return None

    def _on_media(self, message):
        if not message.for_staff:
            return super()._on_media(message)
        link = self.env["lalisa.staff.link"]._of(self)
        return link._keep_photo(message) if link and message.dispatch_id else None

    def _on_action(self, action):
        code = link_code.in_payload(action.argument) if action.command == "start" else ""
        if code:
            return self._hear_code(code)
        if button_token.is_ours(action.button_id):
            return self.env["lalisa.chat.action"]._tapped(self, action.button_id, action.source_id)
        link = self.env["lalisa.staff.link"]._of(self)
        if link and action.command and (not link._is_citizen() or action.command == "petugas"):
            return link._obey(word.meant(action.command) or "help")
        return super()._on_action(action)

    def _is_over(self):
        """Keep the account that somebody works by, with what they once reported by it."""
        return super()._is_over() and not self.env["lalisa.staff.link"].search_count(
            [("conversation_id", "=", self.id), ("ended_at", "=", False)], limit=1
        )

    def _forget(self, message):
        """A message of staff: nobody else reads it, not even in a list of conversations."""
        message.for_staff = True
        self.unread_count = 0

    # -- a team's group: it is linked, a member leaves it, or the office is removed ----------------

    def _on_group(self, event):
        code = link_code.in_payload(event.argument) if event.command in ("start", "taut") else ""
        if code:
            return self._hear_code(code)
        team = self.env["lalisa.team"].with_context(active_test=False).search([("chat_id", "=", self.id)])
        if event.kind == "removed":
            team._end_chat()
        elif event.kind == "left" and team:
            self._end_links_of(event.person_id, team)
        return None if team else super()._on_group(event)

    def _end_links_of(self, person, team):
        """Who leaves the group of their team speaks for the team no more: their own account ends with it."""
        links = self.env["lalisa.staff.link"].search(
            [
                ("ended_at", "=", False),
                ("channel_id", "=", self.channel_id.id),
                ("conversation_id.contact_id.external_id", "=", person),
                ("user_id", "in", (team.leader_id | team.member_ids).ids),
            ]
        )
        links._end("left_group")

    # -- linking --------------------------------------------------------------------------------

    def _hear_code(self, code):
        """A one-time code was offered: it links, or one sentence says why not.

        Whatever comes of it, the code is used up: the provider's own words, which are kept for a while, hold it still.
        """
        owner = self.env["lalisa.staff.link.code"]._redeem(code)
        if not self._may_try():
            return self._answer_stranger(
                in_indonesian(self).env._("Too many wrong codes. Please try again in 15 minutes.")
            )
        linked = bool(owner) and self._link(owner)
        if not linked:
            self.write({"link_tries": self.link_tries + 1, "link_tried_at": fields.Datetime.now()})
            return self._answer_stranger(
                in_indonesian(self).env._("This code is wrong, used or too old. Please make a new one in La-Lisa.")
            )
        self.link_tries = 0
        return linked

    def _may_try(self):
        last = self.link_tried_at
        if last and last + TRIES_WITHIN < fields.Datetime.now():
            self.link_tries = 0
        return self.link_tries < MAX_TRIES

    def _link(self, owner):
        """Ties this conversation to the owner of a code: a person's account, or the group of a team.

        :param owner: as `lalisa.staff.link.code._redeem` gives it
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
        link = links._make(user, self)._in_words()
        link._wish_help()
        user._lalisa_notify("La-Lisa", link.env._("A chat account was linked to you: %s.", link.account_name))
        return True

    def _link_team(self, team):
        team._end_chat()
        self.env["lalisa.team"].with_context(active_test=False).search([("chat_id", "=", self.id)])._end_chat()
        team.chat_id = self
        self.staff_only = True
        self._answer_stranger(
            in_indonesian(self).env._(
                "This group is linked to %s: it hears of orders, without personal data.", team.name
            )
        )
        return True

    def _answer_stranger(self, text):
        """One sentence to somebody who offered a code; it is no part of a citizen's case."""
        self._queue(text, purpose="staff").for_staff = True

    # -- a citizen's case holds nothing of staff's ----------------------------------------------

    def _without_complaint(self):
        return super()._without_complaint().filtered(lambda one: not one.for_staff)

    def _before(self, message):
        return super()._before(message).filtered(lambda one: not one.for_staff)

    def _panel(self, messages, complaint):
        return super()._panel(messages.filtered(lambda one: not one.for_staff), complaint)
