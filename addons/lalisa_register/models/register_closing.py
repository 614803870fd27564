from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.lalisa_base.tools.period import Period, office_day

from .register_line import BEGINNING


class LalisaRegisterClosing(models.Model):
    """The last line of a month and its hash. The head gets it by mail and reads it on the recap's paper, so that a
    register that was written anew from some line on no longer fits what the head holds."""

    _name = "lalisa.register.closing"
    _description = "Closing of the register"
    _order = "month desc"
    _rec_name = "month"
    _allow_sudo_commands = False

    month = fields.Date(required=True, readonly=True)
    position = fields.Integer("Last line", required=True, readonly=True, aggregator=None)
    hash = fields.Char("Closing hash", required=True, readonly=True)

    _month_uniq = models.Constraint("UNIQUE(month)", "A month is closed once.")

    def write(self, vals):
        raise UserError(self.env._("The closing of a month cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The closing of a month cannot be deleted."))

    @api.model
    def _cron_close_months(self):
        """Close every month that is over and tell the head, once each."""
        running = Period.from_day("month", office_day(fields.Datetime.now()))
        month = self._first_open()
        while month and month.end <= running.start:
            closing = self.create({"month": month.first, **self._last_line(month)})
            closing._tell_head()
            month = Period.from_day("month", month.last + timedelta(days=1))

    @api.model
    def _first_open(self):
        """Return the month after the newest closing, or that of the first line; None while the register is empty."""
        if newest := self.search([], limit=1):
            return Period.from_day("month", Period.from_day("month", newest.month).last + timedelta(days=1))
        first = self.env["lalisa.register.line"].search([], order="position", limit=1)
        return Period.from_day("month", office_day(first.at)) if first else None

    @api.model
    def _last_line(self, month):
        line = self.env["lalisa.register.line"].search([("at", "<", month.end)], order="position desc", limit=1)
        return {"position": line.position, "hash": line.hash or BEGINNING}

    @api.model
    def _of_period(self, period):
        """Return the closings of the months of a period, the oldest first (for its recap)."""
        # The hash says nothing of a case; whoever prints the recap may print it.
        closings_sudo = self.sudo()
        return closings_sudo.search([("month", ">=", period.first), ("month", "<=", period.last)], order="month")

    def _tell_head(self):
        """Send month, line and hash to the heads, out of the database. Other addons may add a channel."""
        self.ensure_one()
        heads = self.env.ref("lalisa_complaint.group_agency_head").all_user_ids.filtered("active")
        month = Period.from_day("month", self.month).title
        subject = f"Buku Register Aduan {month}: hash penutup"
        body = (
            f"Buku Register Aduan {month} berakhir pada baris {self.position}. Hash penutup: {self.hash}."
            " Mohon disimpan: dengan hash ini dapat diperiksa bahwa register tidak ditulis ulang."
        )
        # By mail, whatever they chose for Odoo's own messages: in the database alone it would be rewritten too.
        unreached = heads.filtered(lambda head: not head._lalisa_send_by_mail(subject, body, None))
        if unreached:
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=unreached.partner_id.ids, subject=subject, body=body
            )
