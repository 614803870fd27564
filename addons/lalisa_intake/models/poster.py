import re
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


class LalisaPoster(models.Model):
    """A printed sheet with a QR code that opens the chat with the office, and says for which place or matter.

    Its code is public and shows nothing of any complaint; it only fills in what the poster itself says.
    """

    _name = "lalisa.poster"
    _description = "QR poster"
    _order = "name"

    name = fields.Char("Heading", required=True, help="Printed large, such as the market's name.")
    active = fields.Boolean(default=True)
    channel_id = fields.Many2one(
        "lalisa.channel",
        required=True,
        ondelete="restrict",
        index=True,
        domain=[("by_hand", "=", False)],
        default=lambda self: self._default_channel(),
    )
    place = fields.Char("Place", help="Filled in as the place of the complaint, for the operator to confirm.")
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    category_id = fields.Many2one(
        "lalisa.category",
        "Category",
        ondelete="restrict",
        domain=[("about_members", "=", False), ("covert", "=", False)],
        help="Filled in as the category of the complaint. None of closed operations or about members:"
        " a poster would tell what is being watched.",
    )
    code = fields.Char(
        readonly=True,
        copy=False,
        required=True,
        default=lambda self: secrets.token_urlsafe(9),
        index=True,
    )
    link = fields.Char(compute="_compute_link", help="What the QR code holds.")
    scans = fields.Integer("Times opened", readonly=True, copy=False)
    complaint_count = fields.Integer("Complaints", readonly=True, copy=False)

    _code_uniq = models.Constraint("UNIQUE(code)", "A poster with this code exists already.")

    def _default_channel(self):
        return self.env["lalisa.channel"].search([("by_hand", "=", False), ("state", "=", "active")], limit=1)

    @api.depends("channel_id", "code")
    def _compute_link(self):
        for poster in self:
            poster.link = poster.channel_id._build_start_link(poster.code) if poster.channel_id else False

    @api.constrains("category_id")
    def _check_category(self):
        for poster in self:
            if poster.category_id.covert or poster.category_id.about_members:
                raise ValidationError(self.env._("A poster may not tell of closed operations or of members."))

    @api.constrains("latitude", "longitude")
    def _check_point(self):
        for poster in self:
            if abs(poster.latitude) > 90 or abs(poster.longitude) > 180:
                raise ValidationError(self.env._("This point is not on the globe."))

    def action_print(self):
        """Print the posters as PDF.

        :raises UserError: the channel has no address that a QR code could open
        """
        self.check_access("read")
        if unusable := self.filtered(lambda one: not one.link):
            raise UserError(
                self.env._(
                    "The channel %s has no address for a QR code yet: test its connection first.",
                    unusable[0].channel_id.name,
                )
            )
        return self.env.ref("lalisa_intake.action_report_poster").report_action(self)

    @api.model
    def _find_by_payload(self, payload, channel):
        """Return the poster that a payload names, of the channel that it is printed for.

        :param payload: whatever a citizen's program has sent
        """
        if not PAYLOAD.match(payload or ""):
            return self.browse()
        return self.search([("code", "=", payload), ("channel_id", "=", channel.id)], limit=1)
