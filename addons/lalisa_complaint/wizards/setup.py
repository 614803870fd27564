from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.role import ROLES

# Of each day that the office serves; a day's name is the calendar's own number.
WORKING_DAYS = {"5": range(5), "6": range(6), "7": range(7)}
ZONE = "Asia/Makassar"


class LalisaSetup(models.TransientModel):
    """The first set-up, a page at a time: what a page holds is kept when it is left, and so is the page.

    It holds the settings that `lalisa.settings` has, in the order in which an office answers them. Another addon adds
    a page by adding to `step` and to the form, and what it finds missing to `_list_missing`.
    """

    _name = "lalisa.setup"
    _inherit = "lalisa.settings"
    _description = "First set-up"

    step = fields.Selection(
        [
            ("office", "Office"),
            ("signer", "Signer"),
            ("hours", "Service hours"),
            ("people", "Roles and people"),
            ("retention", "Retention"),
            ("end", "Overview"),
        ],
        required=True,
    )
    working_days = fields.Selection(
        [("5", "Monday to Friday"), ("6", "Monday to Saturday"), ("7", "Every day")], "Days", default="5"
    )
    hour_from = fields.Float("From", default=8)
    hour_to = fields.Float("Until", default=16)
    role_ids = fields.One2many("lalisa.setup.role", "setup_id")
    may_assign = fields.Boolean(compute="_compute_may_assign")
    retention_ids = fields.Many2many("lalisa.retention", string="Retention classes")
    missing = fields.Text(compute="_compute_missing")

    @api.model
    def default_get(self, fields_list):
        """Return what holds now, at the page where the set-up was left."""
        found = super().default_get(fields_list)
        left_at = self.env["res.company"]._lalisa_office().lalisa_setup_step  # the right was asked by super
        pages = self._list_pages()
        given = {
            "step": left_at if left_at in pages else pages[0],
            "role_ids": [Command.create(values) for values in self.env["lalisa.setup.role"]._list_lines()],
            "retention_ids": [Command.set(self.env["lalisa.retention"].search([]).ids)],
        }
        return {**found, **{name: value for name, value in given.items() if name in fields_list}}

    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._("First set-up")

    @api.depends_context("uid")
    def _compute_may_assign(self):
        self.may_assign = self.env["res.groups"].has_access("write")

    @api.depends("step")
    def _compute_missing(self):
        for one in self:
            one.missing = "\n".join(f"• {sentence}" for sentence in one._list_missing())

    @api.constrains("hour_from", "hour_to")
    def _check_hours(self):
        for one in self:
            if not 0 <= one.hour_from < one.hour_to <= 24:
                raise ValidationError(self.env._("The service hours end after they begin, on the same day."))

    @api.model
    def _list_pages(self):
        return [page for page, _label in self._fields["step"]._description_selection(self.env)]

    def _list_missing(self):
        """Return what an office still lacks for its first day, each a sentence."""
        company_sudo = self.env["res.company"]._lalisa_office()  # letterhead and hours are no secret
        wanted = {
            "lalisa_address": self.env._("The letterhead has no address."),
            "lalisa_letterhead_logo": self.env._("The letterhead has no logo."),
            "lalisa_signer_name": self.env._("The papers have no signer."),
            "lalisa_signer_nip": self.env._("The signer's staff number (NIP) is missing."),
            "lalisa_service_hours": self.env._("The service hours are not decided."),
        }
        sentences = [sentence for name, sentence in wanted.items() if not company_sudo[name]]
        # A setting of the whole database that another app may need: it is told, not changed.
        if self.env["res.users"].sudo()._get_signup_invitation_scope() == "b2c":
            sentences.append(self.env._("Anybody may make an account here: Settings, Customer Account, On invitation."))
        roles = self.env["lalisa.setup.role"]
        groups = [roles._find_group(xmlid) for xmlid in roles._list_roles()]
        sentences += [self.env._("Nobody has the role %s.", group.name) for group in groups if not group.user_ids]
        if not self.env["lalisa.retention"].search_count([("years", ">", 0)], limit=1):
            sentences.append(self.env._("No retention is decided: nothing is ever removed."))
        return sentences

    # -- walking ----------------------------------------------------------------------------------

    def action_next(self):
        """Keep this page and go on to the next one."""
        return self._turn_page(1)

    def action_back(self):
        """Keep this page and go back."""
        return self._turn_page(-1)

    def action_leave(self):
        """Keep this page; the set-up goes on here when it is opened again."""
        self._save_page()
        board = self.env["ir.actions.act_window"]._for_xml_id("lalisa_complaint.lalisa_complaint_action")
        return {**board, "target": "main"}

    def _turn_page(self, by):
        self._save_page()
        pages = self._list_pages()
        self.step = pages[min(max(pages.index(self.step) + by, 0), len(pages) - 1)]
        self._remember_page()
        return True

    def _save_page(self):
        """Make hold what the page says.

        :raises UserError: what `lalisa.settings` refuses, or a role that this user may not give
        """
        self.ensure_one()
        self._check_administrator()
        if self.lalisa_service_hours == "calendar" and not self.lalisa_duty_calendar_id:
            self.lalisa_duty_calendar_id = self._make_calendar()
        self.action_save()
        self.role_ids._save_roles()
        self._remember_page()

    def _remember_page(self):
        # The page is the office's own mark; the administrator's right is asked by `_save_page`.
        self.env["res.company"]._lalisa_office().lalisa_setup_step = self.step

    @api.constrains("lalisa_service_hours", "lalisa_duty_calendar_id")
    def _check_service_hours(self):
        """Ask nothing: hours that are not there yet are made when the page is kept."""

    def _make_calendar(self):
        """Return the working hours that the page describes."""
        hours = [
            Command.create(
                {
                    "name": self.env._("Service"),
                    "dayofweek": str(day),
                    "hour_from": self.hour_from,
                    "hour_to": self.hour_to,
                    "day_period": "full_day",
                }
            )
            for day in WORKING_DAYS[self.working_days or "5"]
        ]
        # The administrator decides the office's hours; calendars are Odoo's own records.
        return (
            self.env["resource.calendar"]
            .sudo()
            .create(
                {
                    "name": self.env._("Service hours of La-Lisa"),
                    "tz": ZONE,
                    "attendance_ids": [Command.clear(), *hours],
                }
            )
        )


