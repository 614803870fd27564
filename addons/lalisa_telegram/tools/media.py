"""Fetching a file from Telegram: getFile tells where it lies for an hour, at the Bot API itself."""

import requests
from telegram import error

from odoo.addons.lalisa_messaging.tools.driver_types import MediaRequest, MediaResult
from odoo.addons.lalisa_messaging.tools.media_download import download_file

from . import bot_client


def fetch_file(request: MediaRequest) -> MediaResult:
    """Fetch one file of at most 20 MB; runs in a thread.

    The file's address holds the token: it is in no log and no answer.

    :param request: `MediaRequest`
    :return: `MediaResult`
    """
    try:
        told = bot_client.call_method(request.url, request.token, lambda bot: bot.get_file(request.ref))
        if (told.file_size or 0) > request.max_bytes:
            return MediaResult(request.message_id, failure="too_large")
        result = download_file(request, told.file_path or "")
        cut_off = not result.failure and len(result.content) < (told.file_size or 0)
        return MediaResult(request.message_id, failure="temporary") if cut_off else result
    except error.TelegramError as problem:
        return judge_answer(request.message_id, problem)
    except requests.RequestException:
        return MediaResult(request.message_id, failure="temporary")


def judge_answer(message_id: int, problem: Exception) -> MediaResult:
    """Return what a refusal of getFile means: only what Telegram says of the file itself is final."""
    if isinstance(problem, error.RetryAfter):
        return MediaResult(message_id, failure="temporary", retry_after=bot_client.read_seconds(problem.retry_after))
    if isinstance(problem, error.BadRequest):
        return MediaResult(message_id, failure="too_large" if "too big" in str(problem).lower() else "expired")
    return MediaResult(message_id, failure="temporary")
