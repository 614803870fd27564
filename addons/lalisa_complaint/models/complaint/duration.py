from odoo import api, fields, models

from ..sop.stage_role import StageRole


class LalisaComplaintDuration(models.AbstractModel):
    """How long it took: for the citizen since the first message, for the office since it stood."""

    _name = "lalisa.complaint.duration"
    _description = "Durations of a complaint"

    total_text = fields.Char("Total", compute="_compute_total_text")

    @api.depends("stage_log_id")
    def _compute_total_text(self):
        now = fields.Datetime.now()
        for complaint in self:
            # The procedure is no secret; the stage logs are those of a complaint that the user may read.
            complaint_sudo = complaint.sudo()
            current = complaint_sudo.stage_log_id
            running = 0
            if current.step_number and not current.left_at:
                running = (now - current.entered_at).total_seconds() / 60
            complaint.total_text = self.env._(
                "%(minutes)s of %(low)s to %(high)s minutes",
                minutes=round(complaint_sudo._minutes_in_steps() + running),
                low=complaint_sudo.sop_id.minutes_low,
                high=complaint_sudo.sop_id.minutes_high,
            )

    def _minutes_in_steps(self):
        """Return the minutes of all ended stage logs of steps; waiting has none."""
        return sum(self.stage_log_ids.filtered("step_number").mapped("minutes_used"))

    def _note_durations(self):
        """Write the durations: step 8's minutes end with the order, the citizen's own with the case."""
        if self.stage_kind == "step" or self.stage_role == StageRole.WAITING:
            return
        # The durations are the engine's own facts, whoever moved the complaint.
        complaint_sudo = self.sudo()
        values = {"minutes_of_sop": complaint_sudo._minutes_in_steps()}
        if self.closed_at:
            for name, start in (
                ("minutes_from_message", self.first_message_at),
                ("minutes_from_registered", self.registered_at),
            ):
                values[name] = (self.closed_at - start).total_seconds() / 60 if start else 0
        complaint_sudo._write_engine(values)
