from odoo import api, fields, models, tools


class LalisaChannel(models.Model):
    """The office's own WhatsApp, on its phone or on WhatsApp Web."""

    _inherit = "lalisa.channel"

    driver = fields.Selection(
        selection_add=[("whatsapp_manual", "WhatsApp (manual)")],
        ondelete={"whatsapp_manual": "cascade"},
    )
    successor_id = fields.Many2one(
        "lalisa.channel",
        "Continues as",
        domain="[('by_hand', '=', False)]",
        index="btree_not_null",
        clears_cache=True,
        help="The Cloud API channel of the same number: whoever writes there goes on with the same history.",
    )

    @api.model
    def _find_or_create_manual(self):
        """Return the channel whose messages people carry, as superuser; made when an office first needs it."""
        # Which channel it is needs no right of its own; what may be done with it is checked where it is done.
        channels_sudo = self.sudo()
        found = channels_sudo.search([("driver", "=", "whatsapp_manual")], limit=1)
        return found or channels_sudo.create(
            {"name": "WhatsApp (manual)", "driver": "whatsapp_manual", "state": "active"}
        )

    def _get_successor(self):
        """Return the channel that carries on a manual one: the one named, or the only one of WhatsApp's there is."""
        if self.successor_id:
            return self.successor_id
        candidates = self.search([("driver", "=", "whatsapp")], limit=2)
        return candidates if len(candidates) == 1 else candidates.browse()

    @api.model
    @tools.ormcache("channel_id")
    def _get_predecessor_ids(self, channel_id):
        """Return the ids of the manual channels whose people a channel carries on."""
        # What is remembered must not depend on who asked first; only ids come out.
        channels = self.sudo().with_context(active_test=True)
        manual = channels.search([("by_hand", "=", True)])
        return tuple(manual.filtered(lambda one: one._get_successor().id == channel_id).ids)
