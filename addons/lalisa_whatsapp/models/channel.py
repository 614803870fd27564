import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import management
from .account import build_account

# Where Meta keeps files; a setting, for Meta names them in examples only.
MEDIA_HOSTS = "graph.facebook.com,lookaside.fbsbx.com,*.fbcdn.net"
SECRETS = ("app_secret", "access_token", "verify_token")


class LalisaChannel(models.Model):
    """A telephone number on the WhatsApp Cloud API."""

    _inherit = "lalisa.channel"

    driver = fields.Selection(selection_add=[("whatsapp", "WhatsApp")], ondelete={"whatsapp": "cascade"})
    whatsapp_phone_number_id = fields.Char(
        "Phone number ID", groups="lalisa_messaging.group_manager", clears_cache=True
    )
    whatsapp_waba_id = fields.Char(
        "WhatsApp business account ID", groups="lalisa_messaging.group_manager", clears_cache=True
    )
    whatsapp_display_number = fields.Char("Number")
    whatsapp_version = fields.Char("Graph API version", default="v26.0")
    # Written, never read back: what is shown is always empty.
    whatsapp_app_secret = fields.Char(
        "App secret", compute="_compute_secrets", inverse="_inverse_app_secret", groups="lalisa_messaging.group_manager"
    )
    whatsapp_access_token = fields.Char(
        "Access token",
        compute="_compute_secrets",
        inverse="_inverse_access_token",
        groups="lalisa_messaging.group_manager",
    )
    whatsapp_verify_token = fields.Char(
        "Verify token",
        compute="_compute_secrets",
        inverse="_inverse_verify_token",
        groups="lalisa_messaging.group_manager",
    )

    whatsapp_secrets_kept = fields.Char(
        "Secrets kept", compute="_compute_secrets_kept", groups="lalisa_messaging.group_manager"
    )
    webhook_is_public = fields.Boolean(compute="_compute_webhook_is_public")
    whatsapp_template_ids = fields.One2many("lalisa.whatsapp.template", "channel_id")
    whatsapp_quality = fields.Char("Quality of the number", readonly=True)
    whatsapp_subscribed = fields.Char("Apps that get the webhooks", readonly=True)

    def _compute_secrets_kept(self):
        """Show which of the secrets there are; never what they are."""
        # Only whether a row is there; the group of the field is the right.
        secrets_sudo = self.env["lalisa.channel.secret"].sudo()
        for channel in self:
            kept = [name for name in SECRETS if channel.id and secrets_sudo._get_stored(channel.id, name)]
            labels = channel.fields_get([f"whatsapp_{name}" for name in kept], ["string"])
            channel.whatsapp_secrets_kept = ", ".join(labels[f"whatsapp_{name}"]["string"] for name in kept)

    def _compute_webhook_is_public(self):
        for channel in self:
            channel.webhook_is_public = channel.get_base_url().startswith("https://")

    @api.constrains("whatsapp_version")
    def _check_version(self):
        for channel in self:
            if channel.whatsapp_version and not re.fullmatch(r"v\d{2}\.\d", channel.whatsapp_version):
                raise ValidationError(self.env._("The Graph API version looks like v26.0."))

    def _compute_secrets(self):
        for channel in self:
            for name in SECRETS:
                channel[f"whatsapp_{name}"] = False

    def _keep_written(self, name):
        for channel in self:
            if value := channel[f"whatsapp_{name}"]:
                channel._set_secret(name, value)

    def _inverse_app_secret(self):
        self._keep_written("app_secret")

    def _inverse_access_token(self):
        self._keep_written("access_token")

    def _inverse_verify_token(self):
        self._keep_written("verify_token")

    def _get_api_base_url(self):
        return "https://graph.facebook.com" if self.driver == "whatsapp" else super()._get_api_base_url()

    def _get_media_hosts(self):
        """Return Meta's own hosts, or those that the office's setting names."""
        if self.driver != "whatsapp":
            return super()._get_media_hosts()
        parameters = self.env["ir.config_parameter"].sudo()  # a setting of the connector, read for its own work
        hosts = parameters.get_param("lalisa_whatsapp.media_hosts", MEDIA_HOSTS)
        return tuple(host.strip() for host in hosts.split(",") if host.strip())

    # -- what Meta says of the account -----------------------------------------------------------

    def _ask_meta(self, question):
        """Ask Meta something with the channel's token.

        :raises UserError: what Meta answers, in a sentence
        """
        self.ensure_one()
        self.check_access("write")
        try:
            return question(build_account(self))
        except management.Refused as refused:
            raise UserError(str(refused)) from None

    def action_test_whatsapp(self):
        """Ask Meta for the number's own data and for whom its webhooks go to.

        :raises UserError: what Meta answers, in a sentence
        """
        found = self._ask_meta(management.get_number)
        subscribed = self._ask_meta(management.get_subscriptions)
        self.write(
            {
                "whatsapp_quality": found.get("quality_rating") or False,
                "tested_at": fields.Datetime.now(),
                "whatsapp_subscribed": ", ".join(filter(None, subscribed)) or False,
                "whatsapp_display_number": self.whatsapp_display_number or found.get("display_phone_number"),
            }
        )
        if not subscribed:
            return self._notify_user(
                "warning",
                self.env._(
                    "Connected: %s. No app gets its webhooks yet: press Subscribe.",
                    found.get("display_phone_number", ""),
                ),
            )
        return self._notify_user("success", self.env._("Connected: %s", found.get("display_phone_number", "")))

    def action_subscribe_whatsapp(self):
        """Ask Meta to send this account's webhooks here; without it no message of a citizen comes.

        :raises UserError: what Meta answers, in a sentence
        """
        self._ask_meta(management.subscribe_app)
        self.whatsapp_subscribed = ", ".join(filter(None, self._ask_meta(management.get_subscriptions))) or False
        return self._notify_user("success", self.env._("Subscribed: messages of citizens come here now."))

    def action_sync_templates(self):
        """Bring the list of templates to what Meta has.

        :raises UserError: what Meta answers, in a sentence
        """
        told = self._ask_meta(management.get_templates)
        self.env["lalisa.whatsapp.template"]._take_over(self, told)
        return self._notify_user("success", self.env._("%s templates are at Meta.", len(told)))

    def _keep_notice(self, notice):
        """Keep what Meta says; a word about a template also changes what we know of it."""
        super()._keep_notice(notice)
        if notice.template:
            known = self.env["lalisa.whatsapp.template"].search(
                [
                    ("channel_id", "=", self.id),
                    ("name", "=", notice.template["name"]),
                    ("language", "=", notice.template["language"]),
                ]
            )
            known.write({name: value for name, value in notice.template.items() if name not in ("name", "language")})

    def _notify_user(self, kind, text):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": text,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
