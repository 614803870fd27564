from odoo import fields, models

NUMBERING = [("hand", "By hand"), ("sequence", "By sequence")]


class ResCompany(models.Model):
    _inherit = "res.company"

    lalisa_duty_order_numbering = fields.Selection(NUMBERING, "Number of duty orders", required=True, default="hand")


class LalisaSettings(models.TransientModel):
    _inherit = "lalisa.settings"

    lalisa_duty_order_numbering = fields.Selection(NUMBERING, "Number of duty orders")
