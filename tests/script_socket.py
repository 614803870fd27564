"""Odoo's server with a socket for tests: a script that comes in runs inside the server, as in `odoo shell`.

A shell has to read all addons and build the registry, for seconds; the server has done so. It is a socket whose
path is in `LALISA_TEST_SOCKET`. What it is sent is JSON, as what it answers; `tests/standing.py` sends it.
"""

import functools
import io
import json
import os
import socketserver
import sys
import threading
import traceback

SCRIPT_SOCKET = os.environ["LALISA_TEST_SOCKET"]


class ScriptSocket(socketserver.StreamRequestHandler):
    def handle(self):
        asked = json.loads(self.rfile.readline())
        try:
            answer = {"printed": run_script(asked["database"], asked["script"])}
        except BaseException:
            answer = {"failed": traceback.format_exc()}
        self.wfile.write(json.dumps(answer).encode())


def run_script(name, script):
    """Run a script as `odoo shell` does: what it does not commit is undone.

    :return: what it printed
    """
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry

    printed = io.StringIO()
    threading.current_thread().dbname = name
    registry = Registry(name).check_signaling()
    with registry.cursor() as cursor:
        context = Environment(cursor, SUPERUSER_ID, {})["res.users"].context_get()
        env = Environment(cursor, SUPERUSER_ID, context)
        try:
            exec(script, {"env": env, "print": functools.partial(print, file=printed)})  # noqa: S102 - a test's own
        finally:
            cursor.rollback()
            registry.signal_changes()
    return printed.getvalue()


if __name__ == "__main__":
    sys.path.pop(0)  # the tests' own modules are none of Odoo's
    import odoo.cli

    threading.Thread(
        target=socketserver.UnixStreamServer(SCRIPT_SOCKET, ScriptSocket).serve_forever, daemon=True
    ).start()
    odoo.cli.main()
