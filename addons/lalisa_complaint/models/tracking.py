import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import consteq

from .sop.stage_role import RESULT_ORDERED, StageRole


class LalisaTracking(models.Model):
    """The secret of a complaint's public page: only its hash is kept, and no role may read even that."""

    _name = "lalisa.tracking"
    _description = "Tracking secret"
    _allow_sudo_commands = False

    complaint_id = fields.Many2one("lalisa.complaint", required=True, index=True, ondelete="cascade")
    digest = fields.Char(required=True)

    @api.model
    def _find_complaint(self, number, token):
        """Return the complaint of a tracking address, as superuser; empty for a wrong number or token alike.

        :param number: what the visitor gave as complaint number
        :param token: what the visitor gave as token
        """
        given = _hash_token(token)
        # The visitor is nobody; the token is their right, and it is compared in constant time.
        complaint_sudo = self.env["lalisa.complaint"].sudo().search([("number", "=", number)], limit=1)
        rows_sudo = self.sudo().search([("complaint_id", "=", complaint_sudo.id)]) if complaint_sudo else self
        matches = [consteq(row.digest, given) for row in rows_sudo] or [consteq(_hash_token(""), given) and False]
        return complaint_sudo if any(matches) else complaint_sudo.browse()


class LalisaComplaintTracking(models.AbstractModel):
    """Make the address of the reporter's page and say what it asks for."""

    _name = "lalisa.complaint.tracking"
    _description = "Address of the reporter's page"

    def _tracking_url(self):
        """Return a new secret address of the public page; called when a message to the reporter carries it."""
        self.ensure_one()
        token = secrets.token_urlsafe(24)
        self.env["lalisa.tracking"].sudo().create({"complaint_id": self.id, "digest": _hash_token(token)})
        return f"{self.get_base_url()}/aduan/{self.number}/{token}"

    def _asked_of_reporter(self):
        """Return what the reporter's page asks for, as sentences; other addons ask for more."""
        self.ensure_one()
        if self.stage_role != StageRole.WAITING or not self._is_stage_told():
            return []
        return [self._public_reason() or "Keterangan tambahan diperlukan."]

    def _has_public_result(self):
        """Tell whether the Kepala has ordered the result to be told."""
        told = self.stage_role in RESULT_ORDERED
        return bool((told or self.result_ordered_at) and self.result_public)


def _hash_token(token):
    return hashlib.sha256(token.encode()).hexdigest()
