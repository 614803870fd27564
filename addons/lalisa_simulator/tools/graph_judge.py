"""Judges requests to the fake Graph API as strictly as the real one, by Meta's documented limits. Pure functions."""

COMMON = {
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
}
PARAMETER, UNKNOWN_KEY, WINDOW, TOKEN = 131008, 100, 131047, 190


class Refused(Exception):
    """A request that Meta would refuse, with Meta's code."""

    def __init__(self, code, details, status=400):
        super().__init__(details)
        self.code = code
        self.details = details
        self.status = status

    def body(self):
        """The error in Meta's shape."""
        return {
            "error": {
                "message": f"(#{self.code}) {self.details}",
                "type": "OAuthException",
                "code": self.code,
                "error_data": {"messaging_product": "whatsapp", "details": self.details},
                "fbtrace_id": "SIMULATED",
            }
        }


def judge(body, window_open):
    """Accepts a message request or raises.

    :param body: the parsed JSON
    :param window_open: whether free text may be sent to this person now
    :return: (person, text to show, buttons [(id, title)])
    :raises Refused: with Meta's code
    """
    kind = body.get("type")
    _need(body.get("messaging_product") == "whatsapp", "messaging_product must be whatsapp")
    _need(kind in ("text", "interactive", "template"), f"unsupported type {kind!r}")
    unknown = set(body) - COMMON - {kind}
    if unknown:
        raise Refused(UNKNOWN_KEY, f"unexpected key {sorted(unknown)[0]}")
    person = str(body.get("to") or body.get("recipient") or "").lstrip("+")
    _need(person, "to or recipient is needed")
    if kind != "template" and not window_open:
        raise Refused(WINDOW, "Re-engagement message")
    return (
        person,
        *{"text": _text, "interactive": _buttons, "template": _template}[kind](body.get(kind)),
    )


def _text(node):
    body = (node or {}).get("body")
    _need(isinstance(body, str) and 0 < len(body) <= 4096, "text.body needs 1 to 4096 characters")
    return body, []


def _buttons(node):
    kinds = ("button", "list", "location_request_message")
    _need(isinstance(node, dict) and node.get("type") in kinds, f"only {kinds} are simulated")
    text, limit = (node.get("body") or {}).get("text"), 4096 if node["type"] == "list" else 1024
    _need(
        isinstance(text, str) and 0 < len(text) <= limit,
        f"interactive.body.text needs 1 to {limit} characters",
    )
    if node["type"] == "list":
        return text, _rows(node.get("action") or {})
    if node["type"] == "location_request_message":
        _need(node.get("action") == {"name": "send_location"}, "the action is send_location")
        return text, [("location", "Kirim lokasi")]
    replies = [button.get("reply", {}) for button in (node.get("action") or {}).get("buttons", [])]
    titles = [reply.get("title", "") for reply in replies]
    _need(1 <= len(replies) <= 3, "1 to 3 buttons")
    _need(len(set(titles)) == len(titles), "button titles must differ")
    _need(all(0 < len(title) <= 20 for title in titles), "a button's title has 1 to 20 characters")
    _need(
        all(0 < len(reply.get("id", "")) <= 256 for reply in replies),
        "a button's id has 1 to 256 characters",
    )
    return text, [(reply["id"], reply["title"]) for reply in replies]


def _rows(action):
    label = action.get("button", "")
    _need(0 < len(label) <= 20, "the list's button has 1 to 20 characters")
    sections = action.get("sections") or []
    _need(1 <= len(sections) <= 10, "1 to 10 sections")
    _need(
        len(sections) == 1 or all(section.get("title") for section in sections),
        "each of several sections needs a title",
    )
    rows = [row for section in sections for row in section.get("rows") or []]
    ids = [row.get("id", "") for row in rows]
    _need(1 <= len(rows) <= 10, "1 to 10 rows over all sections")
    _need(len(set(ids)) == len(ids), "row ids must differ")
    _need(all(0 < len(row_id) <= 200 for row_id in ids), "a row's id has 1 to 200 characters")
    _need(
        all(0 < len(row.get("title", "")) <= 24 for row in rows),
        "a row's title has 1 to 24 characters",
    )
    return [(row["id"], row["title"]) for row in rows]


def _template(node):
    _need(
        isinstance(node, dict) and node.get("name") and (node.get("language") or {}).get("code"),
        "a template needs a name and a language code",
    )
    texts = [
        p.get("text", "") for part in node.get("components", []) for p in part.get("parameters", [])
    ]
    _need(not any("\n" in text for text in texts), "a parameter has no line break")
    return f"[{node['name']}] " + " | ".join(texts), []


def _need(condition, details):
    if not condition:
        raise Refused(PARAMETER, details)
