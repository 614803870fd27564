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
        """A complaint that stands, and every move, opens a visit: that is when boards change.

        Where a turn is called at once, the job that calls it tells the boards too, so that nobody who moves a
        complaint waits for both messages to leave.
        """
        super()._open_visit()
        if self.visit_id.call_at != self.visit_id.entered_at:
            self._tell_boards()
