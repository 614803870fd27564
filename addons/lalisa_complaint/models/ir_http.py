from odoo import api, models
from odoo.http import request, root


class IrHttp(models.AbstractModel):
    """Whoever leaves their screen is logged out.

    Odoo's `auth_timeout` knows when a screen is idle and then asks for the password over it. For staff of La-Lisa
    the session itself ends: nothing of a citizen stays behind a dialog, and the old cookie opens nothing.
    """

    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        if request.session.uid and endpoint.routing["auth"] != "none" and cls._is_idle_staff():
            request.session.logout(keep_db=True)
            # What follows may be refused, and then nobody else saves the end of the session.
            root.session_store.save(request.session)
            request.env = api.Environment(request.env.cr, None, request.session.context)
        super()._authenticate(endpoint)

    @classmethod
    def _is_idle_staff(cls):
        due = cls._must_check_identity()
        # Asked is only whether the session's own user belongs to La-Lisa.
        user_sudo = request.env(user=request.session.uid, su=True).user
        return bool(due and due.get("check_identity") and user_sudo._is_staff())
