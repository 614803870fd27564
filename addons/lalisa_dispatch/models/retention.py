from odoo import models

from odoo.addons.lalisa_complaint.models.complaint_visit import TOMBSTONE


class LalisaComplaint(models.Model):
    _inherit = "lalisa.complaint"

    def _retain(self):
        """Take the words and pictures of the orders out with those of the case."""
        super()._retain()
        self.dispatch_ids._retain()


class LalisaDispatch(models.Model):
    _inherit = "lalisa.dispatch"

    def _retain(self):
        """Take out the words of the order and the report; team, times and outcome stay."""
        for dispatch in self:
            words = ("brief", "findings", "violation_text", "actions_taken", "place_text", "return_reason")
            dispatch._write_engine(
                {
                    **{name: TOMBSTONE for name in words if dispatch[name]},
                    "latitude": 0,
                    "longitude": 0,
                }
            )
        self.env["lalisa.complaint"]._retain_thread(self)
        self.evidence_ids._retain()
        self.equipment_ids.filtered("reason").write({"reason": TOMBSTONE})


class LalisaDispatchEvidence(models.Model):
    _inherit = "lalisa.dispatch.evidence"

    def _retain(self):
        """Where a photo was taken and what its file was called go; that there was one, and its fingerprint, stay."""
        self.write({"latitude": 0, "longitude": 0, "file_name": TOMBSTONE})
