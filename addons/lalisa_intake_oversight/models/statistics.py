from odoo import models
from odoo.fields import Domain

from odoo.addons.lalisa_oversight.report.recap import format_share
from odoo.addons.lalisa_register.report.spreadsheet import Table

# What the reporters' figures mean on paper, best first.
SCORES = {4: "Sangat baik", 3: "Baik", 2: "Kurang baik", 1: "Tidak baik"}


class LalisaStatistics(models.AbstractModel):
    """How satisfied reporters were whose complaint ended in a period."""

    _inherit = "lalisa.statistics"

    def _get_domain(self, name, period=None):
        """Further lists of a period: 'survey_asked', 'survey_answered', and 'survey_4' down to 'survey_1'."""
        kind, _underscore, wanted = name.partition("_")
        if kind != "survey":
            return super()._get_domain(name, period)
        asked = Domain("survey_asked_at", "!=", False)
        if wanted == "answered":
            asked &= Domain("survey_score", ">", 0)
        elif wanted != "asked":
            asked &= Domain("survey_score", "=", int(wanted))
        model, finished = super()._get_domain("finished", period)
        return model, finished & asked

    def _more_tables(self, period, before):
        return [*super()._more_tables(period, before), self._survey_table(period, before)]

    def _survey_table(self, period, before):
        now, earlier = self._get_survey_figures(period), self._get_survey_figures(before)
        rows = [[label, now[label], earlier[label]] for label in now]
        return Table("Kepuasan pelapor", ["Jawaban", period.title, before.title], rows)

    def _get_survey_figures(self, period):
        asked = self._count_listed("survey_asked", period)
        return {
            "Dijawab": format_share(self._count_listed("survey_answered", period), asked),
            **{name: self._count_listed(f"survey_{score}", period) for score, name in SCORES.items()},
        }
