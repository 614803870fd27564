from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Letterhead (kop surat) and signer of the papers.

    Only what the SOP itself names has a default. Address, telephone, logo, the signer's name, rank
    and NIP are the office's to enter; until then the paper shows that they are missing.
    """

    _inherit = "res.company"

    lalisa_government_line = fields.Char("Government", default="Pemerintah Kabupaten Balangan")
    lalisa_agency_name = fields.Char("Agency on papers", default="Satuan Polisi Pamong Praja")
    lalisa_address = fields.Char("Address on papers")
    lalisa_phone = fields.Char("Telephone on papers")
    lalisa_email = fields.Char("Email on papers")
    lalisa_letterhead_logo = fields.Image("Letterhead logo", max_width=600, max_height=600)
    lalisa_paper_size = fields.Selection(
        [("a4", "A4"), ("f4", "F4 (215 x 330 mm)")], "Paper", required=True, default="a4"
    )
    lalisa_signing_place = fields.Char("Place of signing", default="Paringin")
    lalisa_signer_title = fields.Char(
        "Signer's office",
        default="Kepala Satuan Polisi Pamong Praja Kabupaten Balangan",
    )
    lalisa_signer_name = fields.Char("Signer's name", help="With academic degrees.")
    lalisa_signer_rank = fields.Char("Signer's rank")
    lalisa_signer_nip = fields.Char("Signer's staff number (NIP)")
    lalisa_map_tiles = fields.Char(
        "Map tiles",
        help="Address of a tile service, with {z}, {x} and {y}. Empty: nothing is asked of anybody outside.",
    )
    lalisa_map_attribution = fields.Char("Source of the map tiles")
    lalisa_service_hours = fields.Selection(
        [("always", "Day and night"), ("calendar", "Service hours")],
        help="Empty until the office has answered.",
    )
    lalisa_duty_calendar_id = fields.Many2one(
        "resource.calendar", "Duty hours", help="Empty: somebody is on duty day and night."
    )
    lalisa_setup_step = fields.Char(readonly=True, help="Where the first set-up was left; it goes on from here.")

    @api.constrains("lalisa_map_tiles")
    def _check_map_tiles(self):
        for company in self:
            address = company.lalisa_map_tiles
            if not address:
                continue
            known = address.startswith(("https://", "/"))
            if not known or not all(part in address for part in ("{z}", "{x}", "{y}")):
                raise ValidationError(
                    self.env._("The address of map tiles begins with https:// and holds {z}, {x} and {y}.")
                )
