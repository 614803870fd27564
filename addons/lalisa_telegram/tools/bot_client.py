"""Calls of the Bot API through python-telegram-bot.

Measured: building the TLS trust store is what makes a Bot slow, so one SSL context is shared by all; a Bot that
outlives its event loop breaks, so each call has a loop and a Bot of its own. httpx would log addresses, and an address
holds the token: its log is silenced.
"""

import asyncio
import contextlib
import json
import logging
import ssl
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from functools import cache

import certifi
import telegram
from telegram import error
from telegram.request import HTTPXRequest

from odoo.addons.lalisa_messaging.tools import http_post
from odoo.addons.lalisa_messaging.tools.driver_types import SendRequest, SendResult, TokenState

from . import outgoing

_logger = logging.getLogger(__name__)
CONNECT_SECONDS, ANSWER_SECONDS = 5, 15
# Connections of one batch: more messages than this are never under way at once.
POOL = 16
# A batch that starts late catches up no faster than this.
SPACING = 1 / 30  # seconds
# What Telegram says of a photo that it takes as a document only.
UNSHOWABLE = ("photo_invalid_dimensions", "image_process_failed", "photo_save_file_invalid")
COMMANDS = (
    ("lapor", "Membuat aduan baru"),
    ("status", "Melihat perkembangan aduan"),
    ("bantuan", "Cara memakai layanan ini"),
)
UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "message_reaction",
)
for _name in ("httpx", "httpcore", "telegram", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)


# -- calls --------------------------------------------------------------------------------------


def send_batch(requests: list[SendRequest]) -> list[SendResult]:
    """Send messages with one event loop and one Bot an account; runs in a thread.

    Each leaves at its moment. A request that could not leave may be tried again; after the bytes have left, a lost
    answer is `uncertain`.

    :param requests: list of `SendRequest`; its body is {"send": parameters of sendMessage, or of what sends its file,
        "edit": of editMessageText, or None}
    :return: list of `SendResult` in the same order
    """
    results = asyncio.run(_send_all(requests))
    return [results[request.message_id] for request in requests]


async def _send_all(requests):
    accounts = defaultdict(list)
    for request in requests:
        accounts[request.url, request.token].append(request)
    sent = await asyncio.gather(*(_of_account(url, token, mine) for (url, token), mine in accounts.items()))
    return {result.message_id: result for results in sent for result in results}


async def _of_account(url, token, requests):
    async def send_all(bot):
        under_way, free_at = [], 0.0
        for request in sorted(requests, key=lambda one: one.start_at):
            await asyncio.sleep(max(0.0, max(request.start_at, free_at) - time.monotonic()))
            free_at = time.monotonic() + SPACING
            under_way.append(asyncio.create_task(_send_body(bot, request)))
        return await asyncio.gather(*under_way)

    return await _with_bot(url, token, send_all, pool=POOL)


async def _send_body(bot, request):
    """Send one message; nothing that goes wrong with it harms its neighbours."""
    try:
        edit = request.body.get("edit")
        if edit and await _judge_edit(bot, edit):
            return SendResult(request.message_id)
        sent = await _build_result(bot, _as_objects(request.body["send"]), request.file)
    except error.TelegramError as problem:
        return judge_answer(request.message_id, problem)
    except Exception as problem:
        # Whether it left is not known.
        _logger.exception("sending message %s broke", request.message_id)
        return SendResult(request.message_id, failure="uncertain", reason=type(problem).__name__)
    return SendResult(request.message_id, provider_message_id=f"{sent.chat_id}:{sent.message_id}")


async def _build_result(bot, body, file):
    """Send a message; return the `telegram.Message`."""
    if not file:
        return await bot.send_message(**body)
    if outgoing.is_photo(file):
        try:
            return await bot.send_photo(photo=_upload_file(file), **body)
        except error.BadRequest as problem:
            # Too long and narrow, or nothing that Telegram can make smaller: it still goes as the file that it is.
            if not any(word in str(problem).lower() for word in UNSHOWABLE):
                raise
    return await bot.send_document(document=_upload_file(file), **body)


def _upload_file(file):
    return telegram.InputFile(file.content, filename=file.name)


async def _judge_edit(bot, body):
    """Change a message; return whether it shows the text now, False where it can no longer be changed."""
    try:
        await bot.edit_message_text(**_as_objects(body))
    except error.BadRequest as problem:
        text = str(problem).lower()
        if "not modified" in text:
            return True
        if "message to edit not found" in text or "can't be edited" in text or "message_id_invalid" in text:
            return False
        raise
    return True


def _as_objects(body):
    """Return the parameters as the library takes them."""
    answered = body.get("reply_parameters")
    return {**body, "reply_parameters": telegram.ReplyParameters(**answered)} if answered else body


def call_method(base_url: str, token: str, act: Callable, answer_seconds: int = ANSWER_SECONDS) -> object:
    """Run one coroutine with a Bot of its own; never inside a request of a web worker that others wait for.

    :param act: what is done: Bot -> awaitable
    :raises telegram.error.TelegramError: as the library tells
    """
    return asyncio.run(_with_bot(base_url, token, act, answer_seconds))


