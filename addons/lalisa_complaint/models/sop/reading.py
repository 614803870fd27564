from babel.dates import format_date

from odoo import api, models

from ..role import ROLES

EMPTY = "(tidak diisi dalam SOP)"
# The document's own columns of who carries out, in its own order and words.
PERFORMERS = [
    ("operator", "OPERATOR LA-LISA"),
    ("section_head", "KASI/KASUBAG"),
    ("division_head", "KABID"),
    ("response_team", "TRC"),
    ("agency_head", "KEPALA DINAS"),
]


class LalisaSopReading(models.AbstractModel):
    """The document as it is printed, cell by cell, in its own words."""

    _name = "lalisa.sop.reading"
    _description = "Procedure to read"

    @api.depends_context("lang")
    def _compute_reading(self):
        for sop in self:
            # Reading the document needs no right on its single lines.
            values = {"sop": sop.sudo(), "rows": sop.sudo()._reading_rows(), "performers": PERFORMERS}
            sop.reading = self.env["ir.qweb"]._render(
                "lalisa_complaint.sop_reading",
                {**values, "cell": _format_cell, "lines": _split_lines, "day": _format_day},
            )

    def _reading_rows(self):
        """Return one dict a step: number, activity, marks (role codes), completeness, time, output, remark."""
        marks = {self.env.ref(xmlid).id: role for role, xmlid in ROLES.items()}
        return [
            {
                "number": str(step.number),
                "activity": _format_cell(step.official_activity),
                "marks": {marks.get(group.id) for group in step.group_ids},
                "completeness": _format_cell(step.official_completeness),
                "time": _format_cell(step.official_time),
                "output": _format_cell(step.official_output),
                "remark": _format_cell(step.official_remark),
            }
            for step in self.step_ids.sorted("number")
        ]


def _format_cell(text):
    return (text or "").strip() or EMPTY


def _split_lines(text):
    return [line.strip() for line in (text or "").splitlines() if line.strip()] or [EMPTY]


def _format_day(date):
    return format_date(date, "d MMMM y", locale="id") if date else "-"
