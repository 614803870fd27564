import logging

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

_logger = logging.getLogger(__name__)


class ResUsers(models.Model):
    """A role of La-Lisa holds in the office's company only."""

    _inherit = "res.users"

    @ormcache("self.id")
    def _lalisa_in_office(self):
        """Tell whether the user may work in the office's company."""
        # Asked while rights are being worked out: it cannot depend on them.
        return self.env["res.company"]._lalisa_office_id() in self.sudo().company_ids.ids

    def _get_group_ids(self):
        """Leave out the roles of La-Lisa for whoever does not belong to the office.

        Access rights, record rules, menus, views and `has_group` all ask here, so that one place decides.
        """
        group_ids = super()._get_group_ids()
        ours = self.env["res.groups"]._lalisa_group_ids()
        if ours.isdisjoint(group_ids) or self._lalisa_in_office():
            return group_ids
        return tuple(one for one in group_ids if one not in ours)

    @api.constrains("group_ids", "company_ids", "company_id")
    def _check_lalisa_office(self):
        """Refuse roles of La-Lisa outside of the office's company.

        :raises ValidationError: a user who does not belong to it holds one
        """
        ours = self.env["res.groups"]._lalisa_group_ids()
        office_sudo = self.env["res.company"]._lalisa_office().sudo()  # its name, for the sentence
        for user in self:
            if ours.isdisjoint(user.all_group_ids.ids) or office_sudo in user.company_ids:
                continue
            raise ValidationError(
                self.env._(
                    "The roles of La-Lisa belong to the company %(office)s: allow %(user)s that company, or take the"
                    " roles away.",
                    office=office_sudo.name,
                    user=user.name,
                )
            )

    # -- sign-up ----------------------------------------------------------------------------------

    @api.model
    def _lalisa_close_free_signup(self):
        """Make accounts by invitation only, where nothing in the database is for people who sign up.

        Odoo's own default lets anybody make an account. Without the portal there is nothing that such an account
        opens; with it another app may live on free sign-up, and its setting is left as it is.

        :return: whether it was closed here
        """
        portal = self.env["ir.module.module"].search([("name", "=", "portal")], limit=1)
        scope = self.env["ir.config_parameter"].get_param("auth_signup.invitation_scope")
        if scope != "b2c" or portal.state in ("installed", "to upgrade", "to install"):
            return False
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2b")
        _logger.info("Free sign-up is closed: accounts are made by invitation only.")
        return True
