"""Keeps secrets and citizens' words out of the server's log."""

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
        record.msg = self._hide_secret(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(self._hide_secret(value) for value in record.args)
        return True

    def _hide_secret(self, value):
        return self.pattern.sub(r"\1***", value) if isinstance(value, str) else value


logging.getLogger("werkzeug").addFilter(HideSecrets(SECRET))


class HideValues(logging.Filter):
    """Of a statement on our tables that failed, keeps which one it was: its values are what citizens wrote."""

    TABLE = re.compile(r'(?i)\b(INSERT INTO|UPDATE|DELETE FROM|FROM)\s+"?(lalisa_\w+)')

    def filter(self, record):
        if str(record.msg).startswith("bad query") and isinstance(record.args, tuple) and record.args:
            query = record.args[0]
            query = query.decode("utf-8", "replace") if isinstance(query, bytes) else str(query)
            if found := self.TABLE.search(query):
                named = [type(one).__name__ for one in record.args[1:]]
                record.args = (f"{found.group(1)} {found.group(2)} …", *named)
        return True


logging.getLogger("odoo.sql_db").addFilter(HideValues())
