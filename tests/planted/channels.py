"""Faults in talking with citizens and staff over the channels. See `fault.py` for the fields."""

from .fault import Fault

INTAKE = "addons/lalisa_intake"
MANUAL = "addons/lalisa_whatsapp_manual"
MESSAGING = "addons/lalisa_messaging"
STAFF_CHAT = "addons/lalisa_staff_chat"
TELEGRAM = "addons/lalisa_telegram"
WHATSAPP = "addons/lalisa_whatsapp"

FAULTS = [
    Fault(
        "signature of a webhook", "a channel without a secret takes whatever anybody sends",
        f"{WHATSAPP}/tools/signature.py",
        "if not secret or not header or", "if not header or",
        (f"{WHATSAPP}/tests/test_inbox.py",),
    ),
    Fault(
        "key against doubles", "a message that comes twice makes two",
        f"{WHATSAPP}/tools/payload.py",
        """f"m:{message['id']}", person""", """f"m:{message['id']}{message.get('timestamp')}", person""",
        (f"{WHATSAPP}/tests/test_payload.py",),
    ),
    Fault(
        "several entries of one body", "of a body with several entries only the first is heard",
        f"{WHATSAPP}/tools/payload.py",
        'for entry in reading.as_list(body, "entry") for', 'for entry in reading.as_list(body, "entry")[:1] for',
        (f"{WHATSAPP}/tests/test_payload.py",),
    ),
    Fault(
        "order of what comes in", "what a person writes after a message that must wait overtakes it",
        f"{MESSAGING}/models/inbox_lane.py",
        "AND p.conversation_key = e.conversation_key AND p.id < e.id)",
        "AND p.conversation_key = e.conversation_key AND p.id < 0)",
        (f"{WHATSAPP}/tests/test_inbox.py",),
    ),
    Fault(
        "order of what goes out", "a message leaves before an older one of the same conversation",
        f"{MESSAGING}/models/outbox_drain.py",
        "AND p.id < m.id\n", "AND p.id < 0\n",
        (f"{WHATSAPP}/tests/test_outbox.py",),
    ),
    Fault(
        "what may have left", "a message whose answer was lost is sent a second time",
        f"{MESSAGING}/models/outbox_drain.py",
        'elif result.failure == "temporary" and', 'elif result.failure in ("temporary", "uncertain") and',
        (f"{WHATSAPP}/tests/test_outbox.py",),
    ),
    Fault(
        "states of a message", "a word that comes late makes a message that was read a sent one",
        f"{MESSAGING}/models/message.py",
        "if RANK.get(state, 0) <= RANK.get(self.state, 0):", "if state == self.state:",
        (f"{WHATSAPP}/tests/test_outbox.py",),
    ),
    Fault(
        "24 hours for answers", "an answer is tried although the provider's time for it is over",
        f"{MESSAGING}/models/conversation.py",
        "last + WINDOW > fields.Datetime.now() and", "last + 2 * WINDOW > fields.Datetime.now() and",
        (f"{WHATSAPP}/tests/test_outbox.py",),
    ),
    Fault(
        "size of a file", "a file far larger than agreed is fetched",
        f"{MESSAGING}/tools/media_download.py",
        "if size > request.max_bytes:", "if size > 100 * request.max_bytes:",
        (f"{WHATSAPP}/tests/test_media.py",),
    ),
    Fault(
        "kind of a file", "a page that calls itself a photo is kept",
        f"{MESSAGING}/tools/media_content.py",
        "if kind in ALLOWED and mimetype", 'if kind == "sticker" and mimetype',
        (f"{WHATSAPP}/tests/test_media.py",),
    ),
    Fault(
        "hosts of files", "a file is fetched from any host that ends like an allowed one",
        f"{MESSAGING}/tools/media_download.py",
        "host.endswith(name[1:])", "host.endswith(name[2:])",
        (f"{WHATSAPP}/tests/test_media.py",),
    ),
    Fault(
        "album", "photos sent as one are kept in the wrong order",
        f"{MESSAGING}/models/inbox_drain.py",
        "key=lambda pair: pair[1].place_in_album", "key=lambda pair: -pair[1].place_in_album",
        (f"{TELEGRAM}/tests/test_inbox.py",),
    ),
    Fault(
        "commands in a chat", "somebody who writes of fog withdraws their complaint",
        f"{INTAKE}/tools/chat_command.py",
        "if word in words.NOT_MEANT or len(word) < 4:", "if len(word) < 4:",
        (f"{INTAKE}/tests/test_chat_command.py",),
    ),
    Fault(
        "quiet hours", "notices wake people at night",
        f"{MESSAGING}/tools/quiet_hours.py",
        "else hour >= start or hour < end", "else hour >= start and hour < end",
        (f"{INTAKE}/tests/test_quiet_hours.py",),
    ),
    Fault(
        "opting out", "who wants no notices is sent the urgent ones all the same",
        f"{MESSAGING}/models/notice_hours.py",
        "if self.unasked and self.conversation_id", 'if self.unasked == "day" and self.conversation_id',
        (f"{WHATSAPP}/tests/test_quiet_hours.py", f"{INTAKE}/tests/test_opting_out.py"),
    ),
    Fault(
        "closed operations", "a reporter, and with them the one who is watched, learns of a closed operation",
        "addons/lalisa_complaint/models/complaint_public.py",
        "return self.covert and self.stage_code not in COVERT_FREE", "return False",
        (f"{INTAKE}/tests/test_covert.py",),
    ),
    Fault(
        "code of a poster", "a poster of another channel fills in its place",
        f"{INTAKE}/models/poster.py",
        '[("code", "=", payload), ("channel_id", "=", channel.id)]', '[("code", "=", payload)]',
        (f"{INTAKE}/tests/test_poster.py",),
    ),
    Fault(
        "who answers citizens", "a member of the team in the field answers in the office's name",
        f"{INTAKE}/models/complaint_panel.py",
        "        if not self._acting_staff():\n", "        if False:\n",
        (f"{INTAKE}/tests/test_intake.py",),
    ),
    Fault(
        "owner of a button on Telegram", "somebody else's tap counts as the reporter's",
        f"{TELEGRAM}/tools/update.py",
        'chat.get("type") == "private" and parts.person_id(chat.get("id")) == person)',
        'chat.get("type") == "private")',
        (f"{TELEGRAM}/tests/test_update.py",),
    ),
    Fault(
        "secret of the Telegram webhook", "a bot without a secret takes whatever anybody sends",
        f"{TELEGRAM}/models/driver_telegram.py",
        "return bool(wanted) and hmac.compare_digest", "return hmac.compare_digest",
        (f"{TELEGRAM}/tests/test_inbox.py",),
    ),
    Fault(
        "button of a member of staff", "who is forwarded a button acts as the one it was made for",
        f"{STAFF_CHAT}/models/chat_action.py",
        "if self.link_id != link:\n", "if False:\n",
        (f"{STAFF_CHAT}/tests/test_buttons.py",),
    ),
    Fault(
        "code that links an account", "a code that is old links an account all the same",
        f"{STAFF_CHAT}/models/staff_link_code.py",
        '("code_hash", "=", wanted), ("expires_at", ">", fields.Datetime.now())', '("code_hash", "=", wanted)',
        (f"{STAFF_CHAT}/tests/test_linking.py",),
    ),
    Fault(
        "chats of the office's own telephone", "afternoon becomes morning in what is imported",
        f"{MANUAL}/tools/chat_headers.py",
        "hour = hour % 12 + (12 if afternoon else 0)", "hour = hour % 12",
        (f"{MANUAL}/tests/test_exported_chat.py",),
    ),
    Fault(
        "simulator is off", "the pages of the simulator answer in an office",
        "addons/lalisa_simulator/tools/switch.py",
        'os.environ.get("LALISA_SIMULATOR") == "1"', 'os.environ.get("LALISA_SIMULATOR") != "0"',
        ("addons/lalisa_simulator/tests/test_switch.py",),
    ),
]
