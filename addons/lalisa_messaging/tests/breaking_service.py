"""A provider on loopback that breaks off at a chosen moment: real sockets, real TLS, real HTTP."""

import datetime
import ipaddress
import json
import socket
import ssl
import struct
import tempfile
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PAGE = b"<html><body>Bad gateway</body></html>"


class BreakingService:
    """Reads whole requests and then does what it is told, once for each.

    :param act: what is done with a connection after a request was read; None closes before a byte is read
    :param tls: `Certificate` or None
    """

    def __init__(self, act, tls=None):
        self.act, self.paths = act, []
        self.tls = tls
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self):
        """Ends the service; its port then refuses connections."""
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.thread.join(10)

    def _serve(self):
        while True:
            try:
                raw, _peer = self.listening.accept()
            except OSError:
                return
            with raw:
                self._talk(raw)

    def _talk(self, raw):
        if self.act is None:
            return
        raw.settimeout(20)
        try:
            with self.tls.wrap(raw) if self.tls else raw as connection:
                self.paths.append(_read_request(connection))
                self.act(connection)
        except OSError:
            return  # the other side has gone, as these tests want it to


def _read_request(connection):
    """:return: the path of a request that was read to its end"""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _blank, body = data.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    lengths = [int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:")]
    left = lengths[0] - len(body)
    while left > 0:
        left -= len(connection.recv(65536))
    return lines[0].split()[1]


# -- what a service may do after it has read a request -----------------------------------------


def answer(status, content, kind="text/html"):
    """A whole answer."""
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n"
    return lambda connection: connection.sendall(head.encode() + content)


def reset(connection):
    """The connection is torn down by an RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def close(connection):
    """The connection ends without a word; under TLS without its farewell."""
    connection.shutdown(socket.SHUT_RDWR)


def half_a_head(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")


def half_a_body(connection):
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"ok": tr')


def noise_in_tls(connection):
    """Bytes that are no TLS, in the middle of a TLS connection."""
    socket.socket.sendall(connection, b"\x00" * 64)


def silence(connection):
    """No answer within any patience."""
    connection.recv(1)


# name -> (what the service does, whether over TLS): the request has arrived, and no word of the provider comes back
LOST = {
    "reset": (reset, False),
    "closed": (close, False),
    "half a head": (half_a_head, False),
    "half a body": (half_a_body, False),
    "silence": (silence, False),
    "TLS reset": (reset, True),
    "TLS without farewell": (close, True),
    "TLS noise": (noise_in_tls, True),
    "TLS half a body": (half_a_body, True),
    **{f"{status} of a proxy": (answer(status, PAGE), False) for status in (408, 500, 502, 503, 504, 520)},
    "502 empty": (answer(502, b""), False),
    "503 as a list": (answer(503, []), False),
    "500 as JSON of a proxy": (answer(500, {"message": "upstream"}, "application/json"), False),
    "200 with a page": (answer(200, PAGE), False),
    "200 empty": (answer(200, b""), False),
}


class Certificate:
    """A certificate of this machine's address that only `path` vouches for."""

    def __init__(self, folder):
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
        address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(address, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.path = Path(folder) / "certificate.pem"
        self.path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".pem") as kept:
            kept.write(
                key.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
            kept.flush()
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(self.path, kept.name)

    def wrap(self, raw):
        return self.context.wrap_socket(raw, server_side=True)
