import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.lalisa_base.tools.period import Period, office_day

from .dashboard import HEADS

_logger = logging.getLogger(__name__)


class LalisaDigest(models.Model):
    """What is sent at 07.30 WITA, once: each Kepala one short message with one page, and on the first of a month
    the recap of the month before to those whom the office has named."""

    _name = "lalisa.digest"
    _description = "Morning summary"
    _order = "day desc, id desc"
    _rec_name = "day"
    _allow_sudo_commands = False

    day = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [("summary", "Morning summary"), ("recap", "Recap of the month")],
        required=True,
        readonly=True,
        default="summary",
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade")
    body = fields.Text("Message", readonly=True)
    way = fields.Selection(
        [("channel", "Chat program"), ("mail", "Email"), ("screen", "Screen only")],
        "Sent by",
        readonly=True,
    )

    _once = models.Constraint("UNIQUE(day, kind, user_id)", "This morning has been told already.")

    @api.model
    def _cron_send(self):
        """Tell what is due this morning, each once: also after a killed run, and with several servers."""
        today = office_day(fields.Datetime.now())
        heads = self.env.ref(HEADS[0]).user_ids
        readers = self.env["res.company"]._lalisa_office().lalisa_recap_user_ids
        due = [(today, "summary", user) for user in heads]
        # Also after days without power, or for somebody named later: the month is told once.
        due += [(today.replace(day=1), "recap", user) for user in readers]
        for day, kind, user in due:
            if user.active:
                self._claim_sending(user, day, kind)._send_digest()
                self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _claim_sending(self, user, day, kind="summary"):
        """Return the row of this sending; empty where somebody has it already."""
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO lalisa_digest (day, kind, user_id, create_uid, create_date, write_uid, write_date)
                   VALUES (%(day)s, %(kind)s, %(user)s, %(me)s, %(now)s, %(me)s, %(now)s)
                   ON CONFLICT DO NOTHING RETURNING id""",
                day=day,
                kind=kind,
                user=user.id,
                me=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        return self.browse(row[0] for row in rows)

    def _send_digest(self):
        for digest in self:
            user = digest.user_id
            # With the reader's own rights: complaints about members are in the head's alone.
            reader = digest.with_user(user).with_context(lang=user.lang)
            values = reader._send_recap() if digest.kind == "recap" else reader._send_summary()
            digest.write(values)

    def _send_summary(self):
        """Send the digest to its head.

        :return: what was sent, and the way it went
        """
        text = self.env["lalisa.dashboard"]._compose_digest()
        card = self._print_period_report("scorecard", office_day(fields.Datetime.now()) - timedelta(days=1))
        # What a user is sent is written by the service.
        way = self.env.user.sudo()._lalisa_send(self.env._("La-Lisa this morning"), text, card)
        return {"body": text, "way": way}

    def _send_recap(self):
        """Mail the recap of the month before to its reader: a paper to keep, so no chat message.

        :return: what was sent, and the way it went
        """
        # The row is the service's own; its day is no secret to its reader.
        month = Period.from_day("month", self.sudo().day).previous
        report = self._print_period_report("recap", month.first)
        text = self.env._("The recap of complaints of %s is attached.", month.title)
        mailed = report and self.env.user.sudo()._lalisa_send_by_mail(
            self.env._("Recap of complaints: %s", month.title), text, report
        )
        return {"body": text, "way": "mail" if mailed else "screen"}

    def _print_period_report(self, kind, day):
        """Print the report of the month that `day` lies in; what it goes with is sent even where that fails.

        :return: (name, bytes), or None
        """
        try:
            with self.env.cr.savepoint():
                order = {"kind": kind, "span": "month", "date_from": day}
                report = self.env["lalisa.period.report"].create(order)
                content = report._make_content(None)
                name = f"{report.name}.pdf"
                report.sudo().unlink()  # only this moment's own working copy
                return name, content
        except Exception:  # a paper that does not print must not keep the message back
            _logger.exception("the paper %s of the morning could not be printed", kind)
            return None


class ResCompany(models.Model):
    _inherit = "res.company"

    lalisa_recap_user_ids = fields.Many2many(
        "res.users",
        "lalisa_recap_reader_rel",
        string="Recap by mail to",
        help="On the first of a month at 07.30 WITA they get the recap of the month before, with their own rights.",
    )


class LalisaSettings(models.TransientModel):
    _inherit = "lalisa.settings"

    # No table of its own name: the set-up takes these fields over.
    lalisa_recap_user_ids = fields.Many2many("res.users", string="Recap by mail to", domain=[("share", "=", False)])
