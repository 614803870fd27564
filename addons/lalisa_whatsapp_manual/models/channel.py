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

    @api.model
    @tools.ormcache("channel_id")
    def _get_joined_ids(self, channel_id):
        """Return the ids of the channels whose people a channel shares.

        Of a manual one it is what carries it on: the channel named as its successor, or else the only one of WhatsApp's
        there is. Of another one they are the manual ones that it carries on.
        """
        # What is remembered must not depend on who asked first; only ids come out.
        channels_sudo = self.sudo().with_context(active_test=True)
        candidates = channels_sudo.search([("driver", "=", "whatsapp")], limit=2)
        only = candidates if len(candidates) == 1 else candidates.browse()
        pairs = [(one.id, (one.successor_id or only).id) for one in channels_sudo.search([("by_hand", "=", True)])]
        carried_on = [successor for manual, successor in pairs if manual == channel_id and successor]
        return tuple(carried_on or [manual for manual, successor in pairs if successor == channel_id])
