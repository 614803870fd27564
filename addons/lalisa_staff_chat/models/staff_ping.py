from odoo import fields, models

from odoo.addons.lalisa_complaint.report.wording import in_indonesian


class LalisaMessageTemplate(models.Model):
    _inherit = "lalisa.message.template"

    kind = fields.Selection(selection_add=[("staff", "Ping to staff")], ondelete={"staff": "cascade"})


class LalisaStaffLink(models.Model):
    """Where free messages are allowed for 24 hours only, staff who have been silent for longer are called by template.

    The template goes through the provider's own hands and may show on a locked screen: number and step, nothing else.
    """

    _inherit = "lalisa.staff.link"

    def _needs_ping(self):
        """Whether nothing but an approved template would arrive now."""
        conversation = self.conversation_id
        return conversation.channel_id._driver()._has_window and not conversation._is_window_open()

    def _ping(self, visit):
        """Calls the holder to a step; whatever they answer opens the way for the rest. Without a template, nothing.

        :param visit: the `lalisa.complaint.visit` that waits
        :return: the `lalisa.message`, or none
        """
        template = self.env["lalisa.message.template"]._of_code("staff_ping")
        if not template.provider_template:
            return self.env["lalisa.message"]
        number, step = visit.complaint_id.number, in_indonesian(visit).stage_id.name
        return self._say(template._filled({"nomor": number, "tahap": step}), template={
            "name": template.provider_template, "language": "id", "params": [number, step],
        })
