from odoo import fields, models


class LalisaMessageTemplate(models.Model):
    _inherit = "lalisa.message.template"

    kind = fields.Selection(selection_add=[("staff", "Ping to staff")], ondelete={"staff": "cascade"})
