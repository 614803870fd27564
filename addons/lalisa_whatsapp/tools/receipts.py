"""What a WhatsApp status tells of a message of ours. A pure function."""

from odoo.addons.lalisa_messaging.tools.driver_types import DeliveryStatus

from . import error_codes, reading

STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}


def parse_status(status: dict) -> DeliveryStatus | None:
    """Return what became of a message of ours; None for a state that we do not know."""
    state = STATES.get(reading.as_text(status.get("status")))
    if not state:
        return None
    errors = [reading.as_dict(error) for error in reading.as_list(status, "errors")]
    code = errors[0].get("code") if errors else None
    pricing = reading.as_dict(status.get("pricing"))
    return DeliveryStatus(
        provider_message_id=status["id"],
        state=state,
        occurred_at=reading.as_moment(status.get("timestamp")),
        client_ref=reading.as_text(status.get("biz_opaque_callback_data")),
        failure_type=error_codes.get_failure_type(code) if errors else "",
        failure_reason=error_codes.get_reason(code) if errors else "",
        aftermath=error_codes.get_aftermath(code) if errors else "",
        price_category=reading.as_text(pricing.get("category"))[:40],
        billable=pricing.get("billable") is True,
    )
