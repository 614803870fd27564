from odoo import models


class LalisaComplaintExport(models.AbstractModel):
    """Collect what a complaint holds of its reporter, for the reporter."""

    _name = "lalisa.complaint.export"
    _description = "Export of a person's data"

    def _person_data(self):
        """Collect what one complaint holds of its reporter: {Indonesian name: plain data}."""
        self.ensure_one()
        told = not self._is_vague()
        return {
            "nomor": self.number,
            "kanal": self.channel,
            "kerahasiaan": self.confidentiality,
            "pesan_pertama": self.first_message_at,
            "diterima": self.registered_at,
            "ditutup": self.closed_at if self.closed_at and self._is_stage_told() else "",
            "ringkasan": self.summary,
            "tempat": self.location_text or "",
            "koordinat": [self.latitude, self.longitude] if self.latitude else [],
            "tahap": self.stage_id._get_public_name(self.covert),
            "hasil": self.result_public if self._has_public_result() else "",
            "tambahan_di_halaman": [
                {"pada": one.added_at, "isi": one.body or "", "foto": len(one.photo_ids)} for one in self.addition_ids
            ],
            # Whose hands a closed operation has reached is told when it is over.
            "identitas_dibuka": [
                {"pada": one.at, "peran": one.role} for one in self.reveal_ids if told and one.kind == "seen"
            ],
        }
