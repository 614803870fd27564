import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import management
from .account import build_account

NAME = re.compile(r"[a-z0-9_]{1,512}")
MAX_BODY = 1024
# Meta may invent more; whatever it is, only this one can be sent.
APPROVED = "APPROVED"


class LalisaWhatsappTemplate(models.Model):
    """A message template at Meta, as it stands there or as a draft: the only way to speak after 24 hours of silence."""

    _name = "lalisa.whatsapp.template"
    _description = "WhatsApp template"
    _order = "channel_id, name, language"

    channel_id = fields.Many2one(
        "lalisa.channel", required=True, index=True, ondelete="cascade", domain=[("driver", "=", "whatsapp")]
    )
    name = fields.Char(required=True, help="Small letters, digits and underscores.")
    language = fields.Char(required=True, default="id")
    category = fields.Selection(
        [("UTILITY", "Utility"), ("MARKETING", "Marketing"), ("AUTHENTICATION", "Authentication")],
        required=True,
        default="UTILITY",
        help="Meta decides by it what a message costs.",
    )
    body = fields.Text(required=True, help="With {{1}}, {{2}}, … where values are put in.")
    status = fields.Char(readonly=True, default="DRAFT", help="As Meta names it; only APPROVED can be sent.")
    status_name = fields.Char("State", compute="_compute_names")
    quality = fields.Char(readonly=True)
    quality_name = fields.Char("Quality at Meta", compute="_compute_names")
    reason = fields.Char("Why it was refused", readonly=True)
    provider_id = fields.Char(readonly=True)
    synced_at = fields.Datetime(readonly=True)
    places = fields.Integer("Values", compute="_compute_places")
    preview = fields.Text(compute="_compute_places")

    _name_uniq = models.Constraint("UNIQUE(channel_id, name, language)", "This template is here already.")

    @api.depends("status", "quality")
    @api.depends_context("lang")
    def _compute_names(self):
        """Meta's words in the office's; a word that Meta has invented since stays as it is."""
        states = {
            "DRAFT": self.env._("Draft"),
            "PENDING": self.env._("Waiting for approval"),
            APPROVED: self.env._("Approved"),
            "REJECTED": self.env._("Rejected"),
            "PAUSED": self.env._("Paused"),
            "DISABLED": self.env._("Switched off"),
            "DELETED": self.env._("No longer at Meta"),
            "IN_APPEAL": self.env._("Appealed"),
            "PENDING_DELETION": self.env._("Being deleted"),
            "LIMIT_EXCEEDED": self.env._("Too many templates"),
            "FLAGGED": self.env._("Flagged"),
        }
        qualities = {
            "GREEN": self.env._("Good"),
            "YELLOW": self.env._("Medium"),
            "RED": self.env._("Low"),
            "UNKNOWN": self.env._("Not rated yet"),
        }
        for template in self:
            template.status_name = states.get(template.status, template.status)
            template.quality_name = qualities.get(template.quality, template.quality)

    @api.depends("body")
    def _compute_places(self):
        for template in self:
            try:
                template.places = management.count_places(template.body)
            except ValueError:
                template.places = 0
            template.preview = management.fill_template(template.body, self._get_examples(template.places))

    @api.constrains("name", "body", "status")
    def _check_form(self):
        """Refuse what Meta would refuse; what Meta itself has told of is taken as it is."""
        for template in self.filtered(lambda one: one.status == "DRAFT"):
            if not NAME.fullmatch(template.name):
                raise ValidationError(self.env._("A template's name has small letters, digits and underscores only."))
            if len(template.body) > MAX_BODY:
                raise ValidationError(self.env._("A template's text has at most %s characters.", MAX_BODY))
            try:
                management.count_places(template.body)
            except ValueError:
                raise ValidationError(
                    self.env._("The places of a template are numbered {{1}}, {{2}}, … without a gap.")
                ) from None

    @api.model
    def _get_examples(self, count):
        """Return made-up values, for Meta's examiners and for the preview."""
        return ["LL-26-0042", "sedang diproses", "24 November 2026", *("contoh" for _ in range(count))][:count]

    def action_submit(self):
        """Hand the draft in at Meta; its approval comes by webhook or with the next synchronisation.

        :raises UserError: what Meta answers, in a sentence
        """
        self.check_access("write")
        for template in self:
            try:
                template.provider_id, template.status = management.submit_template(
                    build_account(template.channel_id),
                    template.name,
                    template.language,
                    template.category,
                    template.body,
                    self._get_examples(template.places),
                )
            except management.Refused as refused:
                raise UserError(str(refused)) from None

    @api.model
    def _take_over(self, channel, told):
        """Bring the templates of a channel to what Meta tells; those that Meta no longer has are marked, not lost.

        :param told: list of Meta's dicts
        """
        known = {(one.name, one.language): one for one in self.search([("channel_id", "=", channel.id)])}
        for values in filter(None, map(_read_template, told)):
            found = known.pop((values["name"], values["language"]), None)
            values["synced_at"] = fields.Datetime.now()
            found.write(values) if found else self.create({**values, "channel_id": channel.id})
        for gone in known.values():
            if gone.status != "DRAFT":
                gone.status = "DELETED"

    @api.model
    def _why_not(self, channel, template):
        """Return why a template cannot be sent, as a sentence; empty where it can, or where Meta was never asked.

        :param template: {'name', 'language', 'params': [text]}
        """
        known = self.search([("channel_id", "=", channel.id), ("status", "!=", "DRAFT")])
        found = known.filtered(lambda one: (one.name, one.language) == (template["name"], template["language"]))
        if not known:
            return ""
        if not found:
            return self.env._("WhatsApp has no template %s: hand it in, or telephone the reporter.", template["name"])
        if found.status != APPROVED:
            return self.env._(
                "The template %(name)s is not approved (%(status)s): telephone the reporter.",
                name=found.name,
                status=found.status,
            )
        if found.places != len(template["params"]):
            return self.env._(
                "The template %(name)s takes %(places)s values and gets %(given)s: correct it at Meta.",
                name=found.name,
                places=found.places,
                given=len(template["params"]),
            )
        return ""


def _read_template(told):
    """Our fields from Meta's dict; None for what has no name."""
    name, language = told.get("name"), told.get("language")
    if not name or not language:
        return None
    parts = [part for part in told.get("components") or [] if isinstance(part, dict) and part.get("type") == "BODY"]
    quality = told.get("quality_score")
    category = str(told.get("category") or "UTILITY")
    return {
        "name": str(name),
        "language": str(language),
        "status": str(told.get("status") or "?"),
        "category": category if category in ("UTILITY", "MARKETING", "AUTHENTICATION") else "UTILITY",
        "body": str(parts[0].get("text") or "-") if parts else "-",
        "provider_id": str(told.get("id") or ""),
        "quality": str(quality.get("score") or "") if isinstance(quality, dict) else "",
        "reason": "" if told.get("rejected_reason") in (None, "NONE") else str(told["rejected_reason"]),
    }
