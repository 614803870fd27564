from odoo import fields, models


class BenchCeiling(models.Model):
    """A row for each request."""

    _name = "bench.ceiling"
    _description = "Row of the ceiling"
    _log_access = False

    body = fields.Text()
