"""WhatsApp webhook bodies of the project's own, by kind: what must come of each is said beside it.

Shapes follow Meta's webhook reference; all names, numbers and texts are made up.
"""

import json
import secrets
import time

from tests.processes import NUMBER_ID, WABA_ID, text_body

PERSON = "6281200000042"


def build_body(*messages, statuses=(), field="messages", contacts=None, number_id=NUMBER_ID):
    """Return one webhook body as bytes."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550100200", "phone_number_id": number_id},
    }
    if messages:
        known = [{"profile": {"name": "Warga Uji"}, "wa_id": PERSON}]
        value |= {"contacts": known if contacts is None else contacts, "messages": list(messages)}
    if statuses:
        value["statuses"] = list(statuses)
    return build_envelope({"field": field, "value": value})


def build_envelope(*changes):
    entry = {"id": WABA_ID, "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def build_message(kind, node=None, **more):
    """Return a message of one kind, with an id of its own."""
    made = {
        "from": PERSON,
        "id": f"wamid.K{secrets.token_hex(8)}",
        "timestamp": str(int(time.time())),
        "type": kind,
    }
    return {**made, **({kind: node} if node is not None else {}), **more}


def build_media(mimetype, **more):
    return {"id": str(secrets.randbelow(10**15)), "mime_type": mimetype, "sha256": "AA==", **more}


def build_reply(kind, **node):
    return build_message("interactive", {"type": kind, kind: node})


EDIT = {
    "original_message_id": "wamid.X",
    "message": {"type": "text", "text": {"body": "yang benar di depan pasar"}},
}
PAUSED = {"event": "PAUSED", "message_template_name": "kabar", "message_template_language": "id"}
# What the office writes in the app on its own telephone comes with the same envelope under another name.
ECHO = build_body(
    build_message("text", {"body": "Kami ke lokasi"}, to="6281200000043"), field="smb_message_echoes"
).replace(b'"messages"', b'"message_echoes"')

RINGING = {
    "id": "wacid.K1",
    "from": "6281200000044",
    "event": "connect",
    "timestamp": "1795480000",
    "direction": "USER_INITIATED",
    "session": {"sdp_type": "offer", "sdp": "v=0"},
}
CALL = build_body(statuses=[RINGING], field="calls").replace(b'"statuses"', b'"calls"')

# (name, the body, inbound messages that come of it)
BODIES = [
    ("a text", text_body("Musik keras di gang belakang"), 1),
    ("a text with emoji and lines", text_body("Tolong 🙏🏽\n\nada ternak 👨‍👩‍👧"), 1),
    ("a text in another script", text_body("يوجد إزعاج"), 1),
    ("a text as long as they come", text_body("a" * 4096), 1),
    ("a text that is a digit", text_body("1"), 1),
    ("a text with NUL and half a character", text_body("sebelum\x00sesudah \ud83d"), 1),
    ("markup", text_body("<script>alert(1)</script> {{7*7}} %s"), 1),
    ("a picture", build_body(build_message("image", build_media("image/jpeg", caption="Lubangnya"))), 1),
    ("a voice note", build_body(build_message("audio", build_media("audio/ogg; codecs=opus", voice=True))), 1),
    ("a video", build_body(build_message("video", build_media("video/mp4"))), 1),
    ("a document", build_body(build_message("document", build_media("application/pdf", filename="a.pdf"))), 1),
    ("a sticker", build_body(build_message("sticker", build_media("image/webp", animated=False))), 1),
    ("media whose id is a path", build_body(build_message("image", {"id": "../x", "mime_type": "a"})), 1),
    ("a place", build_body(build_message("location", {"latitude": -2.33, "longitude": 115.46})), 1),
    ("a place in words", build_body(build_message("location", {"latitude": "x", "longitude": None})), 1),
    ("a card", build_body(build_message("contacts", contacts=[{"name": {"formatted_name": "Ibu Sri"}}])), 1),
    (
        "the sender's own card, asked for",
        build_body(
            build_message(
                "contacts",
                contacts=[{"origin": "contact_request", "phones": [{"phone": "+62 812"}]}],
            )
        ),
        1,
    ),
    ("a tapped button", build_body(build_reply("button_reply", id="add", title="Tambah")), 1),
    ("a chosen row", build_body(build_reply("list_reply", id="3", title="Ternak lepas")), 1),
    ("a tapped template", build_body(build_message("button", {"payload": "x", "text": "Ya"})), 1),
    ("a kind of the future", build_body(build_message("hologram", {"a": 1})), 1),
    ("an order", build_body(build_message("order", {"catalog_id": "1"})), 1),
    ("what they call unsupported", build_body(build_message("unsupported", errors=[{"code": 131051}])), 1),
    ("a reaction", build_body(build_message("reaction", {"message_id": "wamid.X", "emoji": "👍"})), 0),
    ("a revocation", build_body(build_message("revoke", {"original_message_id": "wamid.X"})), 0),
    ("an edit of what nobody knows", build_body(build_message("edit", EDIT)), 1),
    ("a new number", build_body(build_message("system", {"type": "user_changed_number", "wa_id": "62811"})), 0),
    ("a message in a group", build_body(build_message("text", {"body": "x"}, group_id="Y2Fw")), 0),
    ("an answer typed on our phone", ECHO, 0),
    (
        "a paused template",
        build_envelope({"field": "message_template_status_update", "value": PAUSED}),
        0,
    ),
    ("two at once", build_body(build_message("text", {"body": "satu"}), build_message("text", {"body": "dua"})), 2),
    ("a good one beside a bad one", build_body({"id": 7}, build_message("text", {"body": "baik"})), 1),
    ("a call", CALL, 0),
    ("a call without anything", build_body(field="calls"), 0),
    ("an unknown field", build_envelope({"field": "future", "value": {"x": 1}}), 0),
    ("another office's number", build_body(build_message("text", {"body": "x"}), number_id="999"), 0),
    ("an unknown message's receipt", build_body(statuses=[{"id": "wamid.N", "status": "read"}]), 0),
    ("nothing", b"", 0),
    ("no JSON", b"halo", 0),
    ("a list", b"[1, 2]", 0),
    ("nesting without end", b'{"entry":' + b"[" * 50000, 0),
    ("entries that are no list", b'{"entry": {"changes": null}}', 0),
    ("a number of 5,000 digits", b'{"entry": ' + b"9" * 5000 + b"}", 0),
    ("bytes that are no text", b"\xff\xfe\x00", 0),
]
