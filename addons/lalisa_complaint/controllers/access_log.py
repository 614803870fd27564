"""Keeps the secret of a tracking address out of the server's access log."""

import logging
import re

_SECRET = re.compile(r"(/aduan/[^/\s]+/)[^\s?]+")


class HideTrackingToken(logging.Filter):
    """Changes the line, never drops it."""

    def filter(self, record):
        record.msg = _hide_token(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_hide_token(value) for value in record.args)
        return True


def _hide_token(value):
    return _SECRET.sub(r"\1***", value) if isinstance(value, str) else value


logging.getLogger("werkzeug").addFilter(HideTrackingToken())
