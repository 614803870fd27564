"""From the office's own phone to the Cloud API: the same person, one history."""

import base64
import importlib.util
from pathlib import Path

from tests.walk.citizen import Citizen

CHATS = Path(__file__).parents[2] / "addons/lalisa_whatsapp_manual/tests/chats.py"
NUMBER = "6281255509901"


def exported(kind):
    """A chat as a telephone exports it (the file is read by itself: its addon needs Odoo)."""
    spec = importlib.util.spec_from_file_location("chats", CHATS)
    chats = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(chats)
    return chats.exported(kind)


def histories(server):
    """(channel's driver, how many messages, how many complaints) of each conversation of the number."""
    return server.database.rows(
        """SELECT k.driver, (SELECT count(*) FROM lalisa_message m WHERE m.conversation_id = v.id
                               AND m.direction = 'inbound'),
                  (SELECT count(*) FROM lalisa_complaint c WHERE c.conversation_id = v.id)
             FROM lalisa_conversation v JOIN lalisa_contact p ON p.id = v.contact_id
             JOIN lalisa_channel k ON k.id = v.channel_id WHERE p.external_id = %s""",
        NUMBER,
    )


def bring(operator, kind="android_id"):
    raw, filename = exported(kind)
    values = {"file": base64.b64encode(raw).decode(), "filename": filename, "phone": NUMBER}
    wizard = operator.call("lalisa.chat.import", "create", [values])
    operator.call("lalisa.chat.import", "action_save", wizard)


def test_who_wrote_to_the_offices_phone_goes_on_through_the_cloud_api(server):
    operator = server.login("operator")
    entry = operator.call(
        "lalisa.manual.entry",
        "create",
        [{"phone": NUMBER, "name": "Siti Uji", "body": "Ada sapi di jalan depan pasar"}],
    )
    operator.call("lalisa.manual.entry", "action_save", entry)
    # The same chat as four telephones tell it, each brought twice: Android and iPhone, 12 and 24 hours.
    for kind in ("android_id", "android_en", "iphone_id", "iphone_en") * 2:
        bring(operator, kind)
        assert histories(server) == [("whatsapp_manual", 5, 1)], kind
    citizen = Citizen(server, NUMBER, "Siti Uji")
    citizen.pin()
    assert histories(server) == [("whatsapp", 6, 1)]
    bring(operator, "iphone_en")
    assert histories(server) == [("whatsapp", 6, 1)], "imported again: still one history"
    assert not citizen.lost()
