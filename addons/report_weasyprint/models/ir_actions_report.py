import io
import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from ..tools.compose import build_page_rule, split_papers
from ..tools.fetch import InternalResources
from ..tools.render import Limits, PrintFailed, render_pdfs

_logger = logging.getLogger(__name__)
MISSING = ("package_missing", "library_missing", "engine_missing")


class IrActionsReport(models.Model):
    """A report may choose the engine that makes its PDF; one that doesn't is printed as ever.

    Odoo asks for wkhtmltopdf in two places: the client before a download, and
    `_render_qweb_pdf_prepare_streams`. Both answers are global, so neither is touched: the
    client has a handler of its own for reports with an engine (`static/src/engine`), and the
    streams of such a report are made here without a call to super.
    """

    _inherit = "ir.actions.report"

    engine = fields.Selection(
        [("weasyprint", "WeasyPrint")],
        string="PDF Engine",
        help="Empty: Odoo's own engine. WeasyPrint: needs no wkhtmltopdf; reads styles, fonts and"
        " images inside Odoo and opens no network address.",
    )

    def _get_readable_fields(self):
        return super()._get_readable_fields() | {"engine"}

    def report_action(self, docids, data=None, config=True):
        action = super().report_action(docids, data=data, config=config)
        if self.engine and action.get("type") == "ir.actions.report":
            action["engine"] = self.engine
        return action

    def _action_configure_external_report_layout(self, report_action, *args, **kwargs):
        if self.engine:
            report_action["engine"] = self.engine
        return super()._action_configure_external_report_layout(report_action, *args, **kwargs)

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        # Under test Odoo gives HTML in place of a PDF, because wkhtmltopdf asks the busy worker for
        # its files; this engine asks nobody, so tests print what people print.
        printer = self.with_context(force_report_rendering=True) if self._get_report(report_ref).engine else self
        return super(IrActionsReport, printer)._pre_render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        # sudo as in the core: the action is configuration; the records are read by the user.
        report_sudo = self._get_report(report_ref)
        if report_sudo.engine != "weasyprint":
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        return self._weasyprint_streams(report_sudo, data, res_ids or [])

    def _weasyprint_streams(self, report_sudo, data, res_ids):
        """Return what `_render_qweb_pdf_prepare_streams` does: {record id or False: {stream,
        attachment}}. One stream a record, so that each can be saved; one stream for all where
        the template makes one paper of many records."""
        repeated = len(set(res_ids)) != len(res_ids)
        streams = {} if repeated else self._weasyprint_saved(report_sudo, res_ids)
        wanted = [res_id for res_id in res_ids if not streams.get(res_id, {}).get("stream")]
        if res_ids and not wanted:
            return streams
        reports = self._weasyprint_reports(report_sudo, data, wanted)
        pdfs = self._weasyprint_render(reports)
        by_record = {}
        for report, pdf in zip(reports, pdfs, strict=True):
            by_record.setdefault(report.record_id, []).append(pdf)
        if repeated or not wanted or set(by_record) != set(wanted):
            self._weasyprint_check_separable(report_sudo, repeated or not wanted)
            streams[False] = {"stream": _build_stream(pdfs), "attachment": None}
            return streams
        for res_id in wanted:
            streams[res_id]["stream"] = _build_stream(by_record[res_id])
        return streams

    def _weasyprint_saved(self, report_sudo, res_ids):
        """Return what was saved of earlier prints; `attachment_use` hands it out again unchanged."""
        saves = report_sudo.attachment and not self.env.context.get("report_pdf_no_attachment")
        streams = {}
        for record in self.env[report_sudo.model].browse(res_ids) if res_ids else ():
            attachment = report_sudo.retrieve_attachment(record) if saves else None
            reuse = attachment and report_sudo.attachment_use
            stream = io.BytesIO(attachment.raw) if reuse else None
            streams[record.id] = {"stream": stream, "attachment": attachment}
        return streams

    def _weasyprint_check_separable(self, report_sudo, nothing_to_save):
        if report_sudo.attachment and not nothing_to_save:
            raise UserError(
                self.env._(
                    "The papers of “%s” cannot be saved one by one: each record needs a block of its"
                    " own with the class “article” and the attributes data-oe-model and data-oe-id.",
                    report_sudo.name,
                )
            )

    def _weasyprint_reports(self, report_sudo, data, res_ids):
        # debug: an assets bundle in single files would be read file by file.
        printer = self.with_context(debug=False)
        data = {**(data or {}), "debug": False}
        data.setdefault("report_type", "pdf")
        html = printer._render_qweb_html(report_sudo, res_ids, data=data)[0]
        # sudo: the paper format is configuration, as in the core.
        rule = self._weasyprint_page_rule(report_sudo._weasyprint_report())
        return split_papers(html, report_sudo.model, rule)

    def _weasyprint_report(self):
        """Return the paper that a report of ours is printed on; whoever has another choice of paper answers here."""
        return self.get_paperformat()

    def _weasyprint_page_rule(self, paperformat):
        landscape = self.env.context.get("landscape")
        sides = [paperformat.print_page_width or 210, paperformat.print_page_height or 297]
        margins = [paperformat[f"margin_{side}"] for side in ("top", "right", "bottom", "left")]
        return build_page_rule(sorted(sides, reverse=True) if landscape else sides, margins)

    def _weasyprint_render(self, reports):
        base_url = self._get_report_url()
        resources = InternalResources(self.env, [base_url, self.get_base_url()])
        documents = [report.html for report in reports]
        try:
            return render_pdfs(documents, base_url, resources.read_address, self._weasyprint_limits())
        except PrintFailed as failure:
            if failure.reason in MISSING:
                # Whoever prints can only tell; whoever reads the log can mend it.
                _logger.error("No paper can be printed on this server: %s %s", failure.reason, failure.detail)
            raise UserError(self._weasyprint_explain(failure)) from failure

    def _weasyprint_limits(self):
        """Return when a print leaves the worker for a process of its own, and what that one may use.

        To be overridden by an office whose papers are larger.
        """
        return Limits()

    def _weasyprint_explain(self, failure):
        words = {
            "package_missing": self.env._(
                "No paper can be printed on this server: the Python package “%s” is missing. Please tell the"
                " administrator.",
                failure.detail,
            ),
            "library_missing": self.env._(
                "No paper can be printed on this server: the system library “%s” is missing. Please tell the"
                " administrator.",
                failure.detail,
            ),
            "engine_missing": self.env._("WeasyPrint cannot start on this server: %s", failure.detail),
            "too_long": self.env._("The paper took too long. Please print fewer records at once."),
            "too_large": self.env._("The paper is too large. Please print fewer records at once."),
            "failed": self.env._("The paper could not be printed."),
        }[failure.reason]
        return words if failure.reason in MISSING else f"{words}\n{failure.detail}".strip()


def _build_stream(pdfs):
    return io.BytesIO(pdfs[0] if len(pdfs) == 1 else merge_pdf(pdfs))
