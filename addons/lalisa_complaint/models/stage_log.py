from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.lalisa_base.tools.append_only import guard_rows

from .stage_event import event_field

CLOSING = frozenset(
    {
        "left_at",
        "left_by_id",
        "acting_role",
        "result",
        "reason_id",
        "reason",
        "reason_public",
        "minutes_used",
        "breached",
        "capacity",
        "on_behalf_id",
    }
)
# What retention may put in place of words; the guard lets nothing else through.
TOMBSTONE = "(dihapus sesuai masa retensi)"
# The free text of a stage log, which retention buries.
WORDS = ("reason", "reason_public")


class LalisaStageLog(models.Model):
    """One stay of a complaint in one stage: what was allowed, and what happened.

    Limits and roles are a snapshot of the moment of entering. Rows are inserted once and closed once; the model
    and a trigger in PostgreSQL refuse every other change, also to superusers.
    """

    _name = "lalisa.stage.log"
    _inherit = [
        "lalisa.stage.log.events",
        "lalisa.stage.log.escalation",
        "lalisa.stage.log.call",
        "lalisa.delegation.mixin",
    ]
    _description = "Stage log of a step"
    _order = "id"
    _rec_name = "stage_id"
    _allow_sudo_commands = False

    complaint_id = fields.Many2one("lalisa.complaint", required=True, readonly=True, index=True)
    stage_id = fields.Many2one("lalisa.stage", required=True, readonly=True, index=True)
    step_number = fields.Integer(readonly=True, aggregator=None)
    role_names = fields.Char("Responsible", readonly=True)
    minutes_max = fields.Float("Limit (minutes)", readonly=True, aggregator="avg")
    minutes_warn = fields.Float(readonly=True, aggregator="avg")
    entered_at = fields.Datetime(required=True, readonly=True)
    entered_by_id = fields.Many2one("res.users", readonly=True)
    warn_at = fields.Datetime(readonly=True)
    deadline_at = fields.Datetime(readonly=True)
    left_at = fields.Datetime(readonly=True)
    left_by_id = fields.Many2one("res.users", readonly=True)
    acting_role = fields.Selection(
        [
            ("operator", "Operator"),
            ("section_head", "Section head"),
            ("division_head", "Division head"),
            ("response_team", "Quick reaction team"),
            ("agency_head", "Head of the agency"),
            ("system", "The service itself"),
        ],
        "Acted as",
        readonly=True,
    )
    result = fields.Selection(
        [
            ("advanced", "Advanced"),
            ("returned", "Returned"),
            ("waiting", "Waiting"),
            ("closed", "Closed"),
        ],
        readonly=True,
    )
    reason_id = fields.Many2one("lalisa.move.reason", readonly=True)
    reason = fields.Text("Internal reason", readonly=True)
    reason_public = fields.Text("Told to the reporter", readonly=True)
    minutes_used = fields.Float(readonly=True, aggregator="avg")
    breached = fields.Boolean(readonly=True, help="Left after its deadline.")

    _one_open = models.UniqueIndex("(complaint_id) WHERE left_at IS NULL", "A complaint is in one stage at a time.")
    _waking = models.Index("(warn_at, deadline_at) WHERE left_at IS NULL AND deadline_at IS NOT NULL")
    # The figures of a period read the steps that ended in it.
    _ended = models.Index("(left_at) WHERE deadline_at IS NOT NULL")
    event_ids = fields.One2many("lalisa.stage.event", "stage_log_id", readonly=True)
    called_at = event_field("called_at", "Called at")
    acknowledged_at = event_field("acknowledged_at", "Taken at")
    acknowledged_by_id = fields.Many2one("res.users", "Taken by", compute="_compute_events")
    acknowledged_as = fields.Char("Taken as", compute="_compute_events")
    handed_on_at = event_field("handed_on_at", "Handed on at")
    warned_at = event_field("warned_at", "Warned at")
    escalated_at = event_field("escalated_at", "Escalated at")
    reminded_at = event_field("reminded_at", "Reminded at")
    calendar_id = fields.Many2one("resource.calendar", "Service hours", readonly=True)
    call_at = fields.Datetime(readonly=True)
    hand_on_at = fields.Datetime(readonly=True)

    def init(self):
        """Let the database refuse what the model refuses: a hand on the table changes no history."""
        frozen = [
            "complaint_id",
            "stage_id",
            "step_number",
            "role_names",
            "minutes_max",
            "minutes_warn",
            "entered_at",
            "entered_by_id",
            "calendar_id",
            "call_at",
            "hand_on_at",
            "warn_at",
            "deadline_at",
        ]
        once = sorted(CLOSING)
        changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in frozen)
        closed = " OR ".join(
            f"(OLD.{name} IS NOT NULL AND OLD.left_at IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name}"
            + (f" AND NEW.{name} IS DISTINCT FROM '{TOMBSTONE}')" if name in WORDS else ")")
            for name in once
        )
        guard_rows(
            self.env.cr,
            self._table,
            "stage_log",
            "the history of a complaint is append-only",
            f"{changed} OR {closed} OR (OLD.left_at IS NOT NULL AND NEW.left_at IS DISTINCT FROM OLD.left_at)",
        )

    def write(self, vals):
        """Refuse everything: a stage log is closed by `_close_log`, what is told of it are events."""
        raise UserError(self.env._("The history of a complaint cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a complaint cannot be deleted."))

    def _replace_words(self):
        """Put the tombstone in the place of free text; facts, times and roles stay."""
        for stage_log in self:
            super(LalisaStageLog, stage_log).write({name: TOMBSTONE for name in WORDS if stage_log[name]})

    def _close_log(self, result, role, reason, text, public=False):
        """Write the closing facts, once.

        :param reason: the `lalisa.move.reason` of the list, or none
        :param text: the office's own words, which no reporter reads
        :param public: the words for the reporter
        :raises UserError: the stage log has ended already
        """
        self.ensure_one()
        if self.left_at:
            raise UserError(self.env._("This step has been left already: reload the page."))
        now = fields.Datetime.now()
        super().write(
            {
                "left_at": now,
                "left_by_id": self.env.uid,
                "acting_role": role,
                "result": result,
                "reason_id": reason.id,
                "reason": text,
                "reason_public": public,
                "minutes_used": (now - self.entered_at).total_seconds() / 60,
                # The stored deadline against the moment of leaving: no job's waking hour decides it.
                "breached": bool(self.deadline_at and now > self.deadline_at),
                **self.env["lalisa.delegation"]._capacity_of(self.env.user, role),
            }
        )
        # The next stage log is inserted at once, and PostgreSQL allows one open stage log only.
        self.flush_recordset()
