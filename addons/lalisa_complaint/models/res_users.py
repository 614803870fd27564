from odoo import api, models
from odoo.exceptions import AccessDenied, UserError

from odoo.addons.lalisa_base.tools.office_clock import WITA


class ResUsers(models.Model):
    """Staff work by the office's clock, and the demo's passwords (the login itself) open nothing real."""

    _inherit = "res.users"

    def _check_credentials(self, credential, env):
        """:raises AccessDenied: the right password of a La-Lisa user is the login, in a database without demo data"""
        info = super()._check_credentials(credential, env)
        if credential.get("type") == "password" and self._is_demo_password(
            self.login, credential["password"]
        ):
            raise AccessDenied(
                self.env._(
                    "A password that equals the login works only with demo data: "
                    "ask the administrator for a new one."
                )
            )
        return info

    @api.model
    def _update_last_login(self):
        """The office's time holds for its staff, whatever the clock of the machine they first log in from."""
        super()._update_last_login()
        # The user logs in and has no session yet; only their own time zone is set.
        user_sudo = self.env.user.sudo()
        if user_sudo._is_staff() and user_sudo.tz != WITA.key:
            user_sudo.tz = WITA.key

    def _is_staff(self):
        """Whether the user holds any role of La-Lisa."""
        # Named by their module, because a user may hold any of the roles; rights end with the office's company.
        ours = self.env["res.groups"].sudo().browse(self._get_group_ids()).get_external_id().values()
        return any(name.startswith("lalisa_complaint.") for name in ours)

    def _set_password(self):
        for user in self:
            if user.password and user._is_demo_password(user.login, user.password):
                raise UserError(self.env._("The password must not be the login itself."))
        return super()._set_password()

    def _check_password_policy(self, passwords):
        """Let demo people keep the login as password, however short; everybody else's password is judged.

        :raises UserError: a password is shorter than the database asks for
        """
        if self.env.ref("base.module_base").sudo().demo:  # whether there is demo data is no secret
            of_demo = {user.login for user in self if user._is_staff()}
            passwords = [one for one in passwords if one not in of_demo]
        return super()._check_password_policy(passwords)

    def _is_demo_password(self, login, password):
        self.ensure_one()
        if password != login:
            return False
        # Whoever logs in has no rights yet; asked is only whether this user belongs to La-Lisa.
        user_sudo = self.sudo()
        if not user_sudo._is_staff():
            return False
        # Of `base`, because ours is marked only after its own demo users were made.
        return not user_sudo.env.ref("base.module_base").demo
