from odoo import api, fields, models

from ..tools.forgetting import FORGOTTEN, telling_fields


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
    opted_out_at = fields.Datetime(
        "Wants no notices since",
        readonly=True,
        copy=False,
        help="Only answers to the person's own messages leave.",
    )
    is_group = fields.Boolean("Group", readonly=True, help="A chat of many people, not a person.")

    doubtful_id = fields.Many2one(
        "lalisa.contact",
        "May be the same person as",
        readonly=True,
        index="btree_not_null",
        help="The provider gave this person an id that another one has already; a person decides, no machine.",
    )

    _external_uniq = models.Constraint("UNIQUE(channel_id, external_id)", "This person is known already.")

    def _compute_display_name(self):
        for contact in self:
            contact.display_name = contact.name or contact.phone or self.env._("Contact %s", contact.id)

    @api.model
    def _find_or_create(self, channel, parsed):
        """Return the contact of a parsed message, made when it is new and completed when more is known now.

        :param parsed: `InboundMessage`
        """
        ids = [known for known in (parsed.external_id, parsed.alternative_id) if known]
        found = self._search_by_ids(channel, ids)
        contact = found and found._choose_sender(parsed)
        if not contact:
            return self.create(
                {
                    "channel_id": channel.id,
                    "external_id": parsed.external_id,
                    "alternative_id": parsed.alternative_id,
                    "name": parsed.name,
                    "phone": parsed.phone,
                }
            )
        confirmed = getattr(parsed, "own_card", False) and parsed.phone
        news = {"phone": confirmed or contact.phone or parsed.phone, "name": contact.name or parsed.name}
        other = [known for known in ids if known != contact.external_id]
        news["alternative_id"] = contact.alternative_id or (other[0] if other else False)
        changed = {name: value for name, value in news.items() if value and value != contact[name]}
        if changed:
            contact.write(changed)
        return contact

    @api.model
    def _find_or_create_group(self, channel, event):
        """Return the contact that stands for a chat of many people.

        :param event: `GroupEvent`
        """
        group = self._search_by_ids(channel, [event.external_id])[:1]
        if not group:
            return self.create(
                {"channel_id": channel.id, "external_id": event.external_id, "name": event.title, "is_group": True}
            )
        if event.title and group.name != event.title:
            group.name = event.title
        return group

    def _choose_sender(self, parsed):
        """Return which of the contacts found is the sender; two people are never joined by a machine.

        A telephone number goes from one person to the next, the provider's own id of a person does not: whoever has
        another id than this sender loses the number to a new contact.
        """
        both = parsed.external_id and parsed.alternative_id
        same = self.filtered(lambda one: parsed.alternative_id in (one.external_id, one.alternative_id))
        if both and same:
            rest = self - same
            if rest and not same[0].doubtful_id:
                same[0].doubtful_id = rest[0]
            return same[0]
        if both and self and self[0].alternative_id:
            self[0]._lose_number()
            return self.browse()
        return self[:1]

    def _lose_number(self):
        """Leave the person the provider's own id alone, whichever of the two it was known by first."""
        own = next((one for one in (self.external_id, self.alternative_id) if not one.isdigit()), self.alternative_id)
        self.write({"external_id": own, "alternative_id": False, "phone": False})
        self.flush_recordset()

    @api.model
    def _change_ids(self, channel, change):
        """Give a person new ids; the history stays. An id that somebody else has joins nobody, it is marked.

        :param change: `IdentityChange`
        :return: whether the person is known here
        """
        contact = self._search_by_ids(channel, change.old_ids)
        if not contact:
            return False
        other = self._search_by_ids(channel, [change.phone, change.user_id]) - contact
        if other and contact.is_group:
            # Who wrote in the group's new chat first made a second one; nothing is kept with it.
            other.external_id = f"{other.external_id}/{other.id}"
            other.flush_recordset()
        elif other:
            contact.doubtful_id = other[0]
            return True
        phone = change.phone or (contact.phone or "").lstrip("+")
        user_id = change.user_id or next(
            (known for known in (contact.external_id, contact.alternative_id) if known and not known.isdigit()), ""
        )
        contact.write(
            {
                "external_id": phone or user_id,
                "alternative_id": user_id if phone else False,
                "phone": f"+{phone}" if phone else False,
            }
        )
        return True

    @api.model
    def _search_by_ids(self, channels, ids):
        """Return the contacts on channels that have one of the provider's ids, oldest first."""
        ids = [known for known in ids if known]
        return self.search(
            [
                ("channel_id", "in", channels.ids),
                "|",
                ("external_id", "in", ids),
                ("alternative_id", "in", ids),
            ],
            order="id",
        )

    def _opt_out(self):
        """Note that the person wants no notices: what has not left is taken back, and no other leaves."""
        for contact in self.filtered(lambda one: not one.opted_out_at):
            contact.opted_out_at = fields.Datetime.now()
            waiting = self.env["lalisa.message"].search(
                [
                    ("conversation_id.contact_id", "=", contact.id),
                    ("state", "=", "queued"),
                    ("unasked", "!=", False),
                ]
            )
            waiting._cancel_queued(waiting._get_unwanted_reason())

    def _opt_in(self):
        """Note that the person wants notices again; what was not sent meanwhile stays so."""
        self.filtered("opted_out_at").opted_out_at = False

    def _forget_content(self):
        """Forget the person: their next message makes a new contact and a new conversation."""
        for contact in self.sudo():
            contact.write(
                {
                    **dict.fromkeys(telling_fields(contact) - {"external_id"}, False),
                    "external_id": FORGOTTEN % contact.id,
                    "doubtful_id": False,
                }
            )

    def _is_retained(self):
        """Tell whether this person has been forgotten."""
        return self.external_id == FORGOTTEN % self.id