class LalisaSetupRole(models.TransientModel):
    """Who holds one role. Roles are given with the rights of whoever gives them: Odoo's own right on groups."""

    _name = "lalisa.setup.role"
    _inherit = "lalisa.wizard"
    _description = "People of a role"

    setup_id = fields.Many2one("lalisa.setup", required=True, ondelete="cascade")
    xmlid = fields.Char(required=True)
    name = fields.Char("Role", compute="_compute_name")
    user_ids = fields.Many2many("res.users", string="People", domain=[("share", "=", False)])

    @api.depends("xmlid")
    def _compute_name(self):
        for line in self:
            line.name = line.xmlid in self._list_roles() and self._find_group(line.xmlid).name

    @api.model
    def _list_lines(self):
        """Return a line for each role, with those who hold it now."""
        return [
            {"xmlid": xmlid, "user_ids": [Command.set(self._find_group(xmlid).user_ids.ids)]}
            for xmlid in self._list_roles()
        ]

    @api.model
    def _list_roles(self):
        return [*ROLES.values(), "lalisa_complaint.group_administrator"]

    @api.model
    def _find_group(self, xmlid):
        # Who holds which role is known in the office.
        return self.env.ref(xmlid).sudo()

    def _save_roles(self):
        """Give and take roles where the page says otherwise than the groups.

        :raises UserError: the user may not give roles, or would lose their own way in
        """
        for line in self.filtered(lambda one: one.xmlid in self._list_roles()):
            group_sudo = self._find_group(line.xmlid)
            if group_sudo.user_ids == line.user_ids:
                continue
            if not self.env["res.groups"].has_access("write"):
                raise UserError(
                    self.env._("Only a user with Odoo's right on access rights gives roles: ask the system's manager.")
                )
            if line.xmlid.endswith("group_administrator") and self.env.user not in line.user_ids:
                raise UserError(self.env._("You cannot take your own role as administrator away."))
            group_sudo.sudo(False).with_user(self.env.user).write({"user_ids": [Command.set(line.user_ids.ids)]})
