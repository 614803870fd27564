import base64

from odoo import api, fields, models
from odoo.tools.barcode import createBarcodeDrawing

from ..tools import link_code

QR_SIZE = 240


class LalisaStaffLinkWizard(models.TransientModel):
    """Shows a one-time code once: as a link, as a picture, as words to send. Nothing of it is kept."""

    _name = "lalisa.staff.link.wizard"
    _inherit = "lalisa.wizard"
    _description = "One-time code"

    code = fields.Char(store=False, readonly=True)
    for_group = fields.Boolean(store=False, readonly=True)
    words = fields.Char("Message to send", compute="_compute_ways")
    address = fields.Char("Link", compute="_compute_ways")
    picture = fields.Binary("QR code", compute="_compute_ways")
    account = fields.Char("To", compute="_compute_ways")

    @api.model
    def _action_show(self, code, for_group=False):
        """Return the action that shows a code in a dialog.

        :param code: as `lalisa.staff.link.code._create_code` gives it
        :param for_group: the code is for the group chat of a team
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link a group chat") if for_group else self.env._("Link a chat account"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_code": code, "default_for_group": for_group},
        }

    @api.depends("code", "for_group")
    def _compute_ways(self):
        channel_sudo, address = self._find_channel()
        for wizard in self:
            wizard.words = wizard.code and (
                link_code.format_message if not wizard.for_group else link_code.format_command
            )(wizard.code)
            wizard.account = channel_sudo.name
            # A link opens a private chat, which no group is.
            private = wizard.code and address and not wizard.for_group
            wizard.address = private and address + link_code.format_payload(wizard.code)
            wizard.picture = wizard.address and self._draw_qr(wizard.address)

    def _find_channel(self):
        """Return (the channel as superuser, the beginning of the link that opens the chat program there)"""
        # Whoever links may know where to write; nothing else of the channel is shown.
        channels_sudo = self.env["lalisa.channel"].sudo().search([("state", "=", "active"), ("by_hand", "=", False)])
        for channel_sudo in channels_sudo:
            if address := channel_sudo._build_start_link("x"):
                return channel_sudo, address[:-1]
        return channels_sudo[:1], ""

    @staticmethod
    def _draw_qr(text):
        """Return a QR code as SVG: drawing pixels needs a library that Odoo does not ask for."""
        drawing = createBarcodeDrawing("QR", value=text, width=QR_SIZE, height=QR_SIZE, barLevel="M", format="svg")
        return base64.b64encode(drawing.asString("svg").encode())
