from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.lalisa_base.tools.form_values import without_empty
from odoo.addons.lalisa_base.tools.office_clock import WITA
from odoo.addons.lalisa_base.tools.office_language import in_indonesian


class LalisaComplaint(models.Model):
    """A complaint of a citizen, carried through the steps of the SOP revision it began under.

    It moves by `_transition` only. The reporter's identity and own words live elsewhere.
    """

    _name = "lalisa.complaint"
    _description = "Complaint"
    _inherit = [
        "lalisa.complaint.move",
        "lalisa.complaint.action",
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
    stage_log_id = fields.Many2one("lalisa.stage.log", "Open stage log", readonly=True, written_by="service")
    check_ids = fields.One2many("lalisa.complaint.check", "complaint_id", written_by="service")
    reveal_ids = fields.One2many("lalisa.reveal.log", "complaint_id", readonly=True, written_by="service")
    round = fields.Integer("Returns so far", readonly=True, written_by="service")

    check_source = fields.Selection(
        [
            ("reporter", "Telephone call to the reporter"),
            ("district", "District order officer"),
            ("village", "Village head"),
            ("patrol", "Nearest patrol"),
            ("team", "Quick reaction team"),
        ],
        "Source of the field check",
    )
    check_finding = fields.Text("Finding of the field check")
    result_public = fields.Text("Public result", help="What the reporter is told: no names, nothing covert.")
    agency_id = fields.Many2one("lalisa.agency", "Referred to", ondelete="restrict")
    master_id = fields.Many2one("lalisa.complaint", "Main complaint", index="btree_not_null")
    duplicate_ids = fields.One2many("lalisa.complaint", "master_id")
    follow_up_of_id = fields.Many2one("lalisa.complaint", "Follows up", index="btree_not_null")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env["res.company"]._lalisa_office()
    )

    acting_group_ids = fields.Many2many("res.groups", compute="_compute_acting_group_ids")
    is_my_turn = fields.Boolean(compute="_compute_is_my_turn", search="_search_is_my_turn")
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    _number_uniq = models.Constraint("UNIQUE(number)", "This complaint number is taken.")
    # The board: its newest cards of a column, its counts and its bars, without a look at what is closed.
    _open_by_stage = models.Index("(stage_id, id) INCLUDE (sop_id, deadline_at, warn_at) WHERE closed_at IS NULL")
    _ended = models.Index("(closed_at) WHERE closed_at IS NOT NULL")
    advance_label = fields.Char(compute="_compute_advance_label")
    can_advance = fields.Boolean(compute="_compute_advance_label")
    has_other_ways = fields.Boolean(compute="_compute_advance_label")
    acting_names = fields.Char("Turn of", compute="_compute_acting_names")
    path = fields.Json(compute="_compute_path")
    acknowledged_by_id = fields.Many2one(related="stage_log_id.acknowledged_by_id", string="Taken by")
    acknowledged_as = fields.Char(related="stage_log_id.acknowledged_as", string="Taken as")
    may_acknowledge = fields.Boolean(compute="_compute_may_acknowledge")
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
    alternative_how = fields.Selection(
        [
            ("phone", "Telephone"),
            ("visit", "Visit"),
            ("letter", "Letter"),
            ("office", "At the office"),
        ],
        "Told by",
    )
    alternative_who = fields.Char("Told to")
    alternative_at = fields.Datetime("Told at")
    can_record_withdrawal = fields.Boolean(compute="_compute_can_record_withdrawal")
    similar_ids = fields.Many2many("lalisa.complaint", compute="_compute_similar_ids", string="Similar")
    similar_count = fields.Integer(compute="_compute_similar_ids")
    reporter_count = fields.Integer("Reports of the event", compute="_compute_reporter_count")
    result_ordered_at = fields.Datetime(readonly=True, copy=False, written_by="service")
    follow_up_ids = fields.One2many("lalisa.complaint", "follow_up_of_id", "Followed up by")
    is_undelivered = fields.Boolean(compute="_compute_undelivered", search="_search_is_undelivered")
    undelivered_since = fields.Datetime("Ordered at", compute="_compute_undelivered")
    next_action = fields.Char("Next", compute="_compute_undelivered")
    minutes_of_sop = fields.Float(
        "Minutes in the SOP's steps", readonly=True, aggregator="avg", copy=False, written_by="service"
    )
    minutes_from_message = fields.Float(
        "Minutes since the first message", readonly=True, aggregator="avg", copy=False, written_by="service"
    )
    minutes_from_registered = fields.Float(
        "Minutes since it stood", readonly=True, aggregator="avg", copy=False, written_by="service"
    )
    total_text = fields.Char("Total", compute="_compute_total_text")
    retained_at = fields.Datetime("Pseudonymised at", readonly=True, written_by="service")
    check_at = fields.Datetime(
        "Time of the field check", help="Filled in by itself with the finding; may be corrected."
    )
    check_photo_ids = fields.Many2many(
        "ir.attachment", "lalisa_complaint_check_photo_rel", string="Photos of the field check"
    )
    lookup = fields.Char("Complaint", compute="_compute_lookup", search="_search_lookup")
    addition_ids = fields.One2many("lalisa.complaint.addition", "complaint_id", readonly=True)

    # -- life -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Open complaints at step 1, whatever stage, number or clock the caller asks for.

        :raises AccessError: the user may not read the reporter named
        """
        for vals in vals_list:
            self._check_may_name(vals)
        receive = self.env.ref("lalisa_complaint.stage_receive")
        prepared = [self._prepared(vals, receive) for vals in vals_list]
        complaints = super().create(prepared)
        for complaint in complaints:
            complaint._choose_procedure()
            complaint._open_stage_log()
        return complaints

    def _choose_procedure(self):
        """Complaints about members leave the sight of whoever typed them, so the choice comes after creating."""
        # Which procedure applies is the category's decision, not the right of the one who types.
        complaint_sudo = self.sudo()
        sop_sudo = complaint_sudo.sop_id._current(complaint_sudo.category_id)
        if sop_sudo != complaint_sudo.sop_id:
            complaint_sudo._write_engine({"sop_id": sop_sudo.id})

    def _prepared(self, vals, receive):
        # Who reported is named by a caller in so many words, and checked, or not at all.
        dropped = self._get_kept_fields() - self._get_fields_written_by("act")
        clean = without_empty({name: value for name, value in vals.items() if name not in dropped})
        category = self.env["lalisa.category"].browse(clean.get("category_id"))
        now = fields.Datetime.now()
        clean.setdefault("confidentiality", category.default_confidentiality or "open")
        clean.setdefault("first_message_at", now)
        # Nobody may read the counter or choose the procedure; numbering is the register's right.
        counter_sudo = self.env["lalisa.complaint.counter"].sudo()
        year = now.replace(tzinfo=UTC).astimezone(WITA).year
        return {
            **clean,
            "stage_id": receive.id,
            "sop_id": self.env["lalisa.sop"].sudo()._current(self.env["lalisa.category"]).id,
            "registered_at": now,
            "number": f"LL-{year % 100:02d}-{counter_sudo._next(year):04d}",
        }

    def write(self, vals):
        """A stage is written with its reason in the same write, all else is plain data.

        :raises UserError: a field that only the engine writes; the reporter, or less protection for them, which have an
            act of their own; a move that the SOP does not allow
        :raises AccessError: a move that the SOP gives to another role
        """
        self._check_protection(vals)
        self.check_access("write")
        moving = self._get_fields_written_by("transition")
        kept = self._get_kept_fields() - moving - self._get_fields_written_by("act")
        if forbidden := kept.intersection(vals) - self._writable_through_lines(vals):
            raise UserError(self.env._("The service itself keeps %s.", ", ".join(sorted(forbidden))))
        vals = dict(vals)
        move = {name: vals.pop(name, False) for name in moving}
        regoverned = self._regoverned_by(vals)
        done = super().write(vals) if vals else True
        for complaint in regoverned:
            complaint._restart_under(complaint.sop_id._current(complaint.category_id))
        if move["stage_id"]:
            for complaint in self:
                complaint._transition(move)
        elif any(move.values()):
            raise UserError(self.env._("A reason belongs to a move: choose where it leads."))
        self._stamp_field_check(vals)
        return done

    def _writable_through_lines(self, vals):
        """Ticks of the checklist come as commands on `check_ids`; their own model guards them."""
        commands = vals.get("check_ids") or []
        return {"check_ids"} if all(command[0] == 1 for command in commands) else set()

    def _write_engine(self, vals):
        """Writes fields of the engine; private, so that no client can reach it."""
        return super().write(vals)

    def _regoverned_by(self, vals):
        """The complaints (as superuser) that a new category puts under another procedure, at step 1 only."""
        if "category_id" not in vals:
            return self.sudo().browse()
        category = self.env["lalisa.category"].browse(vals["category_id"])
        kind = "member" if category.about_members else "public"
        # The category decides, not the right of the one who sets it.
        regoverned_sudo = self.sudo().filtered(lambda complaint: complaint.sop_id.kind != kind)
        if any(complaint.stage_code != "receive" for complaint in regoverned_sudo):
            raise UserError(
                self.env._(
                    "The category leads to another procedure and can be set only at step 1: "
                    "close this complaint and open a new one."
                )
            )
        return regoverned_sudo

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

    def _creation_message(self):
        """The chatter's first line, in the office's own words."""
        return in_indonesian(self).env._("The complaint was received.")

    def _mail_get_partners(self, introspect_fields=False):
        """Nobody outside the office is ever addressed by the chatter."""
        return {complaint.id: self.env["res.partner"] for complaint in self}

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Nobody answers the chatter by email: no address of the office is looked up for its lines."""
        return dict.fromkeys(self.ids or [False], default)

    def _after_move(self, stage_log, previous_stage):
        """Let follow what a move brings with it, in the same transaction; other addons tell the reporter here.

        :param stage log: the stage log that has just ended (as superuser, read only)
        :param previous_stage: the `lalisa.stage` that was left
        """
        self._follow_merged()
        self._note_durations()
