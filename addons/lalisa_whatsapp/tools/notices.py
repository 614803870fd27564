"""What Meta tells of the account, its number, and its templates: sentences for the office. Pure functions."""

from odoo.addons.lalisa_messaging.tools.driver_types import ChannelNotice

from . import error_codes, reading

FIELDS = (
    "account_update",
    "account_alerts",
    "phone_number_quality_update",
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
    "business_capability_update",
    "security",
)
BAD_TEMPLATE = ("REJECTED", "PAUSED", "DISABLED", "FLAGGED")
BAD_ACCOUNT = ("DISABLED_UPDATE", "ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "ACCOUNT_DELETED", "PARTNER_REMOVED")
BANNED = ("DISABLE", "DISABLED")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")


def parse_notice(field: object, value: dict) -> ChannelNotice | None:
    """Return a notice worth showing to people, or None for what is kept only."""
    if field == "message_template_status_update":
        return _parse_template_status(value)
    if field == "account_update":
        return _parse_account(value)
    if field == "phone_number_quality_update":
        event = _cut_word(value.get("event"))
        limit = _cut_word(value.get("current_limit") or value.get("max_daily_conversations_per_business"))
        text = f"WhatsApp mengubah mutu atau batas nomor: {event} ({limit})."
        return ChannelNotice(text, alarm=event in ("FLAGGED", "DOWNGRADE"))
    if field == "account_alerts":
        return ChannelNotice(f"Peringatan akun dari WhatsApp: {_cut_word(value.get('alert_type'))}.", alarm=True)
    return OTHERS[field](value) if field in OTHERS else None


def _parse_quality(value: dict) -> ChannelNotice:
    name, score = _cut_word(value.get("message_template_name")), _cut_word(value.get("new_quality_score"))
    known = {"name": name, "language": _cut_word(value.get("message_template_language")), "quality": score}
    return ChannelNotice(f"Mutu templat {name} kini {score}.", alarm=score == "RED", template=known)


def _parse_category(value: dict) -> ChannelNotice:
    """Meta prices a message by its template's category."""
    name, new = _cut_word(value.get("message_template_name")), _cut_word(value.get("new_category"))
    known = {"name": name, "language": _cut_word(value.get("message_template_language"))}
    if new in CATEGORIES:
        known["category"] = new
    return ChannelNotice(
        f"WhatsApp mengubah kategori templat {name} menjadi {new}; harganya dapat berubah.", alarm=True, template=known
    )


def _parse_limits(value: dict) -> ChannelNotice:
    told = ", ".join(f"{_cut_word(name)}: {_cut_word(given)}" for name, given in value.items())
    return ChannelNotice(f"Batas akun WhatsApp: {told[:300]}.")


def _parse_security(value: dict) -> ChannelNotice:
    return ChannelNotice(
        f"WhatsApp melaporkan perubahan keamanan nomor: {_cut_word(value.get('event'))}. Bila bukan dari kantor, "
        "periksa akun di Meta Business Suite.",
        alarm=True,
    )


def _parse_template_status(value: dict) -> ChannelNotice:
    event, name = _cut_word(value.get("event")), _cut_word(value.get("message_template_name"))
    reason = f" Alasan: {_cut_word(value.get('reason'))}." if value.get("reason") not in (None, "NONE") else ""
    language = _cut_word(value.get("message_template_language"))
    known = {"name": name, "language": language, "status": event}
    if reason:
        known["reason"] = _cut_word(value.get("reason"))
    return ChannelNotice(f"Templat {name} ({language}): {event}.{reason}", alarm=event in BAD_TEMPLATE, template=known)


def _parse_account(value: dict) -> ChannelNotice:
    event = _cut_word(value.get("event"))
    ban = value.get("ban_info") if isinstance(value.get("ban_info"), dict) else {}
    state = _cut_word(ban.get("waba_ban_state"))
    shown = f"{event}, {state}" if state else event
    return ChannelNotice(
        f"WhatsApp mengubah keadaan akun: {shown}. Buka Meta Business Suite, bagian Kualitas Akun.",
        alarm=event in BAD_ACCOUNT,
        pause=state in BANNED,
    )


def _parse_errors(value: dict) -> ChannelNotice | None:
    errors = [error for error in reading.as_list(value, "errors") if isinstance(error, dict)]
    if not errors:
        return None
    code = errors[0].get("code")
    return ChannelNotice(f"Galat dari WhatsApp: {error_codes.get_reason(code)}", alarm=True)


def _cut_word(value: object) -> str:
    return str(value or "")[:80]


OTHERS = {
    "errors": _parse_errors,
    "message_template_quality_update": _parse_quality,
    "template_category_update": _parse_category,
    "business_capability_update": _parse_limits,
    "security": _parse_security,
}
