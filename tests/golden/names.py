"""Names that have been given up since the stored files were made: {the name now: the name in the files}.

Names of models, fields and views, as whole words; a model's name stands for itself and for what begins with it.
"""

RENAMED = {
    "lalisa.period.report": "lalisa.period.paper",
    "model._cron_make_reports": "model._cron_make_papers",
    "OURS.report_complaint": "OURS.paper_complaint",
    "OURS.report_disposition": "OURS.paper_disposition",
    "OURS.report_duty_order": "OURS.paper_duty_order",
    "OURS.report_incident": "OURS.paper_incident",
    "OURS.report_minutes": "OURS.paper_minutes",
    "OURS.report_poster": "OURS.paper_poster",
    "OURS.report_recap": "OURS.paper_recap",
    "OURS.report_result": "OURS.paper_result",
    "OURS.report_scorecard": "OURS.paper_scorecard",
    "OURS.report_sop": "OURS.paper_sop",
    "OURS.report_warning_1": "OURS.paper_warning_1",
    "OURS.report_warning_2": "OURS.paper_warning_2",
    "OURS.report_warning_3": "OURS.paper_warning_3",
    "lalisa.deadline.mixin": "lalisa.timed",
    "lalisa.delegation.mixin": "lalisa.deputed",
    "lalisa.digest": "lalisa.morning",
    "lalisa.rate.limit": "lalisa.pace",
    "lalisa.sop.transition": "lalisa.sop.arrow",
    "lalisa.stage.event": "lalisa.visit.mark",
    "lalisa.stage.log": "lalisa.complaint.visit",
    "lalisa.stage.log.report": "lalisa.visit.report",
    "lalisa.trigger": "lalisa.wake",
    "drain: type=": "lane: type=",
    "event_ids": "mark_ids",
    "stage_log_id": "visit_id",
    "stage_log_ids": "visit_ids",
    "transition_ids": "arrow_ids",
    # What the administrator's lists of models and pages call them.
    "Event of a stage log": "Mark of a visit",
    "Events of a stage log": "Marks of a visit",
    "Rate limit of sending": "Pace of sending",
    "SOP transition": "SOP arrow",
    "Stage log of a step": "Visit of a step",
    "Triggers of the drains": "Waking of the drains",
    'page string="Perpindahan yang diizinkan" name="transitions"': (
        'page string="Perpindahan yang diizinkan" name="arrows"'
    ),
}
