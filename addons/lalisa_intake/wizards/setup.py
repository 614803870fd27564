from odoo import Command, api, fields, models


class LalisaSetup(models.TransientModel):
    """The pages of the first set-up that are about citizens: what they are told, and how they reach the office."""

    _inherit = "lalisa.setup"

    step = fields.Selection(
        selection_add=[
            ("hours",),
            ("citizens", "Citizens and their data"),
            ("people",),
            ("channels", "Channels"),
            ("retention",),
        ],
        ondelete={"citizens": "cascade", "channels": "cascade"},
    )
    channel_ids = fields.Many2many("lalisa.channel", string="Channels")

    @api.model
    def default_get(self, fields_list):
        found = super().default_get(fields_list)
        if "channel_ids" in fields_list:
            found["channel_ids"] = [Command.set(self.env["lalisa.channel"].search([]).ids)]
        return found

    def _list_missing(self):
        company_sudo = self.env["res.company"]._lalisa_office()  # what citizens are told is no secret
        wanted = {
            "lalisa_privacy_officer": self.env._("Nobody answers for personal data."),
            "lalisa_duty_hours": self.env._("Citizens are not told the duty hours in words."),
        }
        sentences = [sentence for name, sentence in wanted.items() if not company_sudo[name]]
        channels = self.env["lalisa.channel"].search([("state", "=", "active")])
        if not channels:
            sentences.append(self.env._("No channel is active: citizens cannot write."))
        untested = channels.filtered(lambda one: not one.by_hand and not one.tested_at)
        sentences += [self.env._("The channel %s was never tested.", channel.name) for channel in untested]
        return super()._list_missing() + sentences
