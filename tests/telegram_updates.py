"""Telegram as a test sees it: updates posted over HTTP as the Bot API posts them."""

import itertools
import json
import time

import requests

WEBHOOK = "/lalisa/webhook/telegram/demo-telegram"
SECRET = "demo-telegram-secret"  # noqa: S105 - the demo channel's, public
NUMBERS = itertools.count(700_000_000)


def post_update(server, body, secret=SECRET):
    """Post a body and gives the whole answer."""
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
    return requests.post(server.url + WEBHOOK, data=body, headers=headers, timeout=60)


def build_message(person, words=None, **more):
    """Return an update with one private message.

    :return: bytes
    """
    return build_update(message=_build_content(person, words, **more))


def build_edit(person, number, words=None, **more):
    return build_update(edited_message=_build_content(person, words, number, edit_date=int(time.time()), **more))


def build_tap(person, data, tap_id=None, below=""):
    """:param below: our id of the message that the button stands below"""
    number = int(below.rpartition(":")[2]) if below else None
    query = {
        "id": tap_id or str(next(NUMBERS)),
        "from": _build_person(person),
        "chat_instance": "-33",
        "data": data,
        "message": _build_content(person, "Pilih", number),
    }
    return build_update(callback_query=query)


def build_update(**content):
    return json.dumps({"update_id": next(NUMBERS), **content}).encode()


def _build_person(person):
    return {"id": person, "is_bot": False, "first_name": "Warga", "last_name": "Uji"}


def _build_content(person, words, number=None, **more):
    text = {"text": words} if words is not None else {}
    return {
        "message_id": number or next(NUMBERS),
        "date": int(time.time()),
        "from": _build_person(person),
        "chat": {"id": person, "type": "private", "first_name": "Warga"},
        **text,
        **more,
    }
