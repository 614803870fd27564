from odoo import api, fields, models


class LalisaComplaint(models.Model):
    """What is typed into the search: a whole number leads to its case, anything else is looked for everywhere."""

    _inherit = "lalisa.complaint"

    lookup = fields.Char("Complaint", compute="_compute_lookup", search="_search_lookup")

    @api.depends("number")
    def _compute_lookup(self):
        for complaint in self:
            complaint.lookup = complaint.number

    def _search_lookup(self, operator, value):
        """:return: the domain of the words `value`; one key of one index where they are a number that exists"""
        if operator != "ilike":
            return NotImplemented
        number = fields.Domain("number", "=", value.strip().upper())
        if self.search_count(number, limit=1):
            return number
        return fields.Domain.OR(
            fields.Domain(name, "ilike", value) for name in ("number", "summary", "location_text")
        )
