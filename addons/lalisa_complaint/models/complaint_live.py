from odoo import models


class LalisaTimed(models.AbstractModel):
    """Open boards hear that something has moved; what it was, each reads anew with its own rights."""

    _inherit = "lalisa.timed"

    def _tell_boards(self):
        # Empty, because every member of staff receives it, whatever they may see.
        self.env.ref("base.group_user").sudo()._bus_send("lalisa_complaint/board", {})


class LalisaComplaint(models.Model):
    _inherit = "lalisa.complaint"

    def _open_visit(self):
        """A complaint that stands, and every move, opens a visit: that is when boards change."""
        super()._open_visit()
        self._tell_boards()
