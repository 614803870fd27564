from odoo import fields, models
from odoo.tools import drop_view_if_exists


class LalisaStageLogReport(models.Model):
    """SOP performance: each stage log of a step that has ended, or that is late while still open."""

    _name = "lalisa.stage.log.report"
    _description = "SOP performance"
    _auto = False
    _order = "entered_at desc"
    _rec_name = "complaint_id"

    complaint_id = fields.Many2one("lalisa.complaint", readonly=True)
    sop_id = fields.Many2one("lalisa.sop", "SOP", readonly=True)
    stage_id = fields.Many2one("lalisa.stage", "Step", readonly=True)
    category_id = fields.Many2one("lalisa.category", readonly=True)
    district_id = fields.Many2one("lalisa.district", readonly=True)
    left_by_id = fields.Many2one("res.users", readonly=True)
    entered_at = fields.Datetime(readonly=True)
    left_at = fields.Datetime(readonly=True)
    minutes_used = fields.Float("Minutes", readonly=True, aggregator="avg")
    minutes_max = fields.Float("Limit (minutes)", readonly=True, aggregator="avg")
    minutes_from_message = fields.Float(
        "Minutes since the first message",
        readonly=True,
        aggregator="avg",
        help="Step 1 only: until it was left, as the citizen counts; the step's own minutes begin when it stood.",
    )
    on_time = fields.Float("On time (%)", readonly=True, aggregator="avg")
    late = fields.Integer("Late", readonly=True)
    returned = fields.Integer("Returns", readonly=True)

    def init(self):
        """Make the view: lateness is the stored deadline against the moment of leaving, or against now while open."""
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute("""
            CREATE VIEW lalisa_stage_log_report AS
            SELECT v.id, v.complaint_id, c.sop_id, v.stage_id, c.category_id, c.district_id,
                   v.left_by_id, v.entered_at, v.left_at, v.minutes_max,
                   CASE WHEN v.left_at IS NULL
                        THEN EXTRACT(EPOCH FROM (now() AT TIME ZONE 'utc') - v.entered_at) / 60
                        ELSE v.minutes_used END AS minutes_used,
                   CASE WHEN v.step_number = 1
                        THEN EXTRACT(EPOCH FROM COALESCE(v.left_at, now() AT TIME ZONE 'utc') - c.first_message_at) / 60
                        END AS minutes_from_message,
                   CASE WHEN v.left_at IS NULL OR v.breached THEN 0 ELSE 100 END AS on_time,
                   CASE WHEN v.left_at IS NULL OR v.breached THEN 1 ELSE 0 END AS late,
                   CASE WHEN v.result = 'returned' THEN 1 ELSE 0 END AS returned
              FROM lalisa_stage_log v
              JOIN lalisa_complaint c ON c.id = v.complaint_id
             WHERE v.deadline_at IS NOT NULL
               AND (v.left_at IS NOT NULL OR v.deadline_at < now() AT TIME ZONE 'utc')
        """)
