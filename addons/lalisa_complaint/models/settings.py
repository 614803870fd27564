from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .role import ROLES

# The office's own numbers: what they are before anybody decides.
DEFAULTS = {
    "unconfirmed_days": 3,
    "unanswered_days": 7,
    "unanswered_notice_days": 2,
    "acknowledge_minutes": 3,
    "similar_metres": 300,
    "similar_hours": 72,
}
STAFF = (*ROLES.values(), "lalisa_complaint.group_administrator")


def number_of(env, name):
    """Return one of the office's numbers.

    :param name: a key of `DEFAULTS`
    """
    # A setting of the office is no secret, and whoever acts needs it.
    return int(env["ir.config_parameter"].sudo().get_param(f"lalisa_complaint.{name}", DEFAULTS[name]))


def days_of(env, name):
    """Return one of the office's numbers of days, as timedelta."""
    return timedelta(days=number_of(env, name))


class LalisaSettings(models.TransientModel):
    """The office's settings, for the La-Lisa administrator: no rights in Odoo's own Settings needed.

    Another addon adds a setting by adding a field that `res.company` has under the same name.
    """

    _name = "lalisa.settings"
    _inherit = "lalisa.wizard"
    _description = "La-Lisa settings"

    office_id = fields.Many2one(
        "res.company",
        "Company",
        help="La-Lisa belongs to this company alone. It can be chosen until the first complaint stands.",
    )
    unconfirmed_days = fields.Integer(
        "Closable without receipt after (days)",
        help="A result that was sent but never confirmed may be closed by hand after so many days.",
    )
    unanswered_days = fields.Integer("Closed without answer after (days)")
    unanswered_notice_days = fields.Integer(
        "Notice before (days)", help="The reporter is told so many days before the end."
    )
    acknowledge_minutes = fields.Integer(
        "To the stand-in after (minutes)",
        help="A turn that nobody takes is handed on to the stand-in on the roster; 0: never.",
    )
    similar_metres = fields.Integer("Same event within (metres)")
    similar_hours = fields.Integer("Same event within (hours)")
    require_totp = fields.Boolean(
        "Staff log in with a second factor",
        help="A code from an app; whoever has none yet gets one by email.",
    )
    idle_minutes = fields.Integer("Log in again after idle (minutes)", help="0: idle screens stay open.")
    lalisa_service_hours = fields.Selection(
        [("always", "Day and night"), ("calendar", "Service hours")], "The operator serves"
    )
    lalisa_duty_calendar_id = fields.Many2one("resource.calendar", "Service hours")
    lalisa_government_line = fields.Char("Government")
    lalisa_agency_name = fields.Char("Agency on papers")
    lalisa_address = fields.Char("Address on papers")
    lalisa_phone = fields.Char("Telephone on papers")
    lalisa_email = fields.Char("Email on papers")
    lalisa_letterhead_logo = fields.Image("Letterhead logo", max_width=600, max_height=600)
    lalisa_paper_size = fields.Selection([("a4", "A4"), ("f4", "F4 (215 x 330 mm)")], "Paper")
    lalisa_signing_place = fields.Char("Place of signing")
    lalisa_signer_title = fields.Char("Signer's office")
    lalisa_signer_name = fields.Char("Signer's name")
    lalisa_signer_rank = fields.Char("Signer's rank")
    lalisa_signer_nip = fields.Char("Signer's staff number (NIP)")
    lalisa_map_tiles = fields.Char("Map tiles")
    lalisa_map_attribution = fields.Char("Source of the map tiles")

    @api.model
    def default_get(self, fields_list):
        """Return what holds now, for the administrator only."""
        self._check_administrator()
        company_sudo = self.env["res.company"]._lalisa_office()  # the administrator's office, checked above
        groups_sudo = self.env.ref(STAFF[0]).sudo()
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        current = {
            **super().default_get(fields_list),
            **{name: number_of(self.env, name) for name in DEFAULTS},
            **{
                name: company_sudo._fields[name].convert_to_write(company_sudo[name], company_sudo)
                for name in self._of_company()
            },
            "office_id": company_sudo.id,
            "require_totp": parameters_sudo.get_param("lalisa_complaint.require_totp") == "1",
            "idle_minutes": groups_sudo.lock_timeout_inactivity,
        }
        return {name: value for name, value in current.items() if name in fields_list}

    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._("La-Lisa settings")

    @api.model
    def _check_administrator(self):
        if not self.env.user.has_group("lalisa_complaint.group_administrator"):
            raise AccessError(self.env._("The settings are the La-Lisa administrator's."))

    @api.model
    def _of_company(self):
        company = self.env["res.company"]._fields
        return [name for name in self._fields if name.startswith("lalisa_") and name in company]

    @api.constrains(*DEFAULTS, "idle_minutes")
    def _check_numbers(self):
        for one in self:
            if any(one[name] < 0 for name in (*DEFAULTS, "idle_minutes")):
                raise ValidationError(self.env._("Days, minutes and metres cannot be below zero."))
            if one.unanswered_notice_days > one.unanswered_days:
                raise ValidationError(self.env._("The notice cannot come before the waiting begins."))

    @api.constrains("lalisa_service_hours", "lalisa_duty_calendar_id")
    def _check_service_hours(self):
        for one in self:
            if one.lalisa_service_hours == "calendar" and not one.lalisa_duty_calendar_id:
                raise ValidationError(self.env._("Choose the service hours, or day and night."))

    @api.constrains("lalisa_duty_calendar_id")
    def _check_zone(self):
        self.lalisa_duty_calendar_id._lalisa_check_zone()

    def action_save(self):
        """Make the settings hold.

        :raises UserError: a second factor is asked of staff who have neither app nor email
        """
        self.ensure_one()
        self._check_administrator()
        if self.require_totp:
            self._check_everyone_can_log_in()
        # The administrator's right was asked; parameters, company and groups are Odoo's own records.
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        for name in DEFAULTS:
            parameters_sudo.set_param(f"lalisa_complaint.{name}", str(self[name]))
        parameters_sudo.set_param("lalisa_complaint.require_totp", "1" if self.require_totp else "0")
        for xmlid in STAFF:
            self.env.ref(xmlid).sudo().write({"lock_timeout_inactivity": self.idle_minutes})
        self._keep_office()
        self.env["res.company"]._lalisa_office().write(self._company_values())
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _keep_office(self):
        """Make the chosen company the office.

        :raises UserError: another company is chosen though complaints stand, or users of it hold no right there
        """
        office = self.env["res.company"]._lalisa_office()
        if not self.office_id or self.office_id.id == office.id:
            return
        if self.env["lalisa.complaint"].sudo().search_count([], limit=1):  # whether there is any
            raise UserError(self.env._("Complaints stand already: La-Lisa stays with the company %s.", office.name))
        # The administrator's right was asked; the mark on the company is La-Lisa's own.
        self.office_id.sudo()._lalisa_take_office()
        holders_sudo = self.env["res.groups"].sudo().browse(self.env["res.groups"]._lalisa_group_ids()).all_user_ids
        holders_sudo._check_lalisa_office()

    def _company_values(self):
        values = {name: self._fields[name].convert_to_write(self[name], self) for name in self._of_company()}
        if self.lalisa_service_hours == "always":
            values["lalisa_duty_calendar_id"] = False
        return values

    def _check_everyone_can_log_in(self):
        groups = self.env["res.groups"].union(*(self.env.ref(xmlid) for xmlid in STAFF))
        staff_sudo = groups.sudo().all_user_ids.filtered("active")  # names of colleagues only
        locked_out = staff_sudo.filtered(lambda user: not user.totp_enabled and not user.email and user.id > 2)
        if locked_out:
            raise UserError(
                self.env._(
                    "They could not log in any more, having neither an app nor an email address: %s.",
                    ", ".join(locked_out.mapped("name")),
                )
            )
