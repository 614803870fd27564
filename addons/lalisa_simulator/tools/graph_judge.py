"""Judges requests to the fake Graph API as strictly as the real one, by Meta's documented limits. Pure functions."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from .fault_kinds import GRAPH, Fault

COMMON = {"recipient_type", "to", "recipient", "context", "biz_opaque_callback_data"}
USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}")
MAX_REFERENCE = 512
MAX_WORD = 100_000
MEDIA_ID = re.compile("[0-9]{1,32}")
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

    def __init__(self, code: int, details: str, status: int = 400) -> None:
        super().__init__(details)
        self.code = code
        self.details = details
        self.status = status
        self.headers = {}

    @classmethod
    def from_fault(cls, fault: Fault) -> "Refused":
        """Build the refusal that a chosen fault brings.

        :param fault: a `Fault` of a kind in `fault_kinds.GRAPH`
        """
        status, code, words = GRAPH[fault.kind]
        refused = cls(code, words, status)
        if fault.kind == "rate" and fault.seconds:
            refused.headers = {"Retry-After": str(fault.seconds)}
        return refused

    def build_body(self) -> dict[str, Any]:
        """Build the error in Meta's shape."""
        return {
            "error": {
                "message": f"(#{self.code}) {self.details}",
                "type": "OAuthException",
                "code": self.code,
                "error_data": {"messaging_product": "whatsapp", "details": self.details},
                "fbtrace_id": "SIMULATED",
            }
        }


def judge_message(body: Any, window_open: bool) -> tuple[str, str, list[tuple[str, str]]]:
    """Accept a message request or raise.

    :param body: the parsed JSON
    :param window_open: whether free text may be sent to this person now
    :return: (person, text to show, buttons [(id, title)])
    :raises Refused: with Meta's code
    """
    kind = body.get("type")
    _require_that(body.get("messaging_product") == "whatsapp", "messaging_product must be whatsapp")
    _require_that(isinstance(kind, str) and kind in JUDGES, f"unsupported type {kind!r}")
    _require_keys(body, {"messaging_product", "type", kind}, COMMON)
    person = _judge_person(body)
    _judge_common(body)
    if kind != "template" and not window_open:
        raise Refused(WINDOW, "Re-engagement message")
    return (person, *JUDGES[kind](body.get(kind)))


def _judge_person(body: Any) -> str:
    """Return whom a message is for: by number in `to`, by user id in `recipient`."""
    _require_that("to" in body or "recipient" in body, "to or recipient is needed")
    _require_that("to" not in body or _is_word(body["to"]), "to is a text")
    recipient = body.get("recipient", "ID.0")
    _require_that(isinstance(recipient, str) and USER_ID.fullmatch(recipient), "recipient is a business-scoped user id")
    return str(body.get("to") or recipient).lstrip("+")


def _judge_common(body: Any) -> None:
    """Judge what every message may have beside its content."""
    _require_that(body.get("recipient_type", "individual") == "individual", "recipient_type is individual")
    reference = body.get("biz_opaque_callback_data", "")
    _require_that(
        isinstance(reference, str) and len(reference) <= MAX_REFERENCE, "biz_opaque_callback_data is too long"
    )
    if "context" in body:
        _require_keys(body["context"], {"message_id"})
        _require_that(isinstance(body["context"]["message_id"], str), "context.message_id is a text")


def judge_read(body: Any) -> str:
    """Accept a read mark or raise.

    :return: the id of the message that was read
    :raises Refused: with Meta's code
    """
    _require_keys(body, {"messaging_product", "status", "message_id"}, {"typing_indicator"})
    _require_that(body["messaging_product"] == "whatsapp", "messaging_product must be whatsapp")
    _require_that(body["status"] == "read" and _is_word(body["message_id"]), "a read mark names a message")
    indicator = body.get("typing_indicator", {"type": "text"})
    _require_that(
        isinstance(indicator, dict) and indicator.get("type") == "text", "the typing indicator is of type text"
    )
    return body["message_id"]


