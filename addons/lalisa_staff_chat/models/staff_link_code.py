from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, hmac

from ..tools import link_code

VALID_FOR = timedelta(minutes=10)


class LalisaStaffLinkCode(models.Model):
    """A one-time code: short-lived, used once, kept as a hash only. No role may read or write it."""

    _name = "lalisa.staff.link.code"
    _description = "One-time code for a chat account"
    _allow_sudo_commands = False

    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null", ondelete="cascade")
    team_id = fields.Many2one("lalisa.team", readonly=True, index="btree_not_null", ondelete="cascade")
    code_hash = fields.Char(required=True, readonly=True, index=True)
    expires_at = fields.Datetime(required=True, readonly=True)

    @api.model
    def _create_code(self, **owner):
        """Make a new code; earlier ones of the same owner end.

        :param owner: whom it links, as the one field of this model that names them
        :return: the code itself, which is kept nowhere
        """
        [(name, record)] = owner.items()
        self.search([(name, "=", record.id)]).unlink()
        code = link_code.create_code()
        self.create(
            {
                name: record.id,
                "code_hash": self._hash_code(code),
                "expires_at": fields.Datetime.now() + VALID_FOR,
            }
        )
        return code

    @api.model
    def _use_code(self, code):
        """Use a code up.

        :return: the row of the code, read before it was deleted: {field: record}; {} for a wrong or old code
        """
        wanted = self._hash_code(code)
        rows = self.search([("code_hash", "=", wanted), ("expires_at", ">", fields.Datetime.now())])
        row = rows.filtered(lambda one: consteq(one.code_hash, wanted))[:1]
        owner = row._get_owner()
        row.unlink()
        return owner

    def _get_owner(self):
        """Return whom the code links, see `_use_code`."""
        if self.team_id:
            return {"team_id": self.team_id}
        return {"user_id": self.user_id} if self.user_id else {}

    @api.model
    def _hash_code(self, code):
        # The key lies in the database's own secret, which no role may read.
        return hmac(self.env(su=True), "lalisa_staff_chat.link_code", code)

    @api.autovacuum
    def _gc_codes(self):
        self.search([("expires_at", "<", fields.Datetime.now())]).unlink()
