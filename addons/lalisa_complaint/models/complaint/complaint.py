from datetime import UTC

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.lalisa_base.tools.form_values import without_empty
from odoo.addons.lalisa_base.tools.office_clock import WITA

from ..sop.stage_role import StageRole


class LalisaComplaint(models.Model):
    """A complaint of a citizen, carried through the steps of the SOP revision it began under.

    It moves by `_transition` only. The reporter's identity and own words live elsewhere.

    Beside "service", its fields declare as `written_by`: "transition" what a move carries, "act" what a checked act
    changes, "channel" what its conversation keeps there, which the root user alone gives when it is created.
    """

    _name = "lalisa.complaint"
    _description = "Complaint"
    _inherit = [
        "lalisa.complaint.move",
        "lalisa.complaint.action",
        "lalisa.complaint.procedure",
        "lalisa.complaint.deadline",
        "lalisa.complaint.checklist",
        "lalisa.complaint.service.hours",
        "lalisa.complaint.turn",
        "lalisa.complaint.four.eyes",
        "lalisa.complaint.closing",
        "lalisa.complaint.waiting",
        "lalisa.complaint.merging",
        "lalisa.complaint.follow.up",
        "lalisa.complaint.undelivered",
        "lalisa.complaint.duration",
        "lalisa.complaint.identity",
        "lalisa.complaint.protection",
        "lalisa.complaint.public",
        "lalisa.complaint.tracking",
        "lalisa.complaint.retention",
        "lalisa.complaint.field.check",
        "lalisa.complaint.lookup",
        "lalisa.complaint.facts",
        "lalisa.complaint.page",
        "lalisa.complaint.result.report",
        "lalisa.complaint.hand.over",
        "lalisa.complaint.export",
        "lalisa.complaint.chatter",
        "lalisa.service.fields",
        "lalisa.inner.thread",
        "mail.activity.mixin",
        "lalisa.deadline.mixin",
        "lalisa.shown.step",
    ]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ["number", "summary"]
    # Internal notes only: whoever may read may write in the chatter, and nothing leaves the office.
    _mail_post_access = "read"

    number = fields.Char(readonly=True, copy=False, index="trigram", written_by="service")
    stage_id = fields.Many2one(
        "lalisa.stage",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        ondelete="restrict",
        group_expand="_read_group_expand_full",
        written_by="transition",
    )
    stage_code = fields.Char(related="stage_id.code", store=True, index=True)
    stage_kind = fields.Selection(related="stage_id.kind")
    stage_role = fields.Selection(related="stage_id.role", string="What the stage is for")
    sop_id = fields.Many2one("lalisa.sop", readonly=True, required=True, ondelete="restrict", written_by="service")
    move_reason_id = fields.Many2one("lalisa.move.reason", store=False, written_by="transition")
    move_reason = fields.Text(
        "Internal reason", store=False, help="For the office alone: no reporter ever reads it.", written_by="transition"
    )
    move_reason_public = fields.Text(
        "For the reporter",
        store=False,
        help="What the reporter reads beside the reason of the list. Empty: the listed reason alone.",
        written_by="transition",
    )

    category_id = fields.Many2one("lalisa.category", index=True, tracking=True, ondelete="restrict")
    covert = fields.Boolean(related="category_id.covert")
    summary = fields.Char(required=True, index="trigram", help="What it is about, in a neutral sentence.")
    brief = fields.Text("Draft report", help="The facts, without the reporter (step 3).")
    location_text = fields.Char("Place", index="trigram")
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    location_confirmed = fields.Boolean(
        "Place confirmed",
        help="Until the operator confirms it, a pin is where the reporter stands.",
    )
    district_id = fields.Many2one("lalisa.district", index=True, ondelete="restrict")
    confidentiality = fields.Selection(
        [("open", "Open"), ("secret", "Secret"), ("anonymous", "Anonymous")],
        required=True,
        default="open",
        tracking=True,
    )
    channel = fields.Selection(
        [("walk_in", "Walk-in"), ("telephone", "Telephone"), ("letter", "Letter")],
        required=True,
        default="walk_in",
    )
    reporter_id = fields.Many2one("lalisa.reporter", index=True, copy=False, ondelete="restrict", written_by="act")
    warn_at = fields.Datetime(written_by="service")
    deadline_at = fields.Datetime(written_by="service")
    registered_at = fields.Datetime(
        readonly=True, index=True, help="When the complaint stood, with its number.", written_by="service"
    )
    first_message_at = fields.Datetime(help="When the reporter's first message was written.")
    closed_at = fields.Datetime(readonly=True, written_by="service")

    stage_log_ids = fields.One2many("lalisa.stage.log", "complaint_id", readonly=True, written_by="service")
    acknowledged_by_id = fields.Many2one(related="stage_log_id.acknowledged_by_id", string="Taken by")
    acknowledged_as = fields.Char(related="stage_log_id.acknowledged_as", string="Taken as")
    stage_log_id = fields.Many2one("lalisa.stage.log", "Open stage log", readonly=True, written_by="service")
    check_ids = fields.One2many("lalisa.complaint.check", "complaint_id", written_by="service")
    reveal_ids = fields.One2many("lalisa.reveal.log", "complaint_id", readonly=True, written_by="service")
    round = fields.Integer("Returns so far", readonly=True, written_by="service")

    result_public = fields.Text("Public result", help="What the reporter is told: no names, nothing covert.")
    agency_id = fields.Many2one("lalisa.agency", "Referred to", ondelete="restrict")
    master_id = fields.Many2one("lalisa.complaint", "Main complaint", index="btree_not_null")
    duplicate_ids = fields.One2many("lalisa.complaint", "master_id")
    follow_up_of_id = fields.Many2one("lalisa.complaint", "Follows up", index="btree_not_null")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env["res.company"]._lalisa_office()
    )

    _number_uniq = models.Constraint("UNIQUE(number)", "This complaint number is taken.")
    # The board: its newest cards of a column, its counts and its bars, without a look at what is closed.
    _open_by_stage = models.Index("(stage_id, id) INCLUDE (sop_id, deadline_at, warn_at) WHERE closed_at IS NULL")
    _ended = models.Index("(closed_at) WHERE closed_at IS NOT NULL")
    closing_proof = fields.Selection(
        [
            ("delivered", "Delivered"),
            ("read", "Read"),
            ("confirmed", "Confirmed by the reporter"),
            ("alternative", "Told in another way"),
            ("unconfirmed", "Sent, not confirmed"),
        ],
        readonly=True,
        copy=False,
        written_by="transition",
    )
    result_ordered_at = fields.Datetime(readonly=True, copy=False, written_by="service")
    follow_up_ids = fields.One2many("lalisa.complaint", "follow_up_of_id", "Followed up by")
    minutes_of_sop = fields.Float(
        "Minutes in the SOP's steps", readonly=True, aggregator="avg", copy=False, written_by="service"
    )
    minutes_from_message = fields.Float(
        "Minutes since the first message", readonly=True, aggregator="avg", copy=False, written_by="service"
    )
    minutes_from_registered = fields.Float(
        "Minutes since it stood", readonly=True, aggregator="avg", copy=False, written_by="service"
    )
    retained_at = fields.Datetime("Pseudonymised at", readonly=True, written_by="service")
    addition_ids = fields.One2many("lalisa.complaint.addition", "complaint_id", readonly=True)

    # -- life -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Open complaints at step 1, whatever stage, number or clock the caller asks for.

        :raises AccessError: the user may not read the reporter named
        :raises UserError: the procedure in force has no step where complaints begin
        """
        for vals in vals_list:
            self._check_may_name(vals)
        sop = self.env["lalisa.sop"].browse(self.env["lalisa.sop"]._get_current_id("public"))
        steps = self.env["lalisa.stage"].browse(sop._get_plan().steps)
        receive = steps.filtered(lambda one: one.role == StageRole.INTAKE)[:1]
        if not receive:
            raise UserError(self.env._("The procedure in force has no step where complaints begin."))
        prepared = [self._prepare_values(vals, sop, receive) for vals in vals_list]
        complaints = super().create(prepared)
        for complaint in complaints:
            if complaint.sudo().category_id:
                complaint._choose_procedure()
            complaint._open_stage_log()
        return complaints

    def _prepare_values(self, vals, sop, receive):
        # Who reported is named by a caller in so many words, and checked, or not at all.
        given = self._get_fields_written_by("act", *(["channel"] if self.env.uid == SUPERUSER_ID else []))
        dropped = self._get_fields_written_by() - given
        clean = without_empty({name: value for name, value in vals.items() if name not in dropped})
        category = self.env["lalisa.category"].browse(clean.get("category_id"))
        now = fields.Datetime.now()
        clean.setdefault("confidentiality", category.default_confidentiality or "open")
        clean.setdefault("first_message_at", now)
        # Nobody may read the counter; numbering is the register's right.
        counter_sudo = self.env["lalisa.complaint.counter"].sudo()
        year = now.replace(tzinfo=UTC).astimezone(WITA).year
        return {
            **clean,
            "stage_id": receive.id,
            "sop_id": sop.id,
            "registered_at": now,
            "number": f"LL-{year % 100:02d}-{counter_sudo._take_next_number(year):04d}",
        }

    def write(self, vals):
        """Write plain data, and a stage with its reason in the same write as a move.

        :raises UserError: a field that only the engine writes; the reporter, or less protection for them, which have an
            act of their own; a move that the SOP does not allow
        :raises AccessError: a move that the SOP gives to another role
        """
        self._check_protection(vals)
        self.check_access("write")
        moving = self._get_fields_written_by("transition")
        kept = self._get_fields_written_by() - moving - self._get_fields_written_by("act")
        if forbidden := kept.intersection(vals) - self._writable_through_lines(vals):
            raise UserError(self.env._("The service itself keeps %s.", ", ".join(sorted(forbidden))))
        if "stage_id" in vals and not vals["stage_id"]:
            raise UserError(self.env._("The procedure has no such way from here."))
        vals = dict(vals)
        move = {name: vals.pop(name, False) for name in moving}
        regoverned = self._regoverned_by(vals)
        done = super().write(vals) if vals else True
        for complaint in regoverned:
            complaint._restart_under(complaint.sop_id._get_current(complaint.category_id))
            complaint._open_stage_log()
        if move["stage_id"]:
            for complaint in self:
                complaint._transition(move)
        elif any(move.values()):
            raise UserError(self.env._("A reason belongs to a move: choose where it leads."))
        self._stamp_field_check(vals)
        return done

    def _write_engine(self, vals):
        """Write fields of the engine; private, so that no client can reach it."""
        return super().write(vals)

    def copy(self, default=None):
        self.check_access("create")
        raise UserError(self.env._("A complaint cannot be copied: every number is one report."))

    @api.constrains("company_id")
    def _check_office(self):
        office = self.env["res.company"]._lalisa_office()
        if any(one.company_id.id != office.id for one in self.sudo()):  # its own company, for the comparison
            raise ValidationError(self.env._("Complaints belong to the company %s, and to no other.", office.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A complaint cannot be deleted: close it with a reason."))

    # -- the transition -------------------------------------------------------------------------

    def _transition(self, move, recorded_as=None):
        """Carry one complaint along one transition of its SOP, with all that follows, or refuse with one sentence.

        Authority is the groups of the acting user alone: superuser mode and context are none. Only
        `base.user_root` takes the software's own transitions.

        :param move: {'stage_id', 'move_reason_id', 'move_reason', 'move_reason_public', 'closing_proof'}
        :param recorded_as: the role in which the user records what the reporter decided, checked by the caller: it
            takes one of the software's own transitions, and the history names the user
        :raises UserError: no such transition, or something is missing
        :raises AccessError: the transition belongs to other roles
        """
        self.ensure_one()
        self._lock_for_move()
        target = self.env["lalisa.stage"].browse(move["stage_id"])
        previous = self.stage_id
        transition, role = self._find_transition(target, move["closing_proof"], recorded_as)
        self._check_four_eyes(transition)
        self._check_reason(transition, move)
        for need in self._get_needs(transition):
            self._check_need(need)
        stage_log = self._close_stage_log(transition, role, move)
        # The mover may lack the right to write the complaint (the team in the field): the transition gave it.
        complaint_sudo = self.sudo()
        complaint_sudo._write_engine(self._get_values_of_entry(target, transition, move))
        self._open_stage_log()
        if target.role == StageRole.DELIVERY and previous.role != StageRole.DELIVERY:
            complaint_sudo._order_closing()
        self._follow_merged()
        self._note_durations()
        self._after_move(stage_log, previous)

    def _after_move(self, stage_log, previous_stage):
        """Let follow what a move brings with it in another addon, in the same transaction.

        :param stage_log: the stage log that has just ended (as superuser, read only)
        :param previous_stage: the `lalisa.stage` that was left
        """

    def action_record_withdrawal(self):
        """Record that the reporter has withdrawn by telephone, at the office or on the office's own phone.

        The history names the user who recorded it, and the listed reason says how it came.

        :raises UserError, AccessError: see `_check_may_record_withdrawal`
        """
        self.ensure_one()
        role = self._check_may_record_withdrawal()
        self._transition(self._get_withdrawal_move(), recorded_as=role)
