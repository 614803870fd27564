from odoo import models
from odoo.exceptions import UserError

from odoo.addons.lalisa_complaint.report.wording import long_date

NUMBERS = {1: "PERTAMA", 2: "KEDUA", 3: "KETIGA"}


class ReportOutside(models.AbstractModel):
    """Base of the papers that an offender gets.

    Their templates see the values of `_build_sheet` alone, never the order: its number is the complaint's, and its
    facts, findings and actions were written for the office.
    """

    _name = "lalisa.report.outside"
    _inherit = ["lalisa.report.dispatch"]
    _description = "Papers for an offender"

    def _outside_values(self, docids, title):
        """Return the values of a paper that an offender gets.

        :raises UserError: a team is not on the spot yet, so that nothing was seen there
        """
        dispatches = self.env["lalisa.dispatch"].browse(docids)
        dispatches.check_access("read")
        if any(dispatch.state in ("ordered", "departed") for dispatch in dispatches):
            raise UserError(self.env._("This paper is for the offender: it can be printed once the team has arrived."))
        return self._get_values(docids, title) | {"title": title}

    def _seal_sheet(self, dispatch, title):
        sheet = self._build_sheet(dispatch)
        plain = {name: value for name, value in sheet.items() if name != "company"}
        short = "".join(word[0] for word in title.split())
        # The check page behind the seal shows this name: the order's own id, not the complaint's number.
        return sheet | {"seal": self.env["lalisa.report.seal"]._make_seal(f"{short} {dispatch.id}", [plain])}

    def _outside_sheet(self, dispatch):
        return {
            "id": dispatch.id,
            # The office's letterhead is no secret.
            "company": dispatch.complaint_id.sudo().company_id.sudo(False),
            "people": self._list_people(dispatch),
            "place": self._place_or_line(dispatch),
            "violation": dispatch.violation_text or "",
            "sanction": dispatch.sanction_id.name or "",
            "order": dispatch.duty_order_number or "",
            "happened_on": long_date(dispatch.arrived_at),
        }

    def _place_or_line(self, dispatch):
        # "Not confirmed by the operator" would say that somebody reported it.
        known = dispatch.place_text or dispatch.district_id
        return self._get_place_text(dispatch) if known else "." * 40


class ReportMinutes(models.AbstractModel):
    """Berita Acara: what happened between two parties, signed by both. A draft that the office adapts."""

    _name = "report.lalisa_dispatch.report_minutes"
    _inherit = ["lalisa.report.outside"]
    _description = "Berita Acara"

    def _get_report_values(self, docids, data=None):
        return self._outside_values(docids, "Berita Acara")

    def _build_sheet(self, dispatch):
        return self._outside_sheet(dispatch)


class ReportWarning(models.AbstractModel):
    """Surat Teguran: the reported party and the article are written by hand, because no field may hold them.
    A draft that the office adapts; how many and after how many days is the regulation's, not the software's."""

    _name = "lalisa.report.warning"
    _inherit = ["lalisa.report.outside"]
    _description = "Surat Teguran"
    _level = 1

    def _get_report_values(self, docids, data=None):
        return self._outside_values(docids, f"Surat Teguran {NUMBERS[self._level].capitalize()}")

    def _build_sheet(self, dispatch):
        return self._outside_sheet(dispatch) | {"level": NUMBERS[self._level]}


class ReportWarningFirst(models.AbstractModel):
    _name = "report.lalisa_dispatch.report_warning_1"
    _inherit = ["lalisa.report.warning"]
    _description = "Surat Teguran Pertama"


class ReportWarningSecond(models.AbstractModel):
    _name = "report.lalisa_dispatch.report_warning_2"
    _inherit = ["lalisa.report.warning"]
    _description = "Surat Teguran Kedua"
    _level = 2


class ReportWarningThird(models.AbstractModel):
    _name = "report.lalisa_dispatch.report_warning_3"
    _inherit = ["lalisa.report.warning"]
    _description = "Surat Teguran Ketiga"
    _level = 3
