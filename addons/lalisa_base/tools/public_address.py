"""The guard for addresses that come from data: the server calls public https addresses only.

Whoever can enter an address must not make the server reach what only the server can reach: itself, the
office's network, the metadata service of a cloud. Pure functions and a session for `requests`; no env.
"""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError
from urllib3.util.connection import create_connection

# IPv6 addresses that carry an IPv4 address in their last 32 bits (NAT64, RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
PORTS = {"http": 80, "https": 443}


class ForbiddenAddress(ValueError):
    """An address that the server does not call; the text names no more than the host."""


def is_public_ip(text: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    :param text: an address as `socket.getaddrinfo` gives it, IPv4 or IPv6
    :return: bool; an IPv4 address inside an IPv6 one is judged as itself
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if address.version == 6:
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or [None])[-1]
        if address in NAT64:
            inner = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public_ip(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved


def get_origin(url: str) -> str:
    """Return scheme, host and port of an address, as 'https://host:443'.

    :param url: text
    :raises ForbiddenAddress: it is no address of a host, or names a user
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or PORTS.get(parts.scheme)
    except ValueError as error:
        raise ForbiddenAddress("not an address") from error
    if not host or not port or "@" in parts.netloc or any(one in url for one in " \\\r\n\t"):
        raise ForbiddenAddress("not an address")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}:{port}"


def check_public(url: str, allowed: Iterable[str] = (), schemes: Iterable[str] = ("https",)) -> None:
    """Check that the server may call an address.

    The name is resolved; one that does not resolve now passes, because `PublicSession` looks again when it connects.

    :param url: text
    :param allowed: addresses whose origin (scheme, host, port) may be called though it is not public
    :param schemes: the schemes that may be called
    :raises ForbiddenAddress: it may not be called
    """
    origin = get_origin(url)
    if is_allowed_origin(origin, allowed):
        return
    scheme, _, rest = origin.partition("://")
    if scheme not in schemes:
        raise ForbiddenAddress(f"not {' or '.join(schemes)}")
    host, _, port = rest.rpartition(":")
    try:
        found = _resolve_host(host.strip("[]"), int(port))
    except OSError:
        return
    if not all(is_public_ip(address[0]) for _family, address in found):
        raise ForbiddenAddress("not a public address")


def is_public(url: str, allowed: Iterable[str] = (), schemes: Iterable[str] = ("https",)) -> bool:
    """Tell whether the server may call an address; see `check_public`."""
    try:
        check_public(url, allowed, schemes)
    except ForbiddenAddress:
        return False
    return True


def is_allowed_origin(origin: str, allowed: Iterable[str]) -> bool:
    """Tell whether an origin is among addresses that were allowed by name.

    :param origin: as `origin_of` gives it
    :param allowed: list of addresses; what is none of them is passed over
    """
    for one in allowed:
        try:
            if get_origin(one) == origin:
                return True
        except ForbiddenAddress:
            continue
    return False


def _resolve_host(host: str, port: int) -> list[tuple[int, tuple]]:
    """Return [(family, (ip, port, ...))] of a name.

    :raises OSError: the name is not known
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _kind, _protocol, _name, address in found]


def _connect_public(connection: HTTPConnection) -> socket.socket:
    """Open the socket of a urllib3 connection to a public address: the name is resolved once, judged and then used.

    :raises NewConnectionError: the host has an address that is not public, or none answers
    """
    try:
        found = _resolve_host(connection.host, connection.port)
    except (OSError, UnicodeError) as error:
        raise NewConnectionError(connection, "the name is not known") from error
    if not found or not all(is_public_ip(address[0]) for _family, address in found):
        raise NewConnectionError(connection, "not a public address")
    failure = None
    for _family, address in found:
        try:
            return create_connection(
                address[:2], connection.timeout, connection.source_address, connection.socket_options
            )
        except OSError as error:
            failure = error
    raise NewConnectionError(connection, "no connection") from failure


class _PublicHTTPConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect_public(self)


class _PublicHTTPSConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect_public(self)


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTPConnection


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPSConnection


class _PublicAdapter(HTTPAdapter):
    """Connections of the plain kind go through `_connect`; those through the machine's own proxy are the proxy's."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicHTTPPool, "https": _PublicHTTPSPool}


class PublicSession(requests.Session):
    """A `requests` session that calls public addresses only and follows no redirect.

    :param allowed: addresses whose origin may be called though it is not public
    :param schemes: the schemes that may be called
    """

    def __init__(self, allowed: Iterable[str] = (), schemes: Iterable[str] = ("https",)) -> None:
        super().__init__()
        self.allowed, self.schemes = tuple(allowed), tuple(schemes)
        for scheme in PORTS:
            self.mount(f"{scheme}://", _PublicAdapter())
        self._by_name = HTTPAdapter()

    def get_adapter(self, url: str) -> HTTPAdapter:
        """See `requests.Session.get_adapter`; what was allowed by name is called without a look at its address."""
        return self._by_name if is_allowed_origin(get_origin(url), self.allowed) else super().get_adapter(url)

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:
        """See `requests.Session.request`. :raises ForbiddenAddress: the address may not be called"""
        check_public(url, self.allowed, self.schemes)
        kwargs["allow_redirects"] = False
        return super().request(method, url, **kwargs)
