import base64

from odoo import api, fields, models

from ..tools import link_code

QR_SIZE = 240


class LalisaStaffLinkWizard(models.TransientModel):
    """Shows a one-time code once: as a link, as a picture, as words to send. Nothing of it is kept."""

    _name = "lalisa.staff.link.wizard"
    _description = "One-time code"

    code = fields.Char(store=False, readonly=True)
    words = fields.Char("Message to send", compute="_compute_ways")
    address = fields.Char("Link", compute="_compute_ways")
    picture = fields.Binary("QR code", compute="_compute_ways")
    account = fields.Char("To", compute="_compute_ways")

    @api.model
    def _action_show(self, code):
        """The action that shows a code in a dialog.

        :param code: as `lalisa.staff.link.code._issue` gives it
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link a chat account"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_code": code},
        }

    @api.depends("code")
    def _compute_ways(self):
        channel_sudo, address = self._way()
        for wizard in self:
            wizard.words = link_code.typed(wizard.code) if wizard.code else False
            wizard.account = channel_sudo.name
            wizard.address = wizard.code and address and address + link_code.payload(wizard.code)
            wizard.picture = wizard.address and self._drawn(wizard.address)

    def _way(self):
        """:return: (the channel as superuser, the beginning of the link that opens the chat program there)"""
        # Whoever links may know where to write; nothing else of the channel is shown.
        channels_sudo = self.env["lalisa.channel"].sudo().search([("state", "=", "active"), ("by_hand", "=", False)])
        for channel_sudo in channels_sudo:
            if address := channel_sudo._start_link("x"):
                return channel_sudo, address[:-1]
        return channels_sudo[:1], ""

    def _drawn(self, text):
        picture = self.env["ir.actions.report"].barcode("QR", text, width=QR_SIZE, height=QR_SIZE)
        return base64.b64encode(picture)
