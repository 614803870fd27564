import base64
import json
import logging
import subprocess
import sys
from datetime import timedelta
from tempfile import TemporaryFile
from threading import Timer

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.lalisa_base.tools.period import Period, office_day

from . import long_table
from .period_reports import register_order, register_table
from .register_book import register_rows
from .spreadsheet import as_csv, as_xlsx

_logger = logging.getLogger(__name__)

# What a worker draws at once; a longer register gets a process of its own, woken by the job.
AT_ONCE = 500
SECONDS, MEGABYTES = 300, 1024
KEPT_DAYS = 90


class LalisaPeriodReport(models.Model):
    """A paper about a period that somebody asked for, as PDF, XLSX or CSV: the register, or what an addon adds.

    Made with the rights of whoever asked, and theirs alone. A short one is made at once; a long one by a job, with
    its progress on the screen and a notification when the file is there.
    """

    _name = "lalisa.period.report"
    _inherit = ["lalisa.service.fields"]
    _description = "Paper about a period"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    kind = fields.Selection([("register", "Register")], required=True, default="register")
    span = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year"), ("span", "From day to day")],
        "Period",
        required=True,
        default="month",
    )
    date_from = fields.Date("A day in it", required=True, default=lambda self: office_day(fields.Datetime.now()))
    date_to = fields.Date("Last day")
    format = fields.Selection([("pdf", "PDF"), ("xlsx", "XLSX"), ("csv", "CSV")], required=True, default="pdf")
    official_number = fields.Char(help="Typed as the office's books give it; empty: a dotted line on the paper.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env["res.company"]._lalisa_office(),
        written_by="service",
    )
    user_id = fields.Many2one(
        "res.users", "For", required=True, readonly=True, default=lambda self: self.env.user, written_by="service"
    )
    state = fields.Selection(
        [("draft", "Not made yet"), ("waiting", "Waiting"), ("done", "Ready"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="draft",
        written_by="service",
    )
    progress = fields.Integer("Progress (%)", readonly=True, aggregator=None, written_by="service")
    failure = fields.Char(readonly=True, written_by="service")
    file = fields.Binary(readonly=True, attachment=True, written_by="service")
    file_name = fields.Char(readonly=True, written_by="service")

    @api.constrains("span", "date_from", "date_to")
    def _check_order(self):
        for report in self:
            if report.span == "span" and (not report.date_to or report.date_to < report.date_from):
                raise ValidationError(self.env._("The last day comes before the first."))

    @api.depends("kind", "span", "date_from", "date_to")
    def _compute_name(self):
        for report in self:
            report.name = (
                f"{report._get_titles()[report.kind]} {report._get_period().title}" if report.date_from else ""
            )

    @api.model
    def _get_titles(self):
        """Return the Indonesian title of each kind: {code: title}."""
        return {"register": "Buku Register Aduan"}

    @api.model_create_multi
    def create(self, vals_list):
        """Order papers; state, file and owner are the service's own, whatever the caller gives."""
        own = self._get_fields_written_by()
        return super().create([{name: vals[name] for name in vals if name not in own} for vals in vals_list])

    def write(self, vals):
        """Refuse to change what was made: another paper is another order."""
        if not self.env.su and (
            self._get_fields_written_by().intersection(vals) or any(report.state != "draft" for report in self)
        ):
            raise UserError(self.env._("This paper has been made: order another one."))
        return super().write(vals)

    def _get_period(self):
        if self.span == "span":
            return Period("span", self.date_from, self.date_to or self.date_from)
        return Period.from_day(self.span, self.date_from)

    # -- making ---------------------------------------------------------------------------------

    def action_make(self):
        """Make the paper now, or hands a long one to the job.

        :raises AccessError: the asking user may read no complaints
        """
        self.check_access("write")
        self.ensure_one()
        self.env["lalisa.complaint"].check_access("read")
        # The order is the user's own (checked); its state and file are written by the service.
        report_sudo = self.sudo()
        if self._is_long():
            report_sudo.write({"state": "waiting", "progress": 0})
            self.env.ref("lalisa_register.cron_make_reports").sudo()._trigger()
        else:
            report_sudo.write(self._make_values())
        return self._show_file()

    def _show_file(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
            "name": self.env._("Paper about a period"),
        }

    def _is_long(self):
        if self.kind != "register" or self.format != "pdf":
            return False
        return self.env["lalisa.complaint"].search_count(self._get_period().build_domain("registered_at")) > AT_ONCE

    @api.model
    def _cron_make_reports(self):
        """Make the papers that wait, one a commit; each with the rights of whoever asked for it."""
        for report in self.search([("state", "=", "waiting")], order="id"):
            owned = report.with_user(report.user_id).with_context(lang=report.user_id.lang)
            try:
                values = owned._make_values(progress=report._note_progress)
            except Exception as error:
                # One paper must not hold up the others; its owner is told, the log has the rest.
                self.env.cr.rollback()
                _logger.warning("Paper %s could not be made", report.id, exc_info=True)
                values = {"state": "failed", "failure": str(error)[:500]}
            report.write(values)
            report._tell_owner()
            self.env["ir.cron"]._commit_progress(1)

    def _note_progress(self, percent):
        """Show the progress to whoever waits; all has been read by now, so a commit changes nothing on the paper."""
        self.write({"progress": percent})
        self.env["ir.cron"]._commit_progress()

    @api.autovacuum
    def _gc_reports(self):
        """Delete working copies after a while: they hold names. A paper with an official number stays."""
        old = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("create_date", "<", old), ("official_number", "=", False)]).unlink()

    def _tell_owner(self):
        """Send a sign on the screen and a message with the file to whoever asked."""
        ready = self.state == "done"
        # In the language of whoever asked.
        _ = self.with_context(lang=self.user_id.lang).env._
        words = _("%s is ready.", self.name) if ready else _("%s could not be made.", self.name)
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "success" if ready else "danger",
                "message": words,
                "sticky": not ready,
            },
        )
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", "file"),
            ]
        )
        self.env["mail.thread"].message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=words,
            body=words,
            attachments=[(self.file_name, attachment.raw)] if ready and attachment else [],
        )

    def _make_values(self, progress=None):
        """Return the values of a paper that is ready."""
        content = self._make_content(progress)
        return {
            "state": "done",
            "progress": 100,
            "file": base64.b64encode(content),
            "file_name": f"{self.name}.{self.format}".replace("/", "-"),
        }

    def _make_content(self, progress=None):
        """Return the file's bytes, read with the rights of the acting user."""
        if self.format != "pdf":
            tables = self._build_tables()
            complaints = self.env["lalisa.complaint"].search(self._get_period().build_domain("registered_at"))
            self.env["lalisa.export.log"]._note_export(complaints, tables[0].headings)
            return as_xlsx(tables) if self.format == "xlsx" else as_csv(tables)
        return self._print_pdf(progress)

    def _build_tables(self):
        """Return the tables of a spreadsheet, as the acting user may read them: list of `spreadsheet.Table`."""
        return [register_table(self.env, self._get_period())]

    def _print_pdf(self, progress):
        """Return the PDF's bytes.

        :param progress: called with per cent now and then, in a process of its own; None: at once
        """
        order, rows = register_order(self), register_rows(self.env, self._get_period())
        if progress is None:
            return long_table.LongTable(order, rows).draw_table()
        return self._drawn_in_child({**order, "rows": list(rows)}, progress)

    def _drawn_in_child(self, order, progress, seconds=SECONDS, megabytes=MEGABYTES):
        """Return a long table in a process of its own, with limits of time and memory.

        :param progress: called with per cent now and then
        :raises UserError: it needed more than it may, or failed
        """
        total = len(order["rows"]) or 1
        with TemporaryFile("w+") as given, TemporaryFile() as drawn:
            json.dump(order, given)
            given.seek(0)
            with subprocess.Popen(
                [sys.executable, long_table.__file__, str(megabytes)],
                stdin=given,
                stdout=drawn,
                stderr=subprocess.PIPE,
                text=True,
            ) as child:
                clock = Timer(seconds, child.kill)
                clock.start()
                for line in child.stderr:
                    if line.strip().isdigit():
                        progress(99 * int(line) // total)
                clock.cancel()
            if child.returncode:
                raise UserError(self.env._("The paper took too much time or memory: choose a shorter period."))
            drawn.seek(0)
            return drawn.read()
