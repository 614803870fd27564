from odoo import fields, models

from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole


class LalisaComplaint(models.Model):
    _inherit = "lalisa.complaint"

    channel = fields.Selection(
        selection_add=[("whatsapp_manual", "WhatsApp (manual)")],
        ondelete={"whatsapp_manual": "set default"},
    )
    alternative_how = fields.Selection(
        selection_add=[("whatsapp_manual", "WhatsApp, two ticks seen")],
        ondelete={"whatsapp_manual": "set null"},
    )

    def _close_by_hand(self, message):
        """Close by the transition as the one who saw the ticks; where the step is another role's, it waits for that.

        :param message: the closing message, ticked
        """
        complaint = self.with_env(self.env(su=False))
        if self.stage_role != StageRole.DELIVERY or not complaint.has_access("write"):
            return
        complaint.write(
            {
                "alternative_how": "whatsapp_manual",
                "alternative_who": self.env._("The reporter"),
                "alternative_at": message.ticked_at,
            }
        )
        complaint.write(
            {
                "stage_id": self._find_target(StageRole.DONE, need="alternative").id,
                "closing_proof": "alternative",
                "move_reason_id": self.env.ref("lalisa_whatsapp_manual.reason_ticks_seen").id,
                "move_reason": self.env._("%s has seen the two ticks.", self.env.user.name),
            }
        )
