"""Judges requests to the fake Graph API as strictly as the real one, by Meta's documented limits. Pure functions."""
import re

from .fault_kinds import GRAPH

COMMON = {
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
}
# What a message may ask the person to send: its action, and what the phone's button says.
ASKING = {
    "location_request_message": ("send_location", ("location", "Kirim lokasi")),
    "request_contact_info": ("request_contact_info", ("contact", "Bagikan nomor")),
}
PARAMETER, UNKNOWN_KEY, WINDOW, TOKEN = 131008, 100, 131047, 190
NO_TEMPLATE, PAUSED_TEMPLATE, PARAMETER_COUNT = 132001, 132015, 132000
NAME, PLACE = re.compile(r"[a-z0-9_]{1,512}"), re.compile(r"\{\{(\d+)\}\}")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")


class Refused(Exception):
    """A request that Meta would refuse, with Meta's code."""

    def __init__(self, code, details, status=400):
        super().__init__(details)
        self.code = code
        self.details = details
        self.status = status
        self.headers = {}

    @classmethod
    def by(cls, fault):
        """The refusal that a chosen fault brings.

        :param fault: a `Fault` of a kind in `fault_kinds.GRAPH`
        """
        status, code, words = GRAPH[fault.kind]
        refused = cls(code, words, status)
        if fault.kind == "rate" and fault.seconds:
            refused.headers = {"Retry-After": str(fault.seconds)}
        return refused

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
    _need(kind in JUDGES, f"unsupported type {kind!r}")
    unknown = set(body) - COMMON - {kind}
    if unknown:
        raise Refused(UNKNOWN_KEY, f"unexpected key {sorted(unknown)[0]}")
    person = str(body.get("to") or body.get("recipient") or "").lstrip("+")
    _need(person, "to or recipient is needed")
    if kind != "template" and not window_open:
        raise Refused(WINDOW, "Re-engagement message")
    return (person, *JUDGES[kind](body.get(kind)))


def judge_read(body):
    """Accepts a read mark or raises.

    :return: the id of the message that was read
    :raises Refused: with Meta's code
    """
    unknown = set(body) - {"messaging_product", "status", "message_id", "typing_indicator"}
    if unknown:
        raise Refused(UNKNOWN_KEY, f"unexpected key {sorted(unknown)[0]}")
    _need(body.get("messaging_product") == "whatsapp", "messaging_product must be whatsapp")
    _need(body.get("status") == "read" and body.get("message_id"), "a read mark names a message")
    _need(body.get("typing_indicator") in (None, {"type": "text"}), "the typing indicator is of type text")
    return body["message_id"]


def judge_template(body):
    """Accepts a template that is handed in or raises.

    :param body: the parsed JSON
    :raises Refused: with Meta's code
    """
    body = body if isinstance(body, dict) else {}
    _need(NAME.fullmatch(str(body.get("name") or "")), "name has small letters, digits and underscores")
    _need(body.get("language"), "language is needed")
    _need(body.get("category") in CATEGORIES, f"category is one of {CATEGORIES}")
    texts = [part.get("text", "") for part in body.get("components") or [] if part.get("type") == "BODY"]
    _need(len(texts) == 1 and 0 < len(texts[0]) <= 1024, "one BODY with 1 to 1024 characters")
    examples = next((part.get("example", {}) for part in body["components"] if part.get("type") == "BODY"), {})
    given = (examples.get("body_text") or [[]])[0]
    _need(len(given) == _places(texts[0]), "an example for each place of the body is needed")


def judge_template_use(node, known):
    """Accepts the template of a message or raises.

    :param node: the message's `template`
    :param known: the template as Meta's list shows it; None where there is none
    :raises Refused: with Meta's code
    """
    if known is None:
        raise Refused(NO_TEMPLATE, "template name does not exist in the translation", status=404)
    if known["status"] != "APPROVED":
        raise Refused(PAUSED_TEMPLATE, f"the template is {known['status']}")
    body = next(part["text"] for part in known["components"] if part["type"] == "BODY")
    given = [part for part in node.get("components") or [] if part.get("type") == "body"]
    count = sum(len(part.get("parameters") or []) for part in given)
    if count != _places(body):
        raise Refused(PARAMETER_COUNT, f"the template takes {_places(body)} parameters and got {count}")


def _places(body):
    return len(set(PLACE.findall(body)))


def judge_upload(product, mimetype, file):
    """Accepts an uploaded file or raises.

    :param product: the form's `messaging_product`
    :param mimetype: the form's `type`
    :param file: (mimetype of the part, bytes), or None
    :raises Refused: with Meta's code
    """
    _need(product == "whatsapp", "messaging_product must be whatsapp")
    _need(file and mimetype and file[0] == mimetype, "type and the file's own type must be the same")
    limit = 5 if mimetype in ("image/jpeg", "image/png") else 100
    if not 0 < len(file[1]) <= limit * 1024 * 1024:
        raise Refused(UNKNOWN_KEY, f"a file of {mimetype} has at most {limit} MB")


def _text(node):
    body = (node or {}).get("body")
    _need(isinstance(body, str) and 0 < len(body) <= 4096, "text.body needs 1 to 4096 characters")
    return body, []


def _buttons(node):
    kinds = ("button", "list", *ASKING)
    _need(isinstance(node, dict) and node.get("type") in kinds, f"only {kinds} are simulated")
    text, limit = (node.get("body") or {}).get("text"), 4096 if node["type"] == "list" else 1024
    _need(
        isinstance(text, str) and 0 < len(text) <= limit,
        f"interactive.body.text needs 1 to {limit} characters",
    )
    if node["type"] == "list":
        return text, _rows(node.get("action") or {})
    if node["type"] in ASKING:
        action, button = ASKING[node["type"]]
        _need(node.get("action") == {"name": action}, f"the action is {action}")
        return text, [button]
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


def _file(node, names):
    _need(isinstance(node, dict) and node.get("id"), "a file needs the id of its upload")
    unknown = set(node) - names
    if unknown:
        raise Refused(UNKNOWN_KEY, f"unexpected key {sorted(unknown)[0]}")
    caption = node.get("caption", "")
    _need(isinstance(caption, str) and len(caption) <= 1024, "a caption has at most 1024 characters")
    return caption, []


def _image(node):
    return _file(node, {"id", "caption"})


def _document(node):
    return _file(node, {"id", "caption", "filename"})


def _need(condition, details):
    if not condition:
        raise Refused(PARAMETER, details)


JUDGES = {"text": _text, "interactive": _buttons, "template": _template, "image": _image, "document": _document}
