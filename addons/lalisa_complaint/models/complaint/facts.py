from odoo import models

# What stands from the first moment, and what is known when a complaint ends.
ENTERED = ("number", "registered_at", "channel", "company_id")
ENDED = (
    "category_id",
    "district_id",
    "confidentiality",
    "stage_code",
    "closed_at",
    "closing_proof",
    "agency_id",
    "master_id",
    "sop_id",
)
# May name a person: a register keeps only proofs of them.
WORDS = ("summary", "location_text", "brief", "check_finding", "result_public")


class LalisaComplaintFacts(models.AbstractModel):
    """Name the facts of a complaint that a register holds; the addon that keeps one writes them."""

    _name = "lalisa.complaint.facts"
    _description = "Facts of a complaint for the register"

    def _register_facts(self, event):
        """Return the facts that a line of the register holds; an addon adds its own under names of its own.

        :param event: 'entered' when the complaint stands, 'ended', 'told' (its result is proved), 'corrected',
            'retained' (the person is gone)
        :return: {name: value of a field, or JSON data}; no person is in them
        """
        names = ENTERED if event == "entered" or not self.closed_at else (*ENTERED, *ENDED)
        facts = {name: self[name] for name in names}
        if names != ENTERED:
            facts["path"] = self._register_path()
        return facts

    def _register_path(self):
        """Return all steps with their times, so that a history changed later is found as well.

        :return: list of lists of JSON data, the first step first; moments as text (UTC), None where there is none
        """
        return [
            [
                stage_log.stage_id.code,
                _format_moment(stage_log.entered_at),
                _format_moment(stage_log.left_at),
                _format_moment(stage_log.deadline_at),
                stage_log.result,
                stage_log.acting_role,
                stage_log.breached,
            ]
            for stage_log in self.stage_log_ids.filtered("left_at").sorted("id")
        ]


def _format_moment(value):
    return f"{value:%Y-%m-%d %H:%M:%S}" if value else None
