from odoo import models

from odoo.addons.lalisa_messaging.tools.driver_types import OutboundFile


class ResUsers(models.Model):
    """What the office sends its staff (the morning summary) goes to their own chat account first."""

    _inherit = "res.users"

    def _lalisa_send_by_channel(self, text, paper):
        """By the first account that can be reached at this moment; otherwise it goes by mail.

        :param paper: (file name, bytes of a PDF), or None
        :return: whether it was queued
        """
        # The job that tells is the service's own; the link is the user's.
        links_sudo = self.env["lalisa.staff.link"].sudo()._of_user(self)
        link_sudo = links_sudo.filtered(lambda one: one._is_reachable())[:1]
        if not link_sudo:
            return super()._lalisa_send_by_channel(text, paper)
        file = OutboundFile(paper[0], "application/pdf", paper[1]) if paper else None
        link_sudo._say(text, file=file)
        return True


class LalisaStaffLink(models.Model):
    _inherit = "lalisa.staff.link"

    def _is_reachable(self):
        """Whether a free message would arrive now: the account did not block us, and its 24 hours are not over."""
        conversation = self.conversation_id
        channel = conversation.channel_id
        if conversation.contact_id.unreachable or channel.state != "active" or channel.by_hand:
            return False
        return conversation._is_window_open()
