"""What a WhatsApp status tells of a message of ours. A pure function."""

from odoo.addons.lalisa_messaging.tools.driver_types import DeliveryStatus

from . import error_codes, reading

STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}


def parse(status):
    """:return: `DeliveryStatus`; None for a state that we do not know"""
    state = STATES.get(reading.text(status.get("status")))
    if not state:
        return None
    errors = [reading.as_dict(error) for error in reading.as_list(status, "errors")]
    code = errors[0].get("code") if errors else None
    pricing = reading.as_dict(status.get("pricing"))
    return DeliveryStatus(
        provider_message_id=status["id"],
        state=state,
        occurred_at=reading.moment(status.get("timestamp")),
        client_ref=reading.text(status.get("biz_opaque_callback_data")),
        failure_type=error_codes.failure_of(code) if errors else "",
        failure_reason=error_codes.reason_of(code) if errors else "",
        aftermath=error_codes.aftermath_of(code) if errors else "",
        price_category=reading.text(pricing.get("category"))[:40],
        billable=pricing.get("billable") is True,
    )
