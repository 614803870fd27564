from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.lalisa_base.tools.append_only import guard_rows

# What is told of a turn or answered to it; the stage log's field of the same name says when.
KINDS = [
    ("called_at", "Called"),
    ("acknowledged_at", "Taken"),
    ("handed_on_at", "Handed on"),
    ("warned_at", "Warned"),
    ("escalated_at", "Escalated"),
    ("reminded_at", "Reminded"),
]


class LalisaStageEvent(models.Model):
    """Something that was told of a stage log, or answered to it: once each, and for good.

    Rows of their own, so that the job that rings people and the people who move the complaint never write the
    same row: neither can make the other fail.
    """

    _name = "lalisa.stage.event"
    _inherit = ["lalisa.delegation.mixin"]
    _description = "Event of a stage log"
    _order = "id"
    _rec_name = "kind"
    _allow_sudo_commands = False

    stage_log_id = fields.Many2one("lalisa.stage.log", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True)

    _once = models.Constraint("UNIQUE(stage_log_id, kind)", "This has been noted already.")

    def init(self):
        """Let the database refuse what the model refuses."""
        guard_rows(self.env.cr, self._table, "stage_event", "the history of a complaint is append-only")

    def write(self, vals):
        raise UserError(self.env._("The history of a complaint cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a complaint cannot be deleted."))

    @api.model
    def _note_events(self, stage_log, kinds, role=None):
        """Note what has happened; what is noted already stays as it is.

        :param stage_log: one `lalisa.stage.log`
        :param kinds: keys of `KINDS`
        :param role: the role in which the acting user did it; None: the service itself
        :return: the kinds that were new
        """
        now = fields.Datetime.now()
        facts = {
            "stage_log_id": stage_log.id,
            "at": now,
            "create_uid": self.env.uid,
            "create_date": now,
            **self._get_doer(role),
        }
        names = [*facts, "kind"]
        rows = [SQL("(%s)", SQL(", ").join([*facts.values(), kind])) for kind in kinds]
        new = self.env.execute_query(
            SQL(
                "INSERT INTO lalisa_stage_event (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING kind",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(rows),
            )
        )
        stage_log.invalidate_recordset(["event_ids", "acknowledged_by_id", "acknowledged_as", *dict(KINDS)])
        return {row[0] for row in new}

    def _get_doer(self, role):
        """Return who did it, and on whose behalf."""
        return {"user_id": self.env.uid, **self.env["lalisa.delegation"]._capacity_of(self.env.user, role)}


def event_field(kind, label):
    """Return the field of a stage log that reads a mark."""
    return fields.Datetime(
        label,
        compute="_compute_events",
        search=lambda stage_logs, operator, value: stage_logs._search_event(kind, operator, value),
    )


class LalisaStageLogEvents(models.AbstractModel):
    """Read the marks of a stage log as fields of it."""

    _name = "lalisa.stage.log.events"
    _description = "Events of a stage log"

    @api.depends("event_ids")
    def _compute_events(self):
        for stage_log in self:
            marks = {mark.kind: mark for mark in stage_log.event_ids}
            none = self.env["lalisa.stage.event"]
            for kind, _label in KINDS:
                stage_log[kind] = marks.get(kind, none).at
            taken = marks.get("acknowledged_at", none)
            stage_log.acknowledged_by_id = taken.user_id
            stage_log.acknowledged_as = taken.deputy_text

    def _search_event(self, kind, operator, value):
        marked = fields.Domain("event_ids", "any", [("kind", "=", kind)])
        if operator == "in":
            moments = [moment for moment in value if moment]
            found = fields.Domain("event_ids", "any", [("kind", "=", kind), ("at", "in", moments)])
            return found | ~marked if False in value else found
        if operator in ("<", "<=", ">", ">="):
            return fields.Domain("event_ids", "any", [("kind", "=", kind), ("at", operator, value)])
        return NotImplemented
