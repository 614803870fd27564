"""The texts that an office has edited stay; they learn which step they belong to and what they may say."""

STAGES = {
    "received": "receive",
    "returned": "waiting_reporter",
    "verified": "field_check",
    "forwarded": "dispatch",
    "acted": "resolve",
    "result": "delivery",
    "referred": "referred",
    "unsuitable": "unsuitable",
    "duplicate": "duplicate",
    "cancelled": "cancelled",
    "unanswered": "unanswered",
}
VAGUE = ("received", "returned", "referred", "unsuitable", "duplicate", "cancelled", "unanswered")
NEUTRAL = ("received", "verified", "result_neutral", "cancelled", "unanswered")


def migrate(cr, version):
    for code, stage in STAGES.items():
        cr.execute(
            """UPDATE lalisa_message_template SET kind = 'notice',
                      stage_id = (SELECT id FROM lalisa_stage WHERE code = %s) WHERE code = %s""",
            (stage, code),
        )
    cr.execute(
        "UPDATE lalisa_message_template SET covert_safe = true WHERE code = ANY(%s)", (list(VAGUE),)
    )
    cr.execute(
        "UPDATE lalisa_message_template SET neutral = true WHERE code = ANY(%s)", (list(NEUTRAL),)
    )
    cr.execute("UPDATE lalisa_message_template SET kind = 'quick' WHERE quick_reply")
    # Messages so far belong to the newest complaint of their conversation that stood by then.
    cr.execute(
        """UPDATE lalisa_message m SET complaint_id = (
               SELECT c.id FROM lalisa_complaint c WHERE c.conversation_id = m.conversation_id
                  AND c.registered_at <= m.create_date + interval '1 minute' ORDER BY c.id DESC LIMIT 1),
               seen_at = CASE WHEN direction = 'inbound' THEN now() AT TIME ZONE 'UTC' END
            WHERE complaint_id IS NULL"""
    )
