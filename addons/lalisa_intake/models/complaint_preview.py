from odoo import models

from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole
from odoo.addons.lalisa_complaint.report.wording import long_time


class LalisaComplaintPreview(models.AbstractModel):
    """The preview of the notice that a move would send."""

    _name = "lalisa.complaint.preview"
    _description = "Preview of a notice"

    def _preview_notice(self, stage, reason, public, agency):
        nothing = super()._preview_notice(stage, reason, public, agency)
        # The reporter's conversation and the office's texts are asked for the mover, who has the complaint.
        draft_sudo = self.sudo().new({"stage_id": stage.id, "agency_id": agency.id}, origin=self.sudo())
        if not draft_sudo.conversation_id:
            return nothing
        notice_sudo = self.env["lalisa.message.template"].sudo()._find_notice(stage)
        template_sudo = draft_sudo._choose_template(notice_sudo.code) if notice_sudo else notice_sudo
        if not template_sudo or stage.role == StageRole.DELIVERY:
            return "", self.env._("The office sends no message for this step.")
        words = {**draft_sudo._words_for_notice(), "lacak": f"{self.get_base_url()}/aduan/\u2026"}
        # Until a reason is chosen its place is left open; the move itself asks for one.
        words["alasan"] = draft_sudo._reason_words(reason, public) or "\u2026"
        return draft_sudo._preview_on_channel(template_sudo, template_sudo._fill_body(words))

    def _preview_on_channel(self, template, text):
        """Say what becomes of a notice on the way to this reporter.

        :param template: the `lalisa.message.template`
        :param text: its filled text
        :return: see `_preview_notice`
        """
        conversation, driver = self.conversation_id, self.conversation_id.channel_id._get_driver()
        if conversation.contact_id.opted_out_at:
            return "", self.env._("The reporter wants no notices: telephone, visit or write.")
        if conversation.contact_id.unreachable:
            return text, self.env._("No message has reached the reporter lately: telephone, visit or write as well.")
        if driver._by_hand:
            return text, self.env._("Nobody sends it by itself: the operator sends it from the office's telephone.")
        if not conversation._is_window_open():
            return self._preview_after_window(driver, template)
        quiet_until = self._get_unasked(template) == "day" and self.env["lalisa.message"]._get_quiet_end()
        return text, quiet_until and self.env._("It leaves at the end of the quiet hours: %s.", long_time(quiet_until))

    def _preview_after_window(self, driver, template):
        """Return the provider's approved text, which goes in place of the office's own after the time for answers."""
        shown = driver._get_shown_template(self.conversation_id.channel_id, self._get_provider_template(template))
        if not shown:
            return "", self.env._("The 24-hour time for answers is over and no template can be sent: telephone.")
        return shown, self.env._("The 24-hour time for answers is over: the approved template goes instead.")