async def _with_bot(base_url, token, act, answer_seconds=ANSWER_SECONDS, pool=1):
    request, unused = _build_request(answer_seconds, pool), _build_request(answer_seconds)
    bot = telegram.Bot(
        token,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=request,
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


class NotTelegram(error.NetworkError):
    """An answer that is not Telegram's own: a page of a proxy, half an answer, nothing.

    :param status: its HTTP status
    """

    def __init__(self, status):
        super().__init__(f"HTTP {status} without a word of Telegram")
        self.status = status


class _Request(HTTPXRequest):
    """Takes an answer for Telegram's only where it is: the library goes by the status and logs what it cannot read."""

    async def do_request(self, *args, **kwargs):
        status, payload = await super().do_request(*args, **kwargs)
        if not _is_telegrams(payload):
            raise NotTelegram(status)
        return status, payload


def _is_telegrams(payload):
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and isinstance(told.get("ok"), bool)


def _build_request(answer_seconds, pool=1):
    return _Request(
        connection_pool_size=pool,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=answer_seconds,
        write_timeout=ANSWER_SECONDS,
        pool_timeout=CONNECT_SECONDS,
        httpx_kwargs={"verify": _build_ssl_context()},
    )


@cache
def _build_ssl_context():
    return ssl.create_default_context(cafile=certifi.where())


def token_state(base_url: str, token: str) -> TokenState | None:
    """Tell whether Telegram still knows the token.

    :return: `TokenState`, or None where the answer says nothing of the token
    """
    try:
        call_method(base_url, token, lambda bot: bot.get_me())
    except error.InvalidToken:
        return TokenState(refused=True)
    except error.TelegramError:
        return None
    return TokenState()


def get_updates(base_url: str, token: str, offset: int, wait: int) -> list[dict]:
    """Return what waits at Telegram, as JSON: the library's own objects refuse what citizens can put into them.

    :param offset: the first update wanted; all before are confirmed by it
    :param wait: seconds that Telegram may hold an empty answer back
    :return: list of dicts
    :raises telegram.error.TelegramError: as the library tells
    """
    asked = {"timeout": wait, "limit": 100, "allowed_updates": list(UPDATES)}
    asked |= {"offset": offset} if offset else {}

    async def get_waiting(bot):
        with warnings.catch_warnings():
            # The library would rather parse.
            warnings.simplefilter("ignore")
            return await bot.do_api_request("getUpdates", api_kwargs=asked)

    return [one for one in call_method(base_url, token, get_waiting, wait + ANSWER_SECONDS) if isinstance(one, dict)]


def answer_taps(base_url: str, token: str, taps: list[dict]) -> None:
    """Stop the buttons from turning; a tap that Telegram has forgotten needs no answer.

    :param taps: parameters of answerCallbackQuery
    """

    async def answer_all(bot):
        for tap in taps:
            with contextlib.suppress(error.TelegramError):
                await bot.answer_callback_query(**tap)

    if taps:
        call_method(base_url, token, answer_all)


# -- errors -------------------------------------------------------------------------------------


def judge_answer(message_id: int, problem: Exception) -> SendResult:
    """Sort an error of the library into our closed list; BadRequest and TimedOut are NetworkErrors too.

    :return: `SendResult`
    """
    if isinstance(problem, error.RetryAfter):
        return SendResult(
            message_id,
            failure="temporary",
            limit="chat",
            reason="Batas kecepatan kirim tercapai.",
            retry_after=read_seconds(problem.retry_after),
        )
    if isinstance(problem, error.InvalidToken | error.EndPointNotFound):
        return SendResult(message_id, failure="auth", reason="Token bot tidak berlaku lagi.")
    if isinstance(problem, error.Forbidden) or "chat not found" in str(problem).lower():
        return SendResult(
            message_id,
            failure="permanent",
            aftermath="unreachable",
            reason="Pelapor memblokir bot atau belum pernah menulis; hubungi lewat telepon.",
        )
    if isinstance(problem, error.ChatMigrated):
        return SendResult(
            message_id, failure="permanent", reason="Grup telah berpindah.", moved_to=str(problem.new_chat_id)
        )
    if isinstance(problem, error.BadRequest | error.Conflict) or "too large" in str(problem).lower():
        return SendResult(message_id, failure="permanent", reason="Telegram menolak pesan.")
    if isinstance(problem, NotTelegram):
        return SendResult(
            message_id, failure=http_post.failure_of_status(problem.status), reason="Jawaban bukan dari Telegram."
        )
    if _is_refused_by_server(problem):
        return SendResult(message_id, failure="temporary", reason="Layanan Telegram sedang terganggu.")
    return SendResult(
        message_id,
        failure=http_post.failure_of_silence(not _never_connected(problem)),
        reason="Sambungan ke Telegram terputus.",
    )


def _is_refused_by_server(problem):
    """Tell whether Telegram itself, and no connection, said that something went wrong: then no cause is named."""
    return type(problem) is error.NetworkError and problem.__cause__ is None


def _never_connected(problem):
    """Tell whether a request surely did not leave; a TLS handshake that fails is a ConnectError of httpx too."""
    return type(problem.__cause__).__name__ in ("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError")


def read_seconds(given: float | timedelta) -> int:
    """Return the seconds of a number, or of a duration, which the library gives where the environment asks for it."""
    seconds = given.total_seconds() if isinstance(given, timedelta) else given
    return max(0, min(int(seconds), 3600))
