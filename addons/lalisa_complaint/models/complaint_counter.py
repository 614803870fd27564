from odoo import api, fields, models
from odoo.tools import SQL


class LalisaComplaintCounter(models.Model):
    """The last number given in a year.

    `ir.sequence` starts a year by its own calendar and may leave gaps; the register may not. The row stays locked
    until the transaction ends, so a number is given only to a complaint that stands.
    """

    _name = "lalisa.complaint.counter"
    _description = "Complaint counter"
    _allow_sudo_commands = False

    year = fields.Integer(required=True)
    last = fields.Integer(required=True)

    _year_uniq = models.Constraint("UNIQUE(year)", "One counter a year.")

    @api.model
    def _next(self, year):
        """The next number of a year, gap-free."""
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO lalisa_complaint_counter (year, last) VALUES (%s, 1)
                   ON CONFLICT (year) DO UPDATE SET last = lalisa_complaint_counter.last + 1
                   RETURNING last""",
                year,
            )
        )
        return rows[0][0]

    @api.model
    def _lock(self):
        """Waits until nobody else is giving out a number; until the transaction's end nobody else does."""
        self.env.cr.execute("LOCK TABLE lalisa_complaint_counter IN SHARE ROW EXCLUSIVE MODE")
