from odoo import api, fields, models
from odoo.exceptions import UserError


class LalisaExportLog(models.Model):
    """Who took data out of the service: what, how many, when. Exporting is a right of its own in Odoo."""

    _name = "lalisa.export.log"
    _description = "Export log"
    _order = "id desc"
    _allow_sudo_commands = False

    at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", required=True, readonly=True)
    model = fields.Char("What", required=True, readonly=True)
    columns = fields.Text(readonly=True)
    count = fields.Integer("Records", readonly=True)

    def write(self, vals):
        raise UserError(self.env._("The export log cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The export log cannot be deleted."))

    @api.model
    def _note_export(self, records, columns):
        """Write down an export by the acting user."""
        # Nobody writes the log by right, and everybody who exports is in it.
        self.sudo().create(
            {
                "user_id": self.env.uid,
                "model": records._description,
                "columns": ", ".join(columns),
                "count": len(records),
            }
        )


class Base(models.AbstractModel):
    _inherit = "base"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Export as Odoo does, and write it down where the records are ours."""
        if _is_toplevel_call and self._name.startswith("lalisa.") and not self._transient:
            self.env["lalisa.export.log"]._note_export(self, ["/".join(path) for path in fields])
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
