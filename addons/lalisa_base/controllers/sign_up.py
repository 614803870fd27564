from odoo.http import request

from odoo.addons.auth_signup.controllers.main import AuthSignupHome


class SignUp(AuthSignupHome):
    """Accepting an invitation, and setting a forgotten password."""

    def _prepare_signup_values(self, qcontext):
        """Judge the password before the invitation is used up, so that a short one can be typed again.

        :param qcontext: what the form sent
        :return: see `auth_signup`
        :raises UserError: the password is shorter than the database asks for
        """
        values = super()._prepare_signup_values(qcontext)
        # Whoever accepts an invitation is nobody yet; only the words typed are looked at.
        request.env["res.users"].sudo()._check_password_policy([values["password"]])
        return values
