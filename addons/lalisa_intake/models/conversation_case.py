from odoo import fields, models


class LalisaConversationCase(models.AbstractModel):
    """A conversation's complaints and messages, as the other parts of the dialogue look them up."""

    _name = "lalisa.conversation.case"
    _description = "Complaints of a conversation"
    # Which messages are about the citizen's matters; an addon that talks of others here leaves them out, and
    # repeats what was left out before.
    _case_domain = fields.Domain.TRUE

    def _get_open_complaints(self):
        """Return the complaints of this conversation that are not closed, oldest first."""
        return self.complaint_ids.filtered(lambda one: one.stage_kind != "closed").sorted("id")

    def _get_talked_about(self):
        """Return the open complaint that is being talked about, or else the newest one."""
        open_ones = self._get_open_complaints()
        return self.focus_id & open_ones or open_ones[-1:]

    def _find_last(self, message, direction=None):
        """Return the last that was said before a message; the parts of an album are said at one moment.

        :param direction: `inbound` or `outbound`, or None for either
        """
        return (
            self.message_ids.filtered_domain(self._case_domain)
            .filtered(
                lambda one: (
                    one.id < message.id
                    and not (message.album and one.album == message.album)
                    and direction in (None, one.direction)
                )
            )
            .sorted("id")[-1:]
        )

    def _get_unassigned_messages(self):
        """Return what the citizen has sent and belongs to no complaint."""
        said = self.message_ids.filtered_domain(self._case_domain)
        return said.filtered(lambda one: one.direction == "inbound" and not one.complaint_id)

    def _set_mode(self, mode):
        """Let a person answer, or the service itself.

        :param mode: `human` or `bot`
        """
        self.write({"mode": mode, "taken_over_at": fields.Datetime.now() if mode == "human" else False})

    def _mark_seen(self, messages):
        """Mark inbound messages as seen by the office and count what is left."""
        unseen = messages.filtered(lambda one: one.direction == "inbound" and not one.seen_at)
        if unseen:
            unseen.write({"seen_at": fields.Datetime.now()})
            self._request_read_mark()
        left = self.message_ids.filtered(lambda one: one.direction == "inbound" and not one.seen_at)
        if self.unread_count != len(left):
            self.unread_count = len(left)

    def _note_answered(self, complaint):
        """Note that a person of the office has answered about a complaint, and goes on talking here."""
        self._mark_seen(self.message_ids.filtered(lambda one: one.complaint_id == complaint))
        self.inbox_at = False
        self._set_mode("human")
        self._tell_staff(complaint)

    def _tell_staff(self, complaint=None):
        """Wake the open screens of those who may read conversations; ids only, no word of a citizen."""
        news = {"conversation_id": self.id, "complaint_id": complaint.id if complaint else False}
        # Whoever causes the news may not read groups; nothing of the group is shown.
        self.env.ref("lalisa_intake.group_listener").sudo()._bus_send("lalisa.conversation", news)
