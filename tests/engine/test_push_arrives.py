"""A turn reaches a telephone: through Odoo's web push, over real HTTP, readable by that telephone only."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.processes import until

POINT = (Encoding.X962, PublicFormat.UncompressedPoint)


class Telephone:
    """A browser's push subscription and the push service that it listens to."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"0123456789abcdef"
        self.bodies = []
        telephone = self

        class Service(BaseHTTPRequestHandler):
            def do_POST(self):
                telephone.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(201)
                self.end_headers()

            def log_message(self, *_arguments):
                """Quiet."""

        self.service = HTTPServer(("127.0.0.1", 0), Service)
        threading.Thread(target=self.service.serve_forever, daemon=True).start()

    def allow(self, server):
        """Name this push service, which has no public address, among those that the server may call."""
        address = self.subscription["endpoint"]
        server.login("admin").call("ir.config_parameter", "set_param", "lalisa_base.allowed_addresses", address)

    @property
    def subscription(self):
        public = self.key.public_key().public_bytes(*POINT)
        return {
            "endpoint": f"http://127.0.0.1:{self.service.server_port}/push",
            "keys": {"p256dh": _encode_text(public), "auth": _encode_text(self.secret)},
        }

    def notifications(self):
        """Return what it shows, decrypted as RFC 8291 says."""
        return [json.loads(self._opened(body)) for body in self.bodies]

    def _opened(self, body):
        salt, sender, sealed = body[:16], body[21:86], body[86:]
        mine = self.key.public_key().public_bytes(*POINT)
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        seed = _derive_key(self.secret, b"WebPush: info\x00" + mine + sender, shared, 32)
        key = _derive_key(salt, b"Content-Encoding: aes128gcm\x00", seed, 16)
        nonce = _derive_key(salt, b"Content-Encoding: nonce\x00", seed, 12)
        return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x02")


def _derive_key(salt, info, secret, length):
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _encode_text(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@pytest.fixture
def telephone():
    one = Telephone()
    yield one
    one.service.shutdown()


def test_the_turn_of_the_section_head_rings_their_registered_telephone(server, telephone):
    kasi, operator = server.login("kasi"), server.login("operator")
    telephone.allow(server)
    key = kasi.call("mail.push.device", "get_web_push_vapid_public_key")
    kasi.call("mail.push.device", "register_devices", vapid_public_key=key, **telephone.subscription)
    category = operator.call("lalisa.category", "search", [["code", "=", "TRN"]])[0]
    made = operator.call("lalisa.complaint", "create", [{"summary": "Sapi di jalan raya", "category_id": category}])[0]
    items = operator.call("lalisa.complaint.check", "search", [["complaint_id", "=", made]])
    operator.call("lalisa.complaint.check", "write", items, {"done": True})
    operator.call("lalisa.complaint", "action_advance", [made])
    number = operator.call("lalisa.complaint", "read", [made], ["number"])[0]["number"]

    # The demo's own complaints ring too.
    def ours():
        return [one for one in telephone.notifications() if one["title"] == number]

    shown = until(ours, 60, lambda: server.log_text()[-2000:])[0]
    assert "Bapak/Ibu" in shown["options"]["body"]
    assert shown["options"]["data"] == {"model": "lalisa.complaint", "res_id": made}
    assert "Sapi" not in json.dumps(shown)
