"""Addresses of the fake Bot API hold the bot's token, as Telegram's do: the log of requests leaves it out."""

import logging
import re

TOKEN = re.compile(r"/bot\d+:[^/\s\"]+")


class HideToken(logging.Filter):
    """Takes tokens out of what is logged of a request."""

    def filter(self, record):
        text = record.getMessage()
        if "/bot" in text:
            record.msg, record.args = TOKEN.sub("/bot…", text), ()
        return True


def install():
    """Once a process, whenever this is called."""
    requests = logging.getLogger("werkzeug")
    if not any(isinstance(one, HideToken) for one in requests.filters):
        requests.addFilter(HideToken())
