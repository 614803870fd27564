from odoo import api, fields, models


class LalisaComplaintLookup(models.AbstractModel):
    """What is typed into the search: a whole number leads to its case, anything else is looked for everywhere."""

    _name = "lalisa.complaint.lookup"
    _description = "Search for a complaint"

    lookup = fields.Char("Complaint", compute="_compute_lookup", search="_search_lookup")

    @api.depends("number")
    def _compute_lookup(self):
        for complaint in self:
            complaint.lookup = complaint.number

    def _search_lookup(self, operator, value):
        """Return the domain of the words `value`; one key of one index where they are a number that exists."""
        if operator != "ilike":
            return NotImplemented
        number = fields.Domain("number", "=", value.strip().upper())
        if self.search_count(number, limit=1):
            return number
        return fields.Domain.OR(fields.Domain(name, "ilike", value) for name in ("number", "summary", "location_text"))

    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Bring the procedure along: the rule about members asks it of every row and would read the row anew."""
        names = None if field_names is None else [*field_names, "sop_id"]
        return super().search_fetch(domain, names, offset=offset, limit=limit, order=order)