def judge_template(body: Any) -> None:
    """Accept a template that is handed in or raise.

    :param body: the parsed JSON
    :raises Refused: with Meta's code
    """
    body = body if isinstance(body, dict) else {}
    _require_that(NAME.fullmatch(str(body.get("name") or "")), "name has small letters, digits and underscores")
    _require_that(body.get("language"), "language is needed")
    _require_that(body.get("category") in CATEGORIES, f"category is one of {CATEGORIES}")
    texts = [part.get("text", "") for part in body.get("components") or [] if part.get("type") == "BODY"]
    _require_that(len(texts) == 1 and 0 < len(texts[0]) <= 1024, "one BODY with 1 to 1024 characters")
    examples = next((part.get("example", {}) for part in body["components"] if part.get("type") == "BODY"), {})
    given = (examples.get("body_text") or [[]])[0]
    _require_that(len(given) == _count_places(texts[0]), "an example for each place of the body is needed")


def judge_template_use(node: Any, known: dict[str, Any] | None) -> None:
    """Accept the template of a message or raise.

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
    if count != _count_places(body):
        raise Refused(PARAMETER_COUNT, f"the template takes {_count_places(body)} parameters and got {count}")


def _count_places(body: str) -> int:
    return len(set(PLACE.findall(body)))


def judge_upload(product: str | None, mimetype: str | None, file: tuple[str, bytes] | None) -> None:
    """Accept an uploaded file or raise.

    :param product: the form's `messaging_product`
    :param mimetype: the form's `type`
    :param file: (mimetype of the part, bytes), or None
    :raises Refused: with Meta's code
    """
    _require_that(product == "whatsapp", "messaging_product must be whatsapp")
    _require_that(file and mimetype and file[0] == mimetype, "type and the file's own type must be the same")
    limit = 5 if mimetype in ("image/jpeg", "image/png") else 100
    if not 0 < len(file[1]) <= limit * 1024 * 1024:
        raise Refused(UNKNOWN_KEY, f"a file of {mimetype} has at most {limit} MB")


def _judge_text(node: Any) -> tuple[str, list]:
    _require_keys(node, {"body"}, {"preview_url"})
    _require_that(_is_word(node["body"], 4096), "text.body needs 1 to 4096 characters")
    _require_that(isinstance(node.get("preview_url", False), bool), "preview_url is true or false")
    return node["body"], []


def _judge_interactive(node: Any) -> tuple[str, list[tuple[str, str]]]:
    kind = node.get("type") if isinstance(node, dict) else None
    _require_that(isinstance(kind, str) and kind in CHOICES, f"only {sorted(CHOICES)} are simulated")
    _require_keys(node, {"type", "action", "body"})
    _require_keys(node["body"], {"text"})
    text, limit = node["body"]["text"], 4096 if kind == "list" else 1024
    _require_that(_is_word(text, limit), f"interactive.body.text needs 1 to {limit} characters")
    return text, CHOICES[kind](node["action"])


def _judge_buttons(action: Any) -> list[tuple[str, str]]:
    _require_keys(action, {"buttons"})
    buttons = _require_count(action["buttons"], 3, "buttons")
    for button in buttons:
        _require_keys(button, {"type", "reply"})
        _require_that(button["type"] == "reply", "a button is of type reply")
        _require_keys(button["reply"], {"id", "title"})
        _require_that(_is_word(button["reply"]["title"], 20), "a button's title has 1 to 20 characters")
        _require_that(_is_word(button["reply"]["id"], 256), "a button's id has 1 to 256 characters")
    for name in ("title", "id"):
        _require_that(len({button["reply"][name] for button in buttons}) == len(buttons), f"each {name} is another")
    return [(button["reply"]["id"], button["reply"]["title"]) for button in buttons]


def _judge_list(action: Any) -> list[tuple[str, str]]:
    _require_keys(action, {"button", "sections"})
    _require_that(_is_word(action["button"], 20), "the list's button has 1 to 20 characters")
    sections = _require_count(action["sections"], 10, "sections")
    rows = []
    for section in sections:
        _require_keys(section, {"rows"} | ({"title"} if len(sections) > 1 else set()), {"title"})
        _require_that(_is_word(section.get("title", "-"), 24), "a section's title has 1 to 24 characters")
        rows += _require_count(section["rows"], 10, "rows")
    _require_count(rows, 10, "rows over all sections")
    for row in rows:
        _require_keys(row, {"id", "title"}, {"description"})
        _require_that(_is_word(row["id"], 200), "a row's id has 1 to 200 characters")
        _require_that(_is_word(row["title"], 24), "a row's title has 1 to 24 characters")
        _require_that(_is_word(row.get("description", "-"), 72), "a row's description has 1 to 72 characters")
    _require_that(len({row["id"] for row in rows}) == len(rows), "row ids must differ")
    return [(row["id"], row["title"]) for row in rows]


def _build_asking_judge(kind: str) -> Callable[[Any], list[tuple[str, str]]]:
    action, button = ASKING[kind]

    def judge_action(node: Any) -> list[tuple[str, str]]:
        _require_that(node == {"name": action}, f"the action is {action}")
        return [button]

    return judge_action


CHOICES = {"button": _judge_buttons, "list": _judge_list, **{kind: _build_asking_judge(kind) for kind in ASKING}}


def _judge_template_node(node: Any) -> tuple[str, list]:
    _require_keys(node, {"name", "language"}, {"components"})
    _require_that(_is_word(node["name"]), "a template needs a name")
    _require_keys(node["language"], {"code"}, {"policy"})
    _require_that(_is_word(node["language"]["code"]), "a template needs a language code")
    components = node.get("components", [])
    _require_that(isinstance(components, list), "components is a list")
    texts = [text for component in components for text in _judge_parameters(component)]
    return f"[{node['name']}] " + " | ".join(texts), []


def _judge_parameters(component: Any) -> list[str]:
    """Return the texts that a component of a template puts in."""
    _require_keys(component, {"type"}, {"parameters", "sub_type", "index"})
    _require_that(component["type"] in ("header", "body", "button"), "a component is header, body or button")
    parameters = component.get("parameters", [])
    _require_that(isinstance(parameters, list), "parameters is a list")
    for parameter in parameters:
        _require_keys(parameter, {"type", "text"}, {"parameter_name"})
        _require_that(
            parameter["type"] == "text" and _is_word(parameter["text"]), "only parameters of type text are simulated"
        )
        _require_that("\n" not in parameter["text"], "a parameter has no line break")
    return [parameter["text"] for parameter in parameters]


def _judge_file(node: Any, names: set[str]) -> tuple[str, list]:
    _require_keys(node, {"id"}, names)
    _require_that(isinstance(node["id"], str) and MEDIA_ID.fullmatch(node["id"]), "a file needs the id of its upload")
    for name, limit in (("caption", 1024), ("filename", 240)):
        word = node.get(name, "")
        _require_that(isinstance(word, str) and len(word) <= limit, f"{name} has at most {limit} characters")
    return node.get("caption", ""), []


def _judge_image(node: Any) -> tuple[str, list]:
    return _judge_file(node, {"caption"})


def _judge_document(node: Any) -> tuple[str, list]:
    return _judge_file(node, {"caption", "filename"})


def _require_keys(node: Any, needed: Iterable[str], optional: Iterable[str] = frozenset()) -> None:
    """Refuse a node without a needed key, or with one that nobody knows."""
    _require_that(isinstance(node, dict), "an object is expected")
    unknown = set(node) - set(needed) - set(optional)
    if unknown:
        raise Refused(UNKNOWN_KEY, f"unexpected key {sorted(unknown)[0]}")
    _require_that(set(needed) <= set(node), f"{sorted(set(needed) - set(node))} is missing")


def _require_count(items: Any, most: int, what: str) -> list:
    _require_that(isinstance(items, list) and 1 <= len(items) <= most, f"1 to {most} {what}")
    return items


def _is_word(value: Any, most: int = MAX_WORD) -> bool:
    return isinstance(value, str) and 0 < len(value) <= most


def _require_that(condition: Any, details: str) -> None:
    if not condition:
        raise Refused(PARAMETER, details)


JUDGES = {
    "text": _judge_text,
    "interactive": _judge_interactive,
    "template": _judge_template_node,
    "image": _judge_image,
    "document": _judge_document,
}
