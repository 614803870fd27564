import base64
import binascii
import uuid

from odoo import Command, api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError

from .dispatch_step import STEPS

# Older than this when it arrives: its own moment is kept beside the service's.
LATE_SECONDS = 60
# What the team fills in, and what may be sent for it.
VALUES = ("findings", "violation_text", "actions_taken", "outcome", "sanction_id", "declaration")
PHOTO_LIMIT = 25 * 1024 * 1024


class LalisaDispatchEntry(models.Model):
    """One thing that was entered in the field: a step, words, a photo. It is applied once, however often it is sent.

    A telephone without a signal keeps its entries and sends them again and again, in order, until it hears an answer.
    `client_key` is its own name for each. The moment of pressing is a claim of the telephone: it is shown beside the
    time of the service and decides nothing.
    """

    _name = "lalisa.dispatch.entry"
    _description = "Entry from the field"
    _order = "id"
    _rec_name = "kind"
    _allow_sudo_commands = False

    dispatch_id = fields.Many2one("lalisa.dispatch", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Entered by", required=True, readonly=True)
    client_key = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("departed", "Departed"),
            ("arrived", "Arrived"),
            ("acted", "First action done"),
            ("reported", "Report filed"),
            ("values", "Report written"),
            ("equipment", "Equipment"),
            ("offender", "Offender"),
            ("photo", "Photo"),
        ],
        required=True,
        readonly=True,
    )
    claimed_at = fields.Datetime("Entered (by the telephone)", readonly=True)
    received_at = fields.Datetime("Received", required=True, readonly=True)
    late = fields.Boolean("Sent later", readonly=True)

    _client_key_uniq = models.UniqueIndex("(client_key)", "This entry has been received already.")


class LalisaDispatchFieldScreen(models.AbstractModel):
    """Take what the field screen sends, from a telephone without a signal later."""

    _name = "lalisa.dispatch.field.screen"
    _description = "Field screen of a dispatch"

    @api.depends("state", "leader_id", "member_ids")
    @api.depends_context("uid")
    def _compute_may_report(self):
        """Tell whether the acting user works on this dispatch now: then the screen is the field's."""
        is_team = self.env.user.has_group("lalisa_complaint.group_response_team")
        for dispatch in self:
            own = self.env.user in dispatch.leader_id | dispatch.member_ids
            dispatch.may_report = is_team and own and dispatch.state not in ("reported", "accepted")

    def take_entry(self, entry=None):
        """Apply one entry of a telephone, once.

        Entries come one a call, so that what has arrived stays whatever happens to the next one.

        :param entry: {'key': a UUID of the telephone's, 'kind', 'age': seconds since it was entered, by the
            telephone's own clock, and for 'values' 'values', for 'equipment' 'items' as
            [{'id', 'state', 'reason'}], for 'offender' 'name', for 'photo' 'moment' ('before', 'after'), 'name',
            'data' (base64)}
        :return: {'state': the dispatch's, 'known': whether the entry had been applied before}
        :raises UserError, AccessError: as the button or the field does; nothing of the entry is kept then
        """
        self.ensure_one()
        self._check_on_team()
        key = self._checked_key(entry)
        # One after another: the same entry sent twice at once must find its first. Odoo tries again by itself.
        if not self.try_lock_for_update(allow_referencing=True):
            raise ConcurrencyError(self.env._("Another entry is being taken."))
        # The team may not read what was sent by whom; whether it was is no secret to the sender.
        known_sudo = self.env["lalisa.dispatch.entry"].sudo().search([("client_key", "=", key)])
        if known_sudo.dispatch_id - self:
            raise UserError(self.env._("This entry belongs to another dispatch."))
        if not known_sudo:
            self._apply_entry(entry)
            self._note_entry(key, entry)
        return {"state": self.state, "known": bool(known_sudo)}

    def _checked_key(self, entry):
        """Return the key of an entry.

        :raises ValidationError: what a telephone of ours never sends
        """
        try:
            kinds = dict(self.env["lalisa.dispatch.entry"]._fields["kind"].selection)
            if entry["kind"] not in kinds or not float(entry["age"]) >= 0:
                raise ValueError
            return str(uuid.UUID(entry["key"]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValidationError(self.env._("This entry cannot be read.")) from error

    def _apply_entry(self, entry):
        if entry["kind"] in STEPS:
            return getattr(self, STEPS[entry["kind"]])()
        return getattr(self, f"_apply_{entry['kind']}")(entry)

    def _apply_values(self, entry):
        given = entry.get("values") or {}
        self.write({name: given[name] for name in VALUES if name in given})

    def _apply_equipment(self, entry):
        for item in entry.get("items") or []:
            mine = self.equipment_ids.filtered(lambda one, item=item: one.id == item.get("id"))
            mine.write({"state": item.get("state"), "reason": item.get("reason") or False})

    def _apply_offender(self, entry):
        name = str(entry.get("name") or "").strip()
        if not name:
            raise ValidationError(self.env._("This entry cannot be read."))
        self.write({"offender_ids": [Command.create({"name": name[:200]})]})

    def _apply_photo(self, entry):
        try:
            moment = {"before": "before", "after": "after"}[entry["moment"]]
            content = base64.b64decode(entry["data"], validate=True)
        except (KeyError, TypeError, binascii.Error) as error:
            raise ValidationError(self.env._("This photo cannot be read.")) from error
        if not content or len(content) > PHOTO_LIMIT:
            raise ValidationError(self.env._("A photo may have %s megabytes at most.", PHOTO_LIMIT // 1024**2))
        photo = self.env["ir.attachment"].create(
            {
                "name": str(entry.get("name") or "foto.jpg")[:200],
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.write({f"photo_{moment}_ids": [(4, photo.id)]})

    def _note_entry(self, key, entry):
        age = float(entry["age"])
        now = fields.Datetime.now()
        # Nobody writes entries by right: they are the service's record of what it took.
        self.env["lalisa.dispatch.entry"].sudo().create(
            {
                "dispatch_id": self.id,
                "user_id": self.env.uid,
                "client_key": key,
                "kind": entry["kind"],
                "claimed_at": fields.Datetime.subtract(now, seconds=min(age, 10 * 86400)),
                "received_at": now,
                "late": age > LATE_SECONDS,
            }
        )
