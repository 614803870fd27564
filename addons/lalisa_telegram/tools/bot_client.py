"""Calls of the Bot API through python-telegram-bot: bodies by pure functions, and the functions that call.

Measured: building the TLS trust store is what makes a Bot slow, so one SSL context is shared by all; a Bot that
outlives its event loop breaks, so each call has a loop and a Bot of its own. httpx would log addresses, and an address
holds the token: its log is silenced.
"""
import asyncio
import contextlib
import logging
import ssl
import warnings
from datetime import timedelta
from functools import cache

import certifi
import telegram
from telegram import error
from telegram.request import HTTPXRequest

from odoo.addons.lalisa_messaging.tools.driver_types import SendResult

MAX_TEXT, MAX_CALLBACK = 4096, 64
CONNECT_SECONDS, ANSWER_SECONDS = 5, 15
COMMANDS = (
    ("lapor", "Membuat aduan baru"), ("status", "Melihat perkembangan aduan"), ("bantuan", "Cara memakai layanan ini"),
)
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
for _name in ("httpx", "httpcore", "telegram", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def message_body(chat_id, text, buttons=None, asks_location=False, reply_to=""):
    """The parameters of sendMessage. No parse mode: citizens' words are sent as they are.

    :param buttons: [(id, title)], shown below the text
    :param asks_location: shows a "send location" button; Telegram has one keyboard a message, buttons come first
    :param reply_to: our id of the message that this answers
    :raises ValueError: a limit of the Bot API that cutting cannot meet
    """
    if not text:
        raise ValueError("an empty text cannot be sent")
    body = {"chat_id": int(chat_id), "text": cut(text, MAX_TEXT)}
    if buttons:
        body["reply_markup"] = {"inline_keyboard": [[_button(*button)] for button in buttons]}
    elif asks_location:
        button = {"text": "Kirim lokasi", "request_location": True}
        body["reply_markup"] = {"keyboard": [[button]], "resize_keyboard": True, "one_time_keyboard": True}
    number = reply_to.rpartition(":")[2]
    if number.isdigit():
        body["reply_parameters"] = {"message_id": int(number), "allow_sending_without_reply": True}
    return body


def _button(button_id, title):
    if not 1 <= len(button_id.encode()) <= MAX_CALLBACK:
        raise ValueError("the id of a button has 1 to 64 bytes")
    return {"text": title, "callback_data": button_id}


def cut(text, limit):
    """Shortens to `limit` UTF-16 units, never inside a character."""
    if len(text.encode("utf-16-le")) // 2 <= limit:
        return text
    raw = text.encode("utf-16-le")[: 2 * (limit - 1)]
    return raw.decode("utf-16-le", "ignore") + "…"


# -- calls --------------------------------------------------------------------------------------


def send(request):
    """Sends one message; runs in a thread.

    A request that could not leave may be tried again; after the bytes have left, a lost answer is `uncertain`.

    :param request: `SendRequest`
    :return: `SendResult`
    """
    try:
        sent = call(request.url, request.token, _sending(request.body))
    except error.TelegramError as problem:
        return judge(request.message_id, problem)
    return SendResult(request.message_id, provider_message_id=f"{sent.chat_id}:{sent.message_id}")


def _sending(body):
    async def act(bot):
        markup, answered = body.get("reply_markup"), body.get("reply_parameters")
        kind = telegram.InlineKeyboardMarkup if markup and "inline_keyboard" in markup else telegram.ReplyKeyboardMarkup
        return await bot.send_message(
            body["chat_id"], body["text"], reply_markup=kind(**_rows(markup)) if markup else None,
            reply_parameters=telegram.ReplyParameters(**answered) if answered else None,
        )

    return act


def _rows(markup):
    """A keyboard's JSON as the library's objects."""
    name, kind = (("inline_keyboard", telegram.InlineKeyboardButton) if "inline_keyboard" in markup
                  else ("keyboard", telegram.KeyboardButton))
    return {**markup, name: [[kind(**button) for button in row] for row in markup[name]]}


def call(base_url, token, act, answer_seconds=ANSWER_SECONDS):
    """Runs one coroutine with a Bot of its own; never inside a request of a web worker that others wait for.

    :param act: what is done: Bot -> awaitable
    :raises telegram.error.TelegramError: as the library tells
    """
    return asyncio.run(_with_bot(base_url, token, act, answer_seconds))


async def _with_bot(base_url, token, act, answer_seconds):
    request, unused = _request(answer_seconds), _request(answer_seconds)
    bot = telegram.Bot(
        token, base_url=f"{base_url}/bot", base_file_url=f"{base_url}/file/bot", request=request,
        get_updates_request=unused,
    )
    # Of the Bot itself this would ask getMe each time.
    await request.initialize()
    await unused.initialize()
    try:
        return await act(bot)
    finally:
        await request.shutdown()
        await unused.shutdown()


def _request(answer_seconds):
    return HTTPXRequest(
        connection_pool_size=1, connect_timeout=CONNECT_SECONDS, read_timeout=answer_seconds,
        write_timeout=ANSWER_SECONDS, pool_timeout=CONNECT_SECONDS, httpx_kwargs={"verify": _trust()},
    )


@cache
def _trust():
    return ssl.create_default_context(cafile=certifi.where())


def updates(base_url, token, offset, wait):
    """What waits at Telegram, as JSON: the library's own objects refuse what citizens can put into them.

    :param offset: the first update wanted; all before are confirmed by it
    :param wait: seconds that Telegram may hold an empty answer back
    :return: list of dicts
    :raises telegram.error.TelegramError: as the library tells
    """
    asked = {"timeout": wait, "limit": 100, "allowed_updates": list(UPDATES)}
    asked |= {"offset": offset} if offset else {}

    async def act(bot):
        with warnings.catch_warnings():
            # The library would rather parse.
            warnings.simplefilter("ignore")
            return await bot.do_api_request("getUpdates", api_kwargs=asked)

    return [one for one in call(base_url, token, act, wait + ANSWER_SECONDS) if isinstance(one, dict)]


def answer_taps(base_url, token, taps):
    """Stops the buttons from turning; a tap that Telegram has forgotten needs no answer."""

    async def act(bot):
        for tap in taps:
            with contextlib.suppress(error.TelegramError):
                await bot.answer_callback_query(tap)

    if taps:
        call(base_url, token, act)


# -- errors -------------------------------------------------------------------------------------


def judge(message_id, problem):
    """What an error of the library means, in our closed list; BadRequest and TimedOut are NetworkErrors too."""
    if isinstance(problem, error.RetryAfter):
        return SendResult(message_id, failure="temporary", reason="Batas kecepatan kirim tercapai.",
                          retry_after=seconds(problem.retry_after))
    if isinstance(problem, error.InvalidToken | error.EndPointNotFound):
        return SendResult(message_id, failure="auth", reason="Token bot tidak berlaku lagi.")
    if isinstance(problem, error.Forbidden) or "chat not found" in str(problem).lower():
        return SendResult(message_id, failure="permanent", unreachable=True,
                          reason="Pelapor memblokir bot atau belum pernah menulis; hubungi lewat telepon.")
    if isinstance(problem, error.BadRequest | error.ChatMigrated | error.Conflict):
        return SendResult(message_id, failure="permanent", reason="Telegram menolak pesan.")
    if isinstance(problem, error.TimedOut):
        return _late(message_id, problem)
    return _network(message_id, problem)


def _late(message_id, problem):
    """A connection that was never made is surely no message sent; any other silence may be one."""
    left = "Pool timeout" not in str(problem) and not _never_connected(problem)
    return SendResult(message_id, failure="uncertain" if left else "temporary", reason="Telegram tidak menjawab.")


def _network(message_id, problem):
    text = str(problem)
    server_error = text.startswith(("Internal Server Error", "Bad Gateway", "Gateway Timeout", "Service Unavailable"))
    temporary = server_error or _never_connected(problem)
    return SendResult(message_id, failure="temporary" if temporary else "uncertain",
                      reason="Sambungan ke Telegram terputus.")


def _never_connected(problem):
    cause = problem.__cause__
    return type(cause).__name__ in ("ConnectError", "ConnectTimeout", "PoolTimeout")


def seconds(given):
    """The library gives a number, or a duration where the environment asks for it."""
    seconds = given.total_seconds() if isinstance(given, timedelta) else given
    return max(0, min(int(seconds), 3600))
