"""What Meta tells of the account, its number, and its templates: sentences for the office. Pure functions."""
from odoo.addons.lalisa_messaging.tools.driver_types import ChannelNotice

from . import error_codes

FIELDS = (
    "account_update", "account_alerts", "phone_number_quality_update", "message_template_status_update",
    "message_template_quality_update", "template_category_update", "business_capability_update", "security",
)
BAD_TEMPLATE = ("REJECTED", "PAUSED", "DISABLED", "FLAGGED")
BAD_ACCOUNT = ("DISABLED_UPDATE", "ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "ACCOUNT_DELETED", "PARTNER_REMOVED")
BANNED = ("DISABLE", "DISABLED")


def parse(field, value):
    """A notice worth showing to people, or None for what is kept only."""
    if field == "message_template_status_update":
        return _template(value)
    if field == "account_update":
        return _account(value)
    if field == "phone_number_quality_update":
        event = _word(value.get("event"))
        text = f"WhatsApp mengubah mutu atau batas nomor: {event} ({_word(value.get('current_limit'))})."
        return ChannelNotice(text, alarm=event in ("FLAGGED", "DOWNGRADE"))
    if field == "account_alerts":
        return ChannelNotice(f"Peringatan akun dari WhatsApp: {_word(value.get('alert_type'))}.", alarm=True)
    if field == "errors":
        return _errors(value)
    return None


def _template(value):
    event, name = _word(value.get("event")), _word(value.get("message_template_name"))
    reason = f" Alasan: {_word(value.get('reason'))}." if value.get("reason") not in (None, "NONE") else ""
    language = _word(value.get("message_template_language"))
    known = {"name": name, "language": language, "status": event}
    if reason:
        known["reason"] = _word(value.get("reason"))
    return ChannelNotice(f"Templat {name} ({language}): {event}.{reason}", alarm=event in BAD_TEMPLATE, template=known)


def _account(value):
    event = _word(value.get("event"))
    ban = value.get("ban_info") if isinstance(value.get("ban_info"), dict) else {}
    state = _word(ban.get("waba_ban_state"))
    shown = f"{event}, {state}" if state else event
    return ChannelNotice(
        f"WhatsApp mengubah keadaan akun: {shown}. Buka Meta Business Suite, bagian Kualitas Akun.",
        alarm=event in BAD_ACCOUNT, pause=state in BANNED,
    )


def _errors(value):
    errors = [error for error in value.get("errors") or [] if isinstance(error, dict)]
    if not errors:
        return None
    code = errors[0].get("code")
    return ChannelNotice(f"Galat dari WhatsApp: {error_codes.reason_of(code)}", alarm=True)


def _word(value):
    return str(value or "")[:80]
