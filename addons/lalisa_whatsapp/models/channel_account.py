from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import management


class LalisaChannel(models.Model):
    """The screen's questions to Meta about the account."""

    _inherit = "lalisa.channel"

    whatsapp_template_ids = fields.One2many("lalisa.whatsapp.template", "channel_id")
    whatsapp_quality = fields.Char("Quality of the number", readonly=True)
    whatsapp_subscribed = fields.Char("Apps that get the webhooks", readonly=True)

    def _account(self):
        """Where and with what right to ask about this number.

        :return: `management.Account`
        """
        return management.Account(
            f"{self._api_base_url()}/{self.whatsapp_version}", self._secret("access_token") or "",
            self.whatsapp_phone_number_id or "", self.whatsapp_waba_id or "",
        )

    def _ask_meta(self, question):
        """:raises UserError: what Meta answers, in a sentence"""
        self.ensure_one()
        self.check_access("write")
        try:
            return question(self._account())
        except management.Refused as refused:
            raise UserError(str(refused)) from None

    def action_test_whatsapp(self):
        """Asks Meta for the number's own data and for whom its webhooks go to.

        :raises UserError: what Meta answers, in a sentence
        """
        found = self._ask_meta(management.number)
        subscribed = self._ask_meta(management.subscriptions)
        self.write({
            "whatsapp_quality": found.get("quality_rating") or False, "tested_at": fields.Datetime.now(),
            "whatsapp_subscribed": ", ".join(filter(None, subscribed)) or False,
            "whatsapp_display_number": self.whatsapp_display_number or found.get("display_phone_number"),
        })
        if not subscribed:
            return self._told("warning", self.env._(
                "Connected: %s. No app gets its webhooks yet: press Subscribe.", found.get("display_phone_number", "")
            ))
        return self._told("success", self.env._("Connected: %s", found.get("display_phone_number", "")))

    def action_subscribe_whatsapp(self):
        """Asks Meta to send this account's webhooks here; without it no message of a citizen comes.

        :raises UserError: what Meta answers, in a sentence
        """
        self._ask_meta(management.subscribe)
        self.whatsapp_subscribed = ", ".join(filter(None, self._ask_meta(management.subscriptions))) or False
        return self._told("success", self.env._("Subscribed: messages of citizens come here now."))

    def action_sync_templates(self):
        """Brings the list of templates to what Meta has.

        :raises UserError: what Meta answers, in a sentence
        """
        told = self._ask_meta(management.templates)
        self.env["lalisa.whatsapp.template"]._take_over(self, told)
        return self._told("success", self.env._("%s templates are at Meta.", len(told)))

    def _notice(self, notice):
        """A word about a template also changes what we know of it."""
        super()._notice(notice)
        if notice.template:
            known = self.env["lalisa.whatsapp.template"].search([
                ("channel_id", "=", self.id), ("name", "=", notice.template["name"]),
                ("language", "=", notice.template["language"]),
            ])
            known.write({name: value for name, value in notice.template.items() if name not in ("name", "language")})

    def _told(self, kind, text):
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {
            "type": kind, "message": text, "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        }}
