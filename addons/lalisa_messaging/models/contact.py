from odoo import api, fields, models


class LalisaContact(models.Model):
    """A person on a channel. The key is the provider's id as text; a telephone number may be missing."""

    _name = "lalisa.contact"
    _description = "Contact on a channel"
    _rec_name = "name"

    channel_id = fields.Many2one("lalisa.channel", required=True, index=True, ondelete="restrict")
    external_id = fields.Char(required=True, readonly=True)
    alternative_id = fields.Char(readonly=True, index="btree_not_null")
    name = fields.Char(help="As the person calls themselves; not confirmed.")
    phone = fields.Char()
    unreachable = fields.Boolean(help="The provider says that messages do not arrive.")

    _external_uniq = models.Constraint("UNIQUE(channel_id, external_id)", "This person is known already.")

    def _compute_display_name(self):
        for contact in self:
            contact.display_name = contact.name or contact.phone or self.env._("Contact %s", contact.id)

    @api.model
    def _of(self, channel, parsed):
        """The contact of a parsed message, made when it is new and completed when more is known now.

        :param parsed: `InboundMessage`
        """
        ids = [known for known in (parsed.external_id, parsed.alternative_id) if known]
        contact = self.search([
            ("channel_id", "=", channel.id), "|", ("external_id", "in", ids), ("alternative_id", "in", ids),
        ], limit=1, order="id")
        if not contact:
            return self.create({
                "channel_id": channel.id, "external_id": parsed.external_id, "alternative_id": parsed.alternative_id,
                "name": parsed.name, "phone": parsed.phone,
            })
        news = {"phone": contact.phone or parsed.phone, "name": contact.name or parsed.name}
        other = [known for known in ids if known != contact.external_id]
        news["alternative_id"] = contact.alternative_id or (other[0] if other else False)
        changed = {name: value for name, value in news.items() if value and value != contact[name]}
        if changed:
            contact.write(changed)
        return contact
