from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.lalisa_base.tools.form_values import without_empty
from odoo.addons.lalisa_base.tools.office_language import in_indonesian
from odoo.addons.lalisa_complaint.models.sop.stage_role import StageRole
from odoo.addons.lalisa_complaint.models.stage_log import TOMBSTONE

STATES = [
    ("ordered", "Ordered"),
    ("departed", "Departed"),
    ("arrived", "Arrived"),
    ("acted", "Acted"),
    ("reported", "Reported"),
    ("accepted", "Accepted"),
]
PHOTO_FIELDS = frozenset({"photo_before_ids", "photo_after_ids"})
# What retention puts a tombstone in place of.
WORDS = ("brief", "findings", "violation_text", "actions_taken", "place_text", "return_reason")


class LalisaDispatch(models.Model):
    """An order to a team, and its report. All that the team in the field ever sees of a case.

    It holds place, time, category and the facts that Kasi or Kabid wrote; nothing of the reporter.
    """

    _name = "lalisa.dispatch"
    _description = "Dispatch"
    _inherit = [
        "lalisa.dispatch.step",
        "lalisa.dispatch.field.screen",
        "lalisa.dispatch.history",
        "lalisa.inner.thread",
        "lalisa.shown.step",
        "lalisa.deadline.mixin",
        "lalisa.delegation.mixin",
        "lalisa.service.fields",
    ]
    _order = "id desc"
    _rec_name = "number"
    _mail_post_access = "read"

    number = fields.Char(compute="_compute_number", store=True)
    complaint_id = fields.Many2one("lalisa.complaint", required=True, index=True, ondelete="restrict")
    kind = fields.Selection([("check", "Field check"), ("action", "Action")], required=True, default="action")
    state = fields.Selection(
        STATES, required=True, default="ordered", tracking=True, group_expand=True, written_by="service"
    )
    brief = fields.Text("Facts", required=True, help="Without the reporter: the team must not know them.")
    category_id = fields.Many2one("lalisa.category")
    place_text = fields.Char("Place")
    district_id = fields.Many2one("lalisa.district")
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    team_id = fields.Many2one("lalisa.team", required=True)
    leader_id = fields.Many2one("res.users", required=True)
    member_ids = fields.Many2many("res.users", string="Members")
    duty_order_number = fields.Char()
    ordered_at = fields.Datetime(readonly=True, written_by="service")
    departed_at = fields.Datetime(readonly=True, written_by="service")
    arrived_at = fields.Datetime(readonly=True, written_by="service")
    acted_at = fields.Datetime(readonly=True, written_by="service")
    reported_at = fields.Datetime(readonly=True, written_by="service")
    accepted_at = fields.Datetime(readonly=True, written_by="service")
    findings = fields.Text(by_team=True)
    violation_text = fields.Text(
        "Description of the violation",
        help="Printed on the official minutes and the written warning, which the offender gets: "
        "nothing of a complaint or of who reported it.",
        by_team=True,
    )
    actions_taken = fields.Text(by_team=True)
    outcome = fields.Selection(
        [("handled", "Handled"), ("nihil", "Nothing found"), ("follow_up", "Needs follow-up")], by_team=True
    )
    declaration = fields.Boolean(
        "Declaration", help="The report and its photos are from the spot, not staged and not generated.", by_team=True
    )
    photo_before_ids = fields.Many2many(
        "ir.attachment", "lalisa_dispatch_photo_before_rel", string="Photos before", by_team=True
    )
    photo_after_ids = fields.Many2many(
        "ir.attachment", "lalisa_dispatch_photo_after_rel", string="Photos after", by_team=True
    )
    return_reason = fields.Text(readonly=True)
    may_order = fields.Boolean(compute="_compute_may_order")
    sanction_id = fields.Many2one("lalisa.sanction", "Sanction given", ondelete="restrict", by_team=True)
    vehicle_ids = fields.Many2many("lalisa.vehicle", string="Vehicles")
    equipment_ids = fields.One2many("lalisa.dispatch.equipment", "dispatch_id", by_team=True)
    offender_ids = fields.One2many("lalisa.dispatch.offender", "dispatch_id", "Offenders", by_team=True)
    evidence_ids = fields.One2many("lalisa.dispatch.evidence", "dispatch_id", readonly=True)
    evidence_doubtful = fields.Boolean(compute="_compute_evidence_doubtful")
    entry_ids = fields.One2many("lalisa.dispatch.entry", "dispatch_id", readonly=True)
    late_entry_ids = fields.One2many(
        "lalisa.dispatch.entry", "dispatch_id", readonly=True, domain=[("late", "=", True)]
    )
    may_report = fields.Boolean(compute="_compute_may_report")
    sanction_choices = fields.Json(compute="_compute_sanction_choices")
    earlier_text = fields.Text("What happened here before", compute="_compute_earlier_text")
    offender_text = fields.Text("Met before", compute="_compute_offender_text")
    warn_at = fields.Datetime(compute="_compute_clock", store=True)
    deadline_at = fields.Datetime(compute="_compute_clock", store=True)
    is_mine_to_do = fields.Boolean(compute="_compute_is_mine_to_do", search="_search_is_mine_to_do")
    acting_name = fields.Char("Turn of", compute="_compute_acting_name")
    ordered_by_id = fields.Many2one("res.users", "Ordered by", readonly=True, copy=False, written_by="service")
    accepted_by_id = fields.Many2one("res.users", "Accepted by", readonly=True, copy=False, written_by="service")
    accepted_as = fields.Char("Accepted as deputy", readonly=True, copy=False, written_by="service")
    capacity = fields.Selection(written_by="service")
    on_behalf_id = fields.Many2one(written_by="service")

    # -- life -----------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Order teams out. Facts, place and equipment come from the complaint where the order leaves them open."""
        self.browse().check_access("create")
        dispatches = super().create([self._prepare_values(vals) for vals in vals_list])
        self.env["lalisa.dispatch.evidence"]._take_photos(dispatches)
        for dispatch in dispatches:
            dispatch._number_duty_order()
        self.env["lalisa.dispatch.equipment"]._lay_out(dispatches.filtered(lambda one: not one.equipment_ids))
        return dispatches

    def write(self, vals):
        """Write plain data only: the team its report, the division head the order; times are the actions'.

        A card that was dragged on the board takes the same step as the button.

        :raises UserError, AccessError: as the button does; a time, or what is another's to write
        """
        if set(vals) == {"state"}:
            return self._drag_to(vals["state"])
        if {"complaint_id", *self._get_fields_written_by("service")}.intersection(vals):
            raise UserError(self.env._("The times of a dispatch are written by its buttons."))
        if not set(vals) <= self._get_team_fields():
            self._check_may_order()
        self._check_not_filed(vals)
        done = super().write(vals)
        if PHOTO_FIELDS & set(vals):
            self.env["lalisa.dispatch.evidence"]._take_photos(self)
        return done

    def _write_engine(self, vals):
        """Write states and times; private, so that no client can reach it."""
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A dispatch cannot be deleted."))

    def _creation_message(self):
        return in_indonesian(self).env._("The team was ordered out.")

    def _number_duty_order(self):
        """Give the order the next number of the office's sequence, where the office numbers so and none was typed."""
        # The office's setting and its sequence are no secret, and whoever orders a team out needs the number.
        company_sudo = self.complaint_id.sudo().company_id
        if company_sudo.lalisa_duty_order_numbering == "sequence" and not self.duty_order_number:
            self.duty_order_number = self.env["ir.sequence"].sudo().next_by_code("lalisa.duty.order")

    def _apply_retention(self):
        """Take out the words of the order and the report and who was found; team, times and outcome stay."""
        for dispatch in self:
            dispatch._write_engine(
                {**{name: TOMBSTONE for name in WORDS if dispatch[name]}, "latitude": 0, "longitude": 0}
            )
        self.env["lalisa.complaint"]._retain_thread(self)
        self.evidence_ids._apply_retention()
        self.equipment_ids.filtered("reason").write({"reason": TOMBSTONE})
        self.offender_ids.write({"name": TOMBSTONE})

    # -- the order ------------------------------------------------------------------------------

    def _prepare_values(self, vals):
        kept = self._get_fields_written_by()
        clean = {name: value for name, value in vals.items() if name not in kept}
        complaint = self.env["lalisa.complaint"].browse(clean.get("complaint_id"))
        complaint.check_access("read")
        role = self._ordering_role(complaint, clean)
        team = self.env["lalisa.team"].browse(clean.get("team_id"))
        proposed = {
            **self._get_proposed_values(complaint),
            "leader_id": team.leader_id.id,
            "member_ids": [(6, 0, team.member_ids.ids)],
        }
        return {**proposed, **without_empty(clean), **self._order_values(role)}

    @api.model
    def default_get(self, fields):
        """Show on a new order what it takes over from its complaint."""
        values = super().default_get(fields)
        # On a complaint's own form the client fills it in itself and asks for the other fields alone.
        known = values.get("complaint_id") or self.env.context.get("default_complaint_id")
        complaint = self.env["lalisa.complaint"].browse(known or [])
        if not complaint or not complaint.has_access("read"):
            return values
        proposed = {name: value for name, value in self._get_proposed_values(complaint).items() if name in fields}
        return {**proposed, **without_empty(values)}

    def _get_proposed_values(self, complaint):
        """Return what an order takes over from its complaint; the place only once the operator has confirmed it.

        :return: {field: value}
        """
        proposed = {
            "brief": complaint.brief,
            "category_id": complaint.category_id.id,
            "district_id": complaint.district_id.id,
        }
        if complaint.location_confirmed:
            proposed |= {
                "place_text": complaint.location_text,
                "latitude": complaint.latitude,
                "longitude": complaint.longitude,
            }
        return proposed

    def _ordering_role(self, complaint, vals):
        """Return the role in which the user orders: the Kabid at step 5, for a field check also the Kasi at step 4.

        :return: the role in which the acting user orders
        :raises UserError, AccessError: another step, or another role
        """
        kind = vals.get("kind", "action")
        if complaint.stage_role != (StageRole.FIELD_CHECK if kind == "check" else StageRole.DISPATCH):
            raise UserError(self.env._("A team can be sent only at the step it belongs to."))
        roles = ["division_head"]
        roles += ["section_head"] if kind == "check" else []
        roles += ["agency_head"] if complaint.sop_id.kind == "member" else []
        role = self.env["lalisa.delegation"]._role_held(roles)
        if not role:
            raise AccessError(self.env._("Only the division head orders a team out."))
        return role

    @api.onchange("team_id")
    def _onchange_team_id(self):
        self.leader_id = self.team_id.leader_id
        self.member_ids = self.team_id.member_ids

    def _order_values(self, role):
        """Return the stamp of an order: when, by whom, and on whose behalf.

        :param role: the role in which the acting user orders
        """
        capacity = self.env["lalisa.delegation"]._capacity_of(self.env.user, role)
        return {"ordered_at": fields.Datetime.now(), "ordered_by_id": self.env.uid, **capacity}

    # -- who may write what ---------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_may_order(self):
        self.may_order = any(
            self.env.user.has_group(f"lalisa_complaint.group_{role}")
            for role in ("division_head", "section_head", "agency_head")
        )

    @api.model
    def _valid_field_parameter(self, field, name):
        # `by_team`: the team itself fills the field in; the order is the division head's, the times are the service's.
        return name == "by_team" or super()._valid_field_parameter(field, name)

    @api.model
    def _get_team_fields(self):
        """Return the names of the fields that the team fills in, as a frozenset."""
        return frozenset(name for name, field in self._fields.items() if getattr(field, "by_team", False))

    def _check_may_order(self):
        if not all(dispatch.may_order for dispatch in self):
            raise AccessError(self.env._("The order itself is changed by the division head only."))

    def _check_not_filed(self, vals):
        # The letters to the offender are often written after the report, by whoever ordered the team.
        late = {"violation_text"} if all(dispatch.may_order for dispatch in self) else set()
        if self._get_team_fields().intersection(vals) - late and any(
            dispatch.state in ("reported", "accepted") for dispatch in self
        ):
            raise UserError(self.env._("A filed report is not changed: ask the division head to return it."))

    # -- what is shown --------------------------------------------------------------------------

    @api.depends("complaint_id")
    def _compute_number(self):
        for dispatch in self:
            # The team knows the number of the case, though it may not read the case.
            dispatch.number = dispatch.complaint_id.sudo().number

    @api.depends("evidence_ids")
    def _compute_evidence_doubtful(self):
        for dispatch in self:
            dispatch.evidence_doubtful = any(
                photo.used_before or photo.far_in_time or photo.far_in_place for photo in dispatch.evidence_ids
            )

    def _compute_sanction_choices(self):
        """Compute the ladder, which travels with the dispatch: without a signal it could not be asked for."""
        ladder = [[one.id, one.name] for one in self.env["lalisa.sanction"].search([])]
        for dispatch in self:
            dispatch.sanction_choices = ladder
