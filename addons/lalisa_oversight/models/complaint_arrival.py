from datetime import UTC

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.lalisa_base.tools.office_clock import WITA


class LalisaComplaint(models.Model):
    """Weekday and hour at which a complaint came in, on the office's clock: what the load is counted by."""

    _inherit = "lalisa.complaint"

    arrival_slot = fields.Char(
        compute="_compute_arrival_slot",
        search="_search_arrival_slot",
        help="Weekday (0 = Monday) and hour in WITA, as '0-13'.",
    )

    @api.depends("registered_at")
    def _compute_arrival_slot(self):
        for complaint in self:
            at = complaint.registered_at
            local = at and at.replace(tzinfo=UTC).astimezone(WITA)
            complaint.arrival_slot = local and f"{local.weekday()}-{local.hour}"

    def _search_arrival_slot(self, operator, value):
        if operator != "in":
            return NotImplemented
        slots = tuple(value)

        def to_sql(model, alias, query):
            registered = model._field_to_sql(alias, "registered_at", query)
            local = SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)", registered, WITA.key)
            weekday = SQL("(EXTRACT(ISODOW FROM %s) - 1)::int", local)
            hour = SQL("EXTRACT(HOUR FROM %s)::int", local)
            return SQL("(%s || '-' || %s) IN %s", weekday, hour, slots)

        return Domain.custom(to_sql=to_sql)
