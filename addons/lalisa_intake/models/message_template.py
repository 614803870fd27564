import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

# The only things that a text may hold in braces, with what the preview shows for them. Nothing that a citizen wrote
# is ever evaluated.
PLACEHOLDERS = {
    "nomor": "LL-26-0042",
    "jam": "09.30",
    "tanggal": "24 November 2026",
    "kurang": "titik tempat kejadian (bukan rumah Bapak/Ibu) dan foto bila aman",
    "tahap": "Verifikasi Aduan",
    "alasan": "Lokasi kejadian belum jelas.",
    "hasil": "Ternak telah diamankan dan pemiliknya ditegur.",
    "instansi": "Dinas Lingkungan Hidup",
    "kontak": "Telepon kantor pada jam kerja",
    "daftar": "LL-26-0042, LL-26-0043",
    "contoh": "CABUT LL-26-0043",
    "lacak": "https://…/aduan/LL-26-0042/…",
    "tautan": "https://t.me/…",
    "poster": "Pasar Paringin",
    "jam_layanan": "Senin-Jumat 08.00-16.00",
    "waktu_layanan": "25 November 2026 pukul 08.00 WITA",
    "nomor_darurat": "Polri 110",
    "petugas_data": "Kepala Satpol PP Kabupaten Balangan",
    "retensi": "sesuai jadwal retensi arsip",
}
BRACES = re.compile(r"\{(\w*)\}")


class LalisaMessageTemplate(models.Model):
    """The words of one notice or answer to the reporter; the office may change them."""

    _name = "lalisa.message.template"
    _description = "Notice to the reporter"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("notice", "Notice of a step"),
            ("answer", "Answer in the conversation"),
            ("part", "Part of another text"),
            ("quick", "Quick reply of staff"),
        ],
        required=True,
        default="answer",
    )
    stage_id = fields.Many2one("lalisa.stage", "Sent on entering", help="The step of the procedure that it tells of.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean("In use", default=True)
    body = fields.Text(required=True, help="In braces: " + ", ".join(PLACEHOLDERS))
    covert_safe = fields.Boolean(
        "Also for closed operations",
        help="Says nothing that a target could use; others are not sent before step 6 ends.",
    )
    neutral = fields.Boolean(
        "Says nothing of the matter",
        help="May appear on a shared telephone; in place of others, secret complaints get a neutral text.",
    )
    provider_template = fields.Char(
        "Approved template",
        help="Its name at the provider, for when the 24-hour time for answers is over.",
    )
    asks_location = fields.Boolean("With a button to send a place", help="Where the channel has one.")
    at_night = fields.Boolean("Leaves at night too", help="Urgent: the office's quiet hours do not hold it back.")
    quick_reply = fields.Boolean("Offered when answering by hand")
    preview = fields.Text(compute="_compute_preview")
    characters = fields.Integer("Characters", compute="_compute_preview")

    _code_uniq = models.Constraint("UNIQUE(code)", "A notice with this code exists already.")

    @api.depends("body")
    def _compute_preview(self):
        """Return the text as a citizen would read it, with made-up values."""
        for template in self:
            template.preview = fill_places(template.body or "", PLACEHOLDERS)
            template.characters = len(template.preview)

    @api.constrains("body")
    def _check_placeholders(self):
        for template in self:
            unknown = set(BRACES.findall(template.body)) - set(PLACEHOLDERS)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Not known in braces: %(unknown)s. Known are: %(known)s.",
                        unknown=", ".join(sorted(unknown)),
                        known=", ".join(PLACEHOLDERS),
                    )
                )

    @api.model
    def _find_by_code(self, code):
        """Return the text with this code; empty when the office has switched it off."""
        return self.browse(self._get_id_by_code(code))

    @api.model
    def _find_notice(self, stage):
        """Return the notice that is sent on entering a stage; empty when the office sends none."""
        return self.search([("kind", "=", "notice"), ("stage_id", "=", stage.id)], limit=1)

    @api.model
    @tools.ormcache("code")
    def _get_id_by_code(self, code):
        # What is remembered must not depend on who asked first.
        return self.with_context(active_test=True).search([("code", "=", code)], limit=1).id

    @api.model
    @tools.ormcache("code")
    def _get_body_by_code(self, code):
        # What is remembered must not depend on who asked first.
        return self.with_context(active_test=True).search([("code", "=", code)], limit=1).body or ""

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        self.env.registry.clear_cache()
        return templates

    def write(self, vals):
        done = super().write(vals)
        if not {"code", "active", "body"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return done

    def unlink(self):
        done = super().unlink()
        self.env.registry.clear_cache()
        return done

    @api.model
    def _get_text(self, code, values):
        """Return the filled text of a notice; empty when the office has switched it off.

        :param code: the notice's code
        :param values: {placeholder: text, or a callable that makes it where it is needed}
        """
        return fill_places(self._get_body_by_code(code), values)

    def _fill_body(self, values):
        """Return this text filled, empty for none; see `_get_text`."""
        return fill_places(self.body, values) if self else ""


def fill_places(body, values):
    """Return a text with values in its braces; what is not given stays empty.

    :param values: {placeholder: text, or a callable that makes it where it is needed}
    """
    given = {name: values.get(name, "") for name in BRACES.findall(body)}
    made = {name: str(value() if callable(value) else value) for name, value in given.items()}
    return BRACES.sub(lambda found: made[found.group(1)], body)
