"""From the office's own phone to the Cloud API: the same person, one history."""

import base64
import importlib.util
from pathlib import Path

from tests.walk.citizen import Citizen
from tests.walk.test_complaint_walk import Walk, do_dispatch_steps, do_operator_steps, do_verify_steps

CHATS = Path(__file__).parents[2] / "addons/lalisa_whatsapp_manual/tests/chats.py"
NUMBER = "6281255509901"


def export_chat(kind):
    """Return a chat as a telephone exports it (the file is read by itself: its addon needs Odoo)."""
    spec = importlib.util.spec_from_file_location("chats", CHATS)
    chats = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(chats)
    return chats.exported(kind)


def read_histories(server):
    """Return (channel's driver, how many messages, how many complaints) of each conversation of the number."""
    return server.database.rows(
        """SELECT k.driver, (SELECT count(*) FROM lalisa_message m WHERE m.conversation_id = v.id
                               AND m.direction = 'inbound'),
                  (SELECT count(*) FROM lalisa_complaint c WHERE c.conversation_id = v.id)
             FROM lalisa_conversation v JOIN lalisa_contact p ON p.id = v.contact_id
             JOIN lalisa_channel k ON k.id = v.channel_id WHERE p.external_id = %s""",
        NUMBER,
    )


def bring_chat(operator, kind="android_id"):
    raw, filename = export_chat(kind)
    values = {"file": base64.b64encode(raw).decode(), "filename": filename, "phone": NUMBER}
    wizard = operator.call("lalisa.chat.import", "create", [values])
    operator.call("lalisa.chat.import", "action_save", wizard)


def close_by_hand(walk):
    """Steps 7 and 8: the result leaves from the office's own phone, and the operator tells what was seen of it."""
    walk.write("kepala", result_public="Ternak telah diamankan dan pemiliknya ditegur.")
    walk.press("kepala")
    assert walk.stage() == "delivery"
    closing = walk.database.value("SELECT closing_message_id FROM lalisa_complaint WHERE id = %s", walk.complaint)
    operator = walk.people["operator"]
    opened = operator.call("lalisa.message", "action_open_whatsapp", [closing])
    assert opened["url"].startswith(f"https://wa.me/{NUMBER}?text=") and "Ternak%20telah" in opened["url"]
    operator.call("lalisa.message", "action_sent_by_hand", [closing])
    assert walk.stage() == "delivery", "sending is not delivering"
    operator.call("lalisa.message", "action_ticks_seen", [closing])
    who = "SELECT u.login, m.ticked_at IS NOT NULL FROM lalisa_message m JOIN res_users u ON u.id = m.ticked_by_id"
    assert walk.database.rows(f"{who} WHERE m.id = %s", closing) == [("operator", True)]
    proof = "SELECT stage_code, closing_proof, alternative_how FROM lalisa_complaint WHERE id = %s"
    assert walk.database.rows(proof, walk.complaint) == [("done", "alternative", "whatsapp_manual")]


def test_from_the_offices_phone_to_done_and_on_through_the_cloud_api_with_one_history(server):
    walk = Walk(server)
    operator = walk.people["operator"]
    entry = operator.call(
        "lalisa.manual.entry",
        "create",
        [{"phone": NUMBER, "name": "Siti Uji", "body": "Ada sapi di jalan depan pasar"}],
    )
    operator.call("lalisa.manual.entry", "action_save", entry)
    # The same chat as four telephones tell it, each brought twice: Android and iPhone, 12 and 24 hours.
    for kind in ("android_id", "android_en", "iphone_id", "iphone_en") * 2:
        bring_chat(operator, kind)
        assert read_histories(server) == [("whatsapp_manual", 5, 1)], kind
    walk.complaint = server.database.value("SELECT max(id) FROM lalisa_complaint")
    for part in (do_operator_steps, do_verify_steps, do_dispatch_steps, close_by_hand):
        part(walk)
    citizen = Citizen(server, NUMBER, "Siti Uji")
    citizen.text("terima kasih pak")
    assert read_histories(server) == [("whatsapp", 6, 1)], "thanks belong to what has ended"
    citizen.text("Sapinya datang lagi di depan pasar")
    assert read_histories(server) == [("whatsapp", 7, 2)]
    newest, before = "SELECT {} FROM lalisa_complaint ORDER BY id DESC LIMIT 1", walk.complaint
    assert server.database.value(newest.format("follow_up_of_id")) == before
    bring_chat(operator, "iphone_en")
    assert read_histories(server) == [("whatsapp", 7, 2)], "imported again: still one history"
    assert not citizen.lost()
