from urllib.parse import quote

from odoo import models

QR_POINTS = 900  # sharp at its size on paper


class ReportPoster(models.AbstractModel):
    """A poster to hang up: its words are Indonesian at the source, like the notices to citizens."""

    _name = "report.lalisa_intake.report_poster"
    _description = "QR poster (paper)"

    def _get_report_values(self, docids, data=None):
        posters = self.env["lalisa.poster"].browse(docids)
        posters.check_access("read")
        return {
            "docs": posters,
            "title": "Poster layanan aduan",
            "sheets": [self._build_sheet(poster) for poster in posters],
            "stylesheets": [
                "/lalisa_complaint/static/src/print/report.css",
                "/lalisa_intake/static/src/print/poster.css",
            ],
        }

    def _build_sheet(self, poster):
        company = self.env["res.company"]._lalisa_office()
        return {
            "poster": poster,
            "company": company,
            "code": f"/report/barcode/QR/{quote(poster.link or '-', safe='')}?width={QR_POINTS}&height={QR_POINTS}",
            "program": dict(poster.channel_id._fields["driver"]._description_selection(self.env))[
                poster.channel_id.driver
            ],
            "words": company._words_for_citizens(),
        }
