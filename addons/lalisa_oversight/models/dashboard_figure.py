from odoo import models
from odoo.fields import Domain
from odoo.tools import format_datetime, formatLang

from odoo.addons.lalisa_base.tools.office_clock import WITA


class LalisaDashboardFigure(models.AbstractModel):
    """Make the figures of the dashboard, as `lalisa.dashboard` describes them, and the words of their amounts."""

    _name = "lalisa.dashboard.figure"
    _description = "Figures of the dashboard"

    def _get_statistics(self):
        return self.env["lalisa.statistics"]

    def _build_figure(self, label, name, period=None, narrowed=None, tone=None, text=None):
        """Return a figure of the statistics service.

        :param name, period: see `lalisa.statistics._get_domain`
        :param narrowed: Domain within that list
        :param tone: 'danger' or 'warning', where there is something
        :param text: what is shown in place of the count
        """
        model, domain = self._get_statistics()._get_domain(name, period)
        if narrowed:
            domain &= narrowed
        count = self.env[model].search_count(domain)
        return self._build_list_figure(label, model, domain, count, tone=tone, text=text)

    def _build_list_figure(self, label, model, domain, count, tone=None, text=None):
        return {
            "label": label,
            "text": str(count) if text is None else text,
            "count": count,
            "tone": tone if count and tone else "",
            "action": {"name": label, "res_model": model, "domain": list(Domain(domain))},
        }

    def _build_complaint_link(self, complaint):
        """Return a complaint's number that opens it."""
        return self._build_list_figure(
            complaint.number,
            "lalisa.complaint",
            Domain("id", "=", complaint.id),
            1,
            text=complaint.number,
        )

    def _format_share(self, part, whole):
        """Return counts before percentages: '7 of 9 (78%)'."""
        if not whole:
            return "–"
        return self.env._(
            "%(part)s of %(whole)s (%(share)s%%)", part=part, whole=whole, share=round(100 * part / whole)
        )

    def _format_minutes(self, value):
        """Return minutes as a head reads them: whole ones, below ten with one decimal."""
        if value is None or value is False:
            return "–"
        fine = value < 10 and round(value, 1) % 1
        return formatLang(self.env, value, digits=1 if fine else 0)

    def _format_moment(self, moment):
        written = format_datetime(self.env, moment, tz=WITA.key, dt_format="d MMMM y HH.mm")
        return f"{written} WITA"
