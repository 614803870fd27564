"""Inside `odoo shell`: a notice for each of many people who have just written."""

# ruff: noqa: F821
import datetime

channel = env["lalisa.channel"].search([("webhook_key", "=", "demo-whatsapp")])
for number in range(count):
    contact = env["lalisa.contact"].create({"channel_id": channel.id, "external_id": f"628099{number:07d}"})
    conversation = env["lalisa.conversation"].create(
        {
            "channel_id": channel.id,
            "contact_id": contact.id,
            "last_inbound_at": datetime.datetime.now(),
        }
    )
    conversation._queue_message(f"Aduan Bapak/Ibu sedang diproses ({number}).")
env.cr.commit()
print("LALISA_BENCH true")
