import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# The only things that a text may hold in braces; nothing that a citizen wrote is ever evaluated.
PLACEHOLDERS = (
    "nomor",
    "jam",
    "tanggal",
    "kurang",
    "tahap",
    "alasan",
    "hasil",
    "instansi",
    "kontak",
)
BRACES = re.compile(r"\{(\w*)\}")


class LalisaMessageTemplate(models.Model):
    """The words of one notice to the reporter; the office may change them."""

    _name = "lalisa.message.template"
    _description = "Notice to the reporter"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean("Sent", default=True)
    body = fields.Text(required=True, help="In braces: " + ", ".join(PLACEHOLDERS))
    provider_template = fields.Char(
        "Approved template",
        help="Its name at the provider, for when the 24-hour time for answers is over.",
    )
    quick_reply = fields.Boolean("Offered when answering by hand")

    _code_uniq = models.Constraint("UNIQUE(code)", "A notice with this code exists already.")

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
    def _text(self, code, values):
        """The filled text of a notice; empty when the office has switched it off.

        :param code: the notice's code
        :param values: {placeholder: text}
        """
        template = self.search([("code", "=", code)], limit=1)
        return (
            BRACES.sub(lambda found: str(values.get(found.group(1), "")), template.body)
            if template
            else ""
        )
