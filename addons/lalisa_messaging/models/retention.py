from odoo import fields, models
from odoo.tools import SQL

TOMBSTONE = "(dihapus sesuai masa retensi)"
FORGOTTEN = "forgotten/%s"  # in the place of a provider's id; no provider has such a one
# What can hold words, names, numbers, places or bytes; a field of these types goes unless it is named below.
TELLING = ("char", "text", "html", "json", "float", "binary")
# Our own marks, which tell of nobody: reference, purpose and price of a message, why it failed, a file's fingerprint.
MESSAGE_KEEPS = {"client_ref", "purpose", "failure_type", "price_category", "media_sha256"}


def telling_fields(model):
    """The names of a model's stored fields that can hold words, names, numbers, places or bytes.

    :param model: a recordset
    """
    return {
        name for name, field in model._fields.items()
        if field.type in TELLING and field.store and not field.related and not field.compute
    }


class LalisaMessage(models.Model):
    _inherit = "lalisa.message"

    def _retain(self):
        """Takes words, places, files and the provider's ids out; who wrote when on which channel stays.

        A provider's id of a message may hold the person's telephone number.
        """
        # Retention is the office's rule, carried out by its own job.
        messages_sudo = self.sudo()
        self.env["ir.attachment"].sudo().with_context(skip_res_field_check=True).search([
            ("res_model", "=", self._name), ("res_id", "in", self.ids), ("id", "!=", False),
        ]).unlink()
        messages_sudo.filtered("body").write({"body": TOMBSTONE})
        messages_sudo.write(dict.fromkeys(telling_fields(self) - MESSAGE_KEEPS - {"body"}, False))
        messages_sudo.filtered(lambda one: one.state == "queued").write({"state": "cancelled"})


class LalisaContact(models.Model):
    _inherit = "lalisa.contact"

    def _retain(self):
        """Forgets the person: their next message makes a new contact and a new conversation."""
        for contact in self.sudo():
            contact.write({
                **dict.fromkeys(telling_fields(contact) - {"external_id"}, False),
                "external_id": FORGOTTEN % contact.id, "doubtful_id": False,
            })

    def _is_retained(self):
        """Whether this person has been forgotten."""
        return self.external_id == FORGOTTEN % self.id


class LalisaConversation(models.Model):
    _inherit = "lalisa.conversation"

    def _retain(self):
        """Takes all that was said and the person out of conversations whose cases have been through retention."""
        for conversation in self:
            conversation.message_ids._retain()
            # As retention itself: events have no rights of their own.
            self.env["lalisa.webhook.event"].sudo()._forget(conversation.contact_id, fields.Datetime.now())
            conversation.contact_id._retain()
        self.write(dict.fromkeys(telling_fields(self), False))


class LalisaWebhookEvent(models.Model):
    _inherit = "lalisa.webhook.event"

    def _forget(self, contact, until):
        """Takes out what a provider sent of a person up to a moment: handled events, and a dead one's words.

        :param contact: one `lalisa.contact`, possibly empty
        :param until: naive UTC datetime; what is still to be handled stays
        """
        ids = [known for known in (contact.external_id, contact.alternative_id) if known]
        if not ids or contact._is_retained():
            return
        found = self.env.execute_query(SQL(
            """SELECT id FROM lalisa_webhook_event WHERE channel_id = %s AND received_at <= %s AND state <> 'new'
                  AND (conversation_key = ANY(%s) OR payload::text LIKE ANY(%s))""",
            contact.channel_id.id, until, ids, [f"%{known}%" for known in ids],
        ))
        events = self.browse(row[0] for row in found)
        for event in events.filtered(lambda one: one.state == "dead"):
            mark = FORGOTTEN % event.id
            event.write({
                "payload": {}, "error": False, "awaits": False, "state": "ignored", "dedup_key": mark,
                "conversation_key": mark,
            })
        events.filtered(lambda one: one.dedup_key != FORGOTTEN % one.id).unlink()
