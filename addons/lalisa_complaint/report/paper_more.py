from odoo import fields, models
from odoo.exceptions import UserError

from .wording import in_indonesian, long_date, long_time

NUMBERS = {1: "PERTAMA", 2: "KEDUA", 3: "KETIGA"}


class PaperSop(models.AbstractModel):
    """The SOP itself, cell by cell in its own words, for the wall of the office."""

    _name = "report.lalisa_complaint.paper_sop"
    _description = "SOP"

    def _get_report_values(self, docids, data=None):
        sops = self.env["lalisa.sop"].browse(docids)
        sops.check_access("read")
        return {
            "docs": sops,
            "company": self.env["res.company"]._lalisa_office(),
            "title": ", ".join(sops.mapped("name")),
            "stylesheets": ["/lalisa_complaint/static/src/print/paper.css"],
            "printed_at": long_time(fields.Datetime.now()),
        }


class PaperResult(models.AbstractModel):
    """The result for the reporter: the public words alone, no names, small enough for a telephone."""

    _name = "report.lalisa_complaint.paper_result"
    _description = "Hasil Penanganan Aduan"

    def _get_report_values(self, docids, data=None):
        complaints = in_indonesian(self.env["lalisa.complaint"].browse(docids))
        complaints.check_access("read")
        if not all(complaint._has_public_result() for complaint in complaints):
            raise UserError(self.env._("There is a result for the reporter only after the head has ordered it told."))
        return {
            "docs": complaints,
            "sheets": [self._sheet(complaint) for complaint in complaints],
            "title": f"Hasil Penanganan Aduan {', '.join(complaints.mapped('number'))}",
            "stylesheets": ["/lalisa_complaint/static/src/print/paper.css"],
            "printed_at": long_time(fields.Datetime.now()),
            "today": long_date(fields.Datetime.now()),
        }

    def _sheet(self, complaint):
        # The end of a step is said; the visits are of a complaint that the user may read.
        told = complaint.sudo().visit_ids.filtered(lambda visit: visit.stage_id.code == "delivery")[-1:]
        rows = [
            ("Nomor aduan", complaint.number),
            ("Diterima", long_time(complaint.registered_at)),
            ("Penanganan selesai", long_time(told.entered_at or complaint.result_ordered_at)),
        ]
        return {
            "complaint": complaint,
            "rows": rows,
            "result": complaint.result_public,
            "seal": self.env["lalisa.paper.seal"]._seal(f"HPA {complaint.number}", [rows, complaint.result_public]),
        }


class LalisaComplaint(models.Model):
    _inherit = "lalisa.complaint"

    def _result_paper(self):
        """The paper of the result for its reporter, who asks on their page or in a chat.

        :return: (file name, PDF bytes), or None while there is no result to tell
        """
        self.ensure_one()
        if not self._has_public_result():
            return None
        report = "lalisa_complaint.action_paper_result"
        # The reporter is no user; their token or their conversation was their right, and the paper is made for them.
        reports_sudo = self.env["ir.actions.report"].sudo()
        content = reports_sudo._render_qweb_pdf(report, self.ids)[0]
        return f"Hasil-Aduan-{self.number}.pdf", content


class PaperDisposition(models.AbstractModel):
    """Lembar Disposisi: half a page for the hand. A draft that the office adapts."""

    _name = "report.lalisa_complaint.paper_disposition"
    _inherit = ["report.lalisa_complaint.paper_complaint"]
    _description = "Lembar Disposisi"

    def _words(self, complaint):
        return {
            "complaint": complaint,
            "secret": self._is_secret(complaint),
            "rows": [
                ("Aduan dari", self._reporter(complaint)),
                ("Nomor aduan", complaint.number),
                ("Tanggal aduan", long_date(complaint.first_message_at or complaint.registered_at)),
                ("Diterima tanggal", long_time(complaint.registered_at)),
                ("Perihal", complaint.summary),
            ],
        }


class PaperOutside(models.AbstractModel):
    """Base of the papers that an offender gets.

    Their templates see the values of `_sheet` alone, never the order itself: its number is the complaint's, and its
    facts, findings and actions were written for the office.
    """

    _name = "lalisa.paper.outside"
    _inherit = ["lalisa.paper.dispatch"]
    _description = "Papers for an offender"

    def _values(self, docids, title):
        """:raises UserError: a team is not on the spot yet, so that nothing was seen there"""
        dispatches = self.env["lalisa.dispatch"].browse(docids)
        dispatches.check_access("read")
        if any(dispatch.state in ("ordered", "departed") for dispatch in dispatches):
            raise UserError(self.env._("This paper is for the offender: it can be printed once the team has arrived."))
        return super()._values(docids, title) | {"title": title}

    def _sealed(self, dispatch, title):
        sheet = self._sheet(dispatch)
        plain = {name: value for name, value in sheet.items() if name != "company"}
        short = "".join(word[0] for word in title.split())
        # The check page behind the seal shows this name: the order's own id, not the complaint's number.
        return sheet | {"seal": self.env["lalisa.paper.seal"]._seal(f"{short} {dispatch.id}", [plain])}

    def _sheet(self, dispatch):
        return {
            "id": dispatch.id,
            # The office's letterhead is no secret.
            "company": dispatch.complaint_id.sudo().company_id.sudo(False),
            "people": self._people(dispatch),
            "place": self._place(dispatch),
            "violation": dispatch.violation_text or "",
            "sanction": dispatch.sanction_id.name or "",
            "order": dispatch.duty_order_number or "",
            "happened_on": long_date(dispatch.arrived_at),
        }

    def _place(self, dispatch):
        # "Not confirmed by the operator" would say that somebody reported it.
        known = dispatch.place_text or dispatch.district_id
        return super()._place(dispatch) if known else "." * 40


class PaperMinutes(models.AbstractModel):
    """Berita Acara: what happened between two parties, signed by both. A draft that the office adapts."""

    _name = "report.lalisa_complaint.paper_minutes"
    _inherit = ["lalisa.paper.outside"]
    _description = "Berita Acara"

    def _get_report_values(self, docids, data=None):
        return self._values(docids, "Berita Acara")


class PaperWarning(models.AbstractModel):
    """Surat Teguran: the reported party and the article are written by hand, because no field may hold them.
    A draft that the office adapts; how many and after how many days is the regulation's, not the software's."""

    _name = "lalisa.paper.warning"
    _inherit = ["lalisa.paper.outside"]
    _description = "Surat Teguran"
    _level = 1

    def _get_report_values(self, docids, data=None):
        return self._values(docids, f"Surat Teguran {NUMBERS[self._level].capitalize()}")

    def _sheet(self, dispatch):
        return super()._sheet(dispatch) | {"level": NUMBERS[self._level]}


class PaperWarningFirst(models.AbstractModel):
    _name = "report.lalisa_complaint.paper_warning_1"
    _inherit = ["lalisa.paper.warning"]
    _description = "Surat Teguran Pertama"


class PaperWarningSecond(models.AbstractModel):
    _name = "report.lalisa_complaint.paper_warning_2"
    _inherit = ["lalisa.paper.warning"]
    _description = "Surat Teguran Kedua"
    _level = 2


class PaperWarningThird(models.AbstractModel):
    _name = "report.lalisa_complaint.paper_warning_3"
    _inherit = ["lalisa.paper.warning"]
    _description = "Surat Teguran Ketiga"
    _level = 3
