from odoo import api, fields, models
from odoo.tools import SQL

REPEATED = "lalisa_complaint.first_when_repeated"


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
    def _take_next_number(self, year):
        """Return the next number of a year, gap-free."""
        self._be_first_when_repeated()
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
    def _lock_counter(self):
        """Wait until nobody else is giving out a number; until the transaction's end nobody else does."""
        self.env.cr.execute("LOCK TABLE lalisa_complaint_counter IN SHARE ROW EXCLUSIVE MODE")

    @api.model
    def _be_first_when_repeated(self):
        """Let a repeated transaction wait in line before it writes the counter or the register.

        Odoo repeats what met somebody else's write. While a backlog of messages is numbered that would happen to a
        person each time anew; a repeated transaction therefore waits in line before it looks at anything, and meets
        nobody any more.
        """
        undone = self.env.cr.postrollback
        if not undone.data.get(REPEATED):
            undone.data[REPEATED] = True
            undone.add(self._lock_again)

    @api.model
    def _lock_again(self):
        # Odoo undoes a cursor too when it closes it, and then nothing can be asked of it any more.
        if "_obj" in vars(self.env.cr):
            self._lock_counter()
