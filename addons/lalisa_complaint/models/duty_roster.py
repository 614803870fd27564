from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .role import ROLE_NAMES, ROLES


class LalisaDuty(models.Model):
    """One turn of duty (piket): who is on call in a role, from when until when, first or as stand-in."""

    _name = "lalisa.duty"
    _description = "Duty"
    _order = "starts_at desc, role, stand_in, id"
    _rec_name = "user_id"

    role = fields.Selection(ROLE_NAMES, required=True)
    user_id = fields.Many2one("res.users", "On duty", required=True, index=True)
    starts_at = fields.Datetime("From", required=True)
    ends_at = fields.Datetime("Until", required=True)
    stand_in = fields.Boolean(help="Is called when the first on duty does not answer in time.")
    is_now = fields.Boolean("On duty now", compute="_compute_is_now", search="_search_is_now")

    _in_order = models.Constraint("CHECK(ends_at > starts_at)", "A duty ends after it begins.")
    _now = models.Index("(role, starts_at, ends_at)")

    @api.constrains("role", "user_id")
    def _check_holds_role(self):
        for duty in self:
            if not duty.user_id.has_group(ROLES[duty.role]):
                raise ValidationError(
                    self.env._(
                        "%(name)s does not hold the role '%(role)s'.",
                        name=duty.user_id.name,
                        role=duty._role_name(),
                    )
                )

    def _role_name(self):
        names = dict(self._fields["role"]._description_selection(self.env))
        return names[self.role]

    @api.depends("starts_at", "ends_at")
    def _compute_is_now(self):
        now = fields.Datetime.now()
        for duty in self:
            duty.is_now = bool(duty.starts_at and duty.starts_at <= now < duty.ends_at)

    def _search_is_now(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = self._now_domain()
        return found if True in value else ~found

    @api.model
    def _now_domain(self):
        now = fields.Datetime.now()
        return fields.Domain("starts_at", "<=", now) & fields.Domain("ends_at", ">", now)

    @api.model
    def _on_duty(self, role, stand_in=False):
        """Return who the roster says is on duty in a role at this moment.

        :param role: a key of `ROLES`
        :param stand_in: the stand-ins instead of the first
        :return: `res.users`, possibly empty
        """
        domain = self._now_domain() & fields.Domain("role", "=", role)
        # Whom to call is the service's business, whatever the one who moves the complaint may read.
        duties_sudo = self.sudo().search(domain & fields.Domain("stand_in", "=", stand_in))
        return duties_sudo.user_id.filtered("active")
