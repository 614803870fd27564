"""A provider's service on loopback, for the tests of the connectors: real HTTP, no provider."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class QuietHandler(BaseHTTPRequestHandler):
    """What every such service does alike; a test's own handler adds `do_GET` or `do_POST`."""

    def answer(self, status, content, kind="application/json"):
        """:param content: bytes"""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        """A test's log stays quiet."""


class LocalService:
    """Serves with a handler until `close`; `url` says where."""

    def serve(self, handler):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        # How often it looks whether it shall stop: every half a second, if it is not told, and `close` waits for it.
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
