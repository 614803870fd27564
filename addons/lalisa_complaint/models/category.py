from odoo import fields, models


class LalisaCategory(models.Model):
    """What a complaint is about."""

    _name = "lalisa.category"
    _description = "Complaint category"
    _order = "sequence, code"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    group_name = fields.Char("Order field", translate=True)
    covert = fields.Boolean(
        "Closed operation",
        help="Messages and pages say no more than 'being handled' until step 6 ends: a target may pose as a reporter.",
    )
    about_members = fields.Boolean(
        "About members of the agency", help="Runs under an SOP of its own, seen by the head only."
    )
    default_confidentiality = fields.Selection(
        [("open", "Open"), ("secret", "Secret"), ("anonymous", "Anonymous")],
        required=True,
        default="open",
    )
    legal_basis = fields.Text()
    referral_hint = fields.Char("Usually referred to")

    _code_uniq = models.Constraint("UNIQUE(code)", "A category with this code exists already.")
