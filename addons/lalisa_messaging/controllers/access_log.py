"""Keeps a webhook's key, and the verify token behind it, out of the server's access log."""
import logging
import re

SECRET = re.compile(r"(/lalisa/webhook/[a-z_]+/)\S+")


class HideSecrets(logging.Filter):
    """Changes the line, never drops it.

    :param pattern: what comes after its first group is a secret
    """

    def __init__(self, pattern):
        super().__init__()
        self.pattern = pattern

    def filter(self, record):
        record.msg = self._hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(self._hidden(value) for value in record.args)
        return True

    def _hidden(self, value):
        return self.pattern.sub(r"\1***", value) if isinstance(value, str) else value


logging.getLogger("werkzeug").addFilter(HideSecrets(SECRET))
