import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

import requests

from odoo.tests import BaseCase

from ..tools import public_address
from ..tools.public_address import ForbiddenAddress, PublicSession, is_public, is_public_ip

INNER = (  # as text: nothing listens there
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 - looked at, not bound
    "10.1.2.3",
    "172.31.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::a00:1",
    "2002:7f00:1::",
    "2001:0:0:0:0:0:80ff:fffe",
    "no address",
)
OUTER = ("8.8.8.8", "93.184.216.34", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8")


class TestPublicAddress(BaseCase):
    """The server reaches public addresses only, whatever an address looks like and whatever its name says later."""

    def resolving(self, *answers):
        """Name servers that give one answer after another, the last one for ever."""
        left = list(answers)

        def lookup(_host, port, *_args, **_kwargs):
            address = left.pop(0) if len(left) > 1 else left[0]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        return patch.object(public_address.socket, "getaddrinfo", lookup)

    def test_addresses_of_the_machine_and_of_inner_networks_are_not_public(self):
        for one in INNER:
            with self.subTest(one):
                self.assertFalse(is_public_ip(one))
        for one in OUTER:
            with self.subTest(one):
                self.assertTrue(is_public_ip(one))

    def test_a_name_is_judged_by_what_it_resolves_to(self):
        with self.resolving("10.0.0.7"):
            self.assertFalse(is_public("https://push.example.org/x"))
        with self.resolving("93.184.216.34"):
            self.assertTrue(is_public("https://push.example.org/x"))
            self.assertFalse(is_public("http://push.example.org/x"))

    def test_a_name_that_changes_between_the_look_and_the_call_reaches_nothing(self):
        with _Listener() as listener, self.resolving("93.184.216.34", "127.0.0.1"):
            with self.assertRaises(requests.ConnectionError):
                PublicSession(schemes=("http",)).get(f"http://push.example.org:{listener.port}/x", timeout=5)
            self.assertEqual(listener.heard, [])

    def test_what_is_allowed_by_name_is_that_very_host_and_port(self):
        with _Listener() as listener, _Listener() as other:
            session = PublicSession(allowed=[listener.url])
            self.assertEqual(session.get(f"{listener.url}/x", timeout=5).status_code, 200)
            with self.assertRaises(ForbiddenAddress):
                session.get(f"{other.url}/x", timeout=5)
            with self.assertRaises(ForbiddenAddress):
                session.get(f"{listener.url}@127.0.0.1:{other.port}/x", timeout=5)
            self.assertEqual((listener.heard, other.heard), (["/x"], []))

    def test_no_redirect_is_followed(self):
        with _Listener() as inner, _Listener(onward=inner.url) as outer:
            session = PublicSession(allowed=[outer.url, inner.url])
            answer = session.get(f"{outer.url}/x", timeout=5, allow_redirects=True)
            self.assertEqual((answer.status_code, inner.heard), (302, []))


class _Listener:
    """A server of this machine that notes what it is asked."""

    def __init__(self, onward=""):
        self.heard = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                listener.heard.append(self.path)
                self.send_response(302 if onward else 200)
                if onward:
                    self.send_header("Location", onward)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments):
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.server.shutdown()
        self.server.server_close()
