from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.lalisa_base.tools.form_values import without_empty
from odoo.addons.lalisa_base.tools.office_language import in_indonesian

STATES = [
    ("ordered", "Ordered"),
    ("departed", "Departed"),
    ("arrived", "Arrived"),
    ("acted", "Acted"),
    ("reported", "Reported"),
    ("accepted", "Accepted"),
]
# What the team itself fills in; the order is the Kabid's, the times are the service's.
TEAM_FIELDS = frozenset(
    {
        "findings",
        "violation_text",
        "actions_taken",
        "outcome",
        "declaration",
        "photo_before_ids",
        "photo_after_ids",
        "equipment_ids",
        "offender_ids",
        "sanction_id",
    }
)
TIME_FIELDS = frozenset(
    {
        "state",
        "ordered_at",
        "departed_at",
        "arrived_at",
        "acted_at",
        "reported_at",
        "accepted_at",
        "complaint_id",
        "ordered_by_id",
        "accepted_by_id",
        "accepted_as",
        "capacity",
        "on_behalf_id",
    }
)


class LalisaDispatch(models.Model):
    """An order to a team, and its report. All that the team in the field ever sees of a case.

    It holds place, time, category and the facts that Kasi or Kabid wrote; nothing of the reporter.
    """

    _name = "lalisa.dispatch"
    _description = "Dispatch"
    _inherit = ["lalisa.service.fields", "lalisa.inner.thread", "lalisa.shown.step"]
    _order = "id desc"
    _rec_name = "number"
    _mail_post_access = "read"

    number = fields.Char(compute="_compute_number", store=True)
    complaint_id = fields.Many2one(
        "lalisa.complaint", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [("check", "Field check"), ("action", "Action")], required=True, default="action"
    )
    state = fields.Selection(
        STATES, required=True, default="ordered", tracking=True, group_expand=True
    )
    brief = fields.Text(
        "Facts", required=True, help="Without the reporter: the team must not know them."
    )
    category_id = fields.Many2one("lalisa.category")
    place_text = fields.Char("Place")
    district_id = fields.Many2one("lalisa.district")
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    team_id = fields.Many2one("lalisa.team", required=True)
    leader_id = fields.Many2one("res.users", required=True)
    member_ids = fields.Many2many("res.users", string="Members")
    duty_order_number = fields.Char()
    ordered_at = fields.Datetime(readonly=True)
    departed_at = fields.Datetime(readonly=True)
    arrived_at = fields.Datetime(readonly=True)
    acted_at = fields.Datetime(readonly=True)
    reported_at = fields.Datetime(readonly=True)
    accepted_at = fields.Datetime(readonly=True)
    findings = fields.Text()
    violation_text = fields.Text(
        "Description of the violation",
        help="Printed on the official minutes and the written warning, which the offender gets: "
        "nothing of a complaint or of who reported it.",
    )
    actions_taken = fields.Text()
    outcome = fields.Selection(
        [("handled", "Handled"), ("nihil", "Nothing found"), ("follow_up", "Needs follow-up")]
    )
    declaration = fields.Boolean(
        "Declaration",
        help="The report and its photos are from the spot, not staged and not generated.",
    )
    photo_before_ids = fields.Many2many(
        "ir.attachment", "lalisa_dispatch_photo_before_rel", string="Photos before"
    )
    photo_after_ids = fields.Many2many(
        "ir.attachment", "lalisa_dispatch_photo_after_rel", string="Photos after"
    )
    return_reason = fields.Text(readonly=True)
    may_order = fields.Boolean(compute="_compute_may_order")

    @api.depends("complaint_id")
    def _compute_number(self):
        for dispatch in self:
            # The team knows the number of the case, though it may not read the case.
            dispatch.number = dispatch.complaint_id.sudo().number

    @api.onchange("team_id")
    def _onchange_team_id(self):
        self.leader_id = self.team_id.leader_id
        self.member_ids = self.team_id.member_ids

    @api.model_create_multi
    def create(self, vals_list):
        """Orders teams out. Facts and place come from the complaint where the order leaves them open."""
        self.browse().check_access("create")
        prepared = [self._prepared(vals) for vals in vals_list]
        return super().create(prepared)

    @api.model
    def _kept_by_service(self):
        return super()._kept_by_service() | (TIME_FIELDS - {"complaint_id"})

    def _prepared(self, vals):
        kept = self._kept_by_service()
        clean = {name: value for name, value in vals.items() if name not in kept}
        complaint = self.env["lalisa.complaint"].browse(clean.get("complaint_id"))
        complaint.check_access("read")
        role = self._ordering_role(complaint, clean)
        team = self.env["lalisa.team"].browse(clean.get("team_id"))
        proposed = {
            **self._proposed(complaint),
            "leader_id": team.leader_id.id,
            "member_ids": [(6, 0, team.member_ids.ids)],
        }
        return {**proposed, **without_empty(clean), **self._order_values(role)}

    @api.model
    def default_get(self, fields):
        """Shows on a new order what it takes over from its complaint."""
        values = super().default_get(fields)
        # On a complaint's own form the client fills it in itself and asks for the other fields alone.
        known = values.get("complaint_id") or self.env.context.get("default_complaint_id")
        complaint = self.env["lalisa.complaint"].browse(known or [])
        if not complaint or not complaint.has_access("read"):
            return values
        proposed = {name: value for name, value in self._proposed(complaint).items() if name in fields}
        return {**proposed, **without_empty(values)}

    def _proposed(self, complaint):
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

    def _order_values(self, _role):
        """The stamp of an order; other parts of the engine say more of the acting person."""
        return {"ordered_at": fields.Datetime.now()}

    def _ordering_role(self, complaint, vals):
        """A team is sent by the Kabid at step 5; a field check also by the Kasi at step 4.

        :return: the role in which the acting user orders
        :raises UserError, AccessError: another step, or another role
        """
        kind = vals.get("kind", "action")
        stage = "field_check" if kind == "check" else "dispatch"
        if complaint.stage_code != stage:
            raise UserError(self.env._("A team can be sent only at the step it belongs to."))
        roles = ["division_head"]
        roles += ["section_head"] if kind == "check" else []
        roles += ["agency_head"] if complaint.sop_id.kind == "member" else []
        role = self.env["lalisa.delegation"]._role_held(roles)
        if not role:
            raise AccessError(self.env._("Only the division head orders a team out."))
        return role

    def write(self, vals):
        """Plain data only: the team its report, the division head the order; times are the actions'."""
        if TIME_FIELDS.intersection(vals):
            raise UserError(self.env._("The times of a dispatch are written by its buttons."))
        if not set(vals) <= TEAM_FIELDS:
            self._check_may_order()
        self._check_not_filed(vals)
        return super().write(vals)

    def _write_engine(self, vals):
        """Writes states and times; private, so that no client can reach it."""
        return super().write(vals)

    @api.depends_context("uid")
    def _compute_may_order(self):
        self.may_order = any(
            self.env.user.has_group(f"lalisa_complaint.group_{role}")
            for role in ("division_head", "section_head", "agency_head")
        )

    def _check_may_order(self):
        if not all(dispatch.may_order for dispatch in self):
            raise AccessError(self.env._("The order itself is changed by the division head only."))

    def _check_not_filed(self, vals):
        # The letters to the offender are often written after the report, by whoever ordered the team.
        late = {"violation_text"} if all(dispatch.may_order for dispatch in self) else set()
        if TEAM_FIELDS.intersection(vals) - late and any(
            dispatch.state in ("reported", "accepted") for dispatch in self
        ):
            raise UserError(
                self.env._("A filed report is not changed: ask the division head to return it.")
            )

    def _creation_message(self):
        return in_indonesian(self).env._("The team was ordered out.")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A dispatch cannot be deleted."))
