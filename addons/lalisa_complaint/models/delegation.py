from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import ormcache

from .role import ROLE_NAMES, ROLES


class LalisaDelegation(models.Model):
    """A role held by another for a period: Plh. while its holder is away, Plt. while the post is vacant.

    The deputy gets the role's rights when the period begins and loses them when it ends; the transition asks for the
    period itself, so that a late job lends nobody a role. Every act in the period says on whose behalf it was.
    """

    _name = "lalisa.delegation"
    _inherit = ["lalisa.service.fields"]
    _description = "Delegation"
    _order = "starts_at desc, id desc"
    _rec_name = "deputy_id"

    kind = fields.Selection(
        [("plh", "Plh. (acting, short)"), ("plt", "Plt. (acting, vacant post)")],
        required=True,
        default="plh",
    )
    role = fields.Selection(ROLE_NAMES, required=True)
    principal_id = fields.Many2one("res.users", "On behalf of", help="Empty for a vacant post.")
    deputy_id = fields.Many2one("res.users", "Deputy", required=True, index=True)
    starts_at = fields.Datetime("From", required=True)
    ends_at = fields.Datetime("Until", required=True)
    letter = fields.Char("Letter of order", help="Number of the order that says so.")
    granted = fields.Boolean(
        readonly=True, copy=False, help="The deputy holds the role through this alone.", written_by="service"
    )
    is_in_force = fields.Boolean("In force", compute="_compute_is_in_force")
    is_over = fields.Boolean(compute="_compute_is_in_force")

    _in_order = models.Constraint("CHECK(ends_at > starts_at)", "A delegation ends after it begins.")

    @api.model_create_multi
    def create(self, vals_list):
        """Order delegations.

        :raises AccessError: neither the role's own holder nor the head orders it
        """
        for vals in vals_list:
            vals.pop("granted", None)
        delegations = super().create(vals_list)
        delegations._check_may_delegate()
        delegations._trigger_job()
        return delegations

    def write(self, vals):
        """Change the period or the letter; who stands in for whom stays as it was ordered."""
        if forbidden := {"granted", "role", "principal_id", "deputy_id", "kind"}.intersection(vals):
            raise UserError(self.env._("The service itself keeps %s.", ", ".join(sorted(forbidden))))
        self.check_access("write")
        self._check_may_delegate()
        done = super().write(vals)
        self._trigger_job()
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A delegation is part of the record: end it instead."))

    @api.constrains("kind", "principal_id", "deputy_id", "role")
    def _check_people(self):
        ours = self.env["res.groups"].union(*(self.env.ref(xmlid) for xmlid in ROLES.values()))
        for one in self:
            if one.kind == "plh" and not one.principal_id:
                raise ValidationError(self.env._("Plh. stands in for somebody: name whom."))
            if one.principal_id == one.deputy_id:
                raise ValidationError(self.env._("Nobody stands in for themselves."))
            if not one.deputy_id.all_group_ids & ours:
                raise ValidationError(self.env._("%s holds no role of the procedure.", one.deputy_id.name))

    def _check_may_delegate(self):
        """Check the right to delegate.

        :raises AccessError: the acting user neither holds the role in their own right nor heads the agency
        """
        for one in self:
            if self.env.su and self.env.uid == self.env.ref("base.user_root").id:
                continue
            own = [role for role in {one.role, "agency_head"} if self._holds_itself(role)]
            if not own:
                raise AccessError(self.env._("A role is delegated by who holds it, or by the head of the agency."))

    def _holds_itself(self, role):
        """Tell whether the acting user holds a role in their own right, not through a delegation."""
        return self.env.user.has_group(ROLES[role]) and not self._find_grant(self.env.user, role)

    def _trigger_job(self):
        # Rights begin and end with the period; the job that gives and takes them is the service's own.
        cron_sudo = self.env.ref("lalisa_complaint.cron_apply_delegations").sudo()
        cron_sudo._trigger(at=[*self.mapped("starts_at"), *self.mapped("ends_at")])

    @api.depends("starts_at", "ends_at")
    def _compute_is_in_force(self):
        now = fields.Datetime.now()
        for one in self:
            one.is_over = bool(one.ends_at and one.ends_at <= now)
            one.is_in_force = bool(one.starts_at and one.ends_at) and one._is_in_force()

    def _is_in_force(self):
        now = fields.Datetime.now()
        return bool(self) and self.starts_at <= now < self.ends_at

    @api.model
    def _find_grant(self, user, role):
        """Return the delegation through which alone a user has a role's group; empty where they hold it themselves."""
        if (user.id, role) not in self._get_deputies():
            return self.browse()
        # Everyone's own acts depend on it, whoever may read delegations.
        granted_sudo = self.sudo().search([("deputy_id", "=", user.id), ("role", "=", role), ("granted", "=", True)])
        return granted_sudo.filtered(lambda one: one._is_in_force())[:1] or granted_sudo[:1]

    @api.model
    def _role_held(self, roles):
        """Return the first of `roles` that the acting user holds at this moment.

        What was lent is held in its period only, however late the job takes the group back.

        :param roles: keys of `ROLES`
        :return: a key of `ROLES`, or None
        """
        for role in roles:
            if self.env.user.has_group(ROLES[role]):
                delegation = self._find_grant(self.env.user, role)
                if not delegation or delegation._is_in_force():
                    return role
        return None

    @api.model
    def _capacity_of(self, user, role):
        """Return on whose behalf a user acts in a role.

        :param role: a key of `ROLES`; None or 'system' is nobody's
        :return: {'capacity', 'on_behalf_id'}, both None where they act in their own right
        """
        delegation_sudo = self._find_grant(user, role)
        return {
            "capacity": delegation_sudo.kind or None,
            "on_behalf_id": delegation_sudo.principal_id.id or None,
        }

    @api.model
    @ormcache()
    def _get_deputies(self):
        """Return who has a role's group through a delegation alone, as {(user id, role)}; asked at every move."""
        granted_sudo = self.sudo().search([("granted", "=", True)])  # as in `_find_grant`
        return frozenset((one.deputy_id.id, one.role) for one in granted_sudo)

    @api.model
    def _cron_apply_delegations(self):
        """Give the role's group when a period begins, take it back when it has ended."""
        each = self.env["ir.cron"]._lalisa_each
        granted = self.search([("granted", "=", True)])
        each(granted.filtered(lambda one: not one._is_in_force()), lambda one: one._take_role_back())
        now = fields.Datetime.now()
        due = [("granted", "=", False), ("starts_at", "<=", now), ("ends_at", ">", now)]
        each(self.search(due), lambda one: one._give_role())

    def _give_role(self):
        group = self.env.ref(ROLES[self.role])
        already = self._find_grant(self.deputy_id, self.role)
        if self.deputy_id in group.all_user_ids and not already:
            return
        # Only the root user's job comes here; groups are no one else's to change.
        group.sudo().write({"user_ids": [fields.Command.link(self.deputy_id.id)]})
        super().write({"granted": True})
        self.env.registry.clear_cache()

    def _take_role_back(self):
        super().write({"granted": False})
        self.env.registry.clear_cache()
        if not self._find_grant(self.deputy_id, self.role):
            group_sudo = self.env.ref(ROLES[self.role]).sudo()  # as above
            group_sudo.write({"user_ids": [fields.Command.unlink(self.deputy_id.id)]})
