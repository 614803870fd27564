"""Posting to a provider so that every failure tells whether the request may have arrived. No records."""

import threading

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_thread = threading.local()  # a request is made and ends in one thread


class Unanswered(Exception):
    """A request without a whole answer.

    :param left: whether any byte of the request may have reached the other side
    """

    def __init__(self, left):
        super().__init__("sent without an answer" if left else "not sent")
        self.left = left


def post_request(url: str, **content: object) -> requests.Response:
    """Post once, without following redirects.

    The libraries raise one and the same error for a TLS handshake that fails and for a TLS connection that breaks
    while the answer is read; so the connection itself notes when it begins to write the request.

    :param content: what `requests.post` takes
    :return: `requests.Response`, read to its end
    :raises Unanswered: no connection, or one that broke
    """
    _thread.left = False
    with requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Adapter())
        try:
            return session.post(url, allow_redirects=False, **content)
        except requests.RequestException:
            raise Unanswered(_thread.left) from None


def failure_of_silence(left: bool) -> str:
    """Return the failure of a message whose request got no whole answer, one of `retry.FAILURES`.

    :param left: whether any byte of the request may have reached the other side
    """
    return "uncertain" if left else "temporary"


def failure_of_status(status: int) -> str:
    """Return the failure of a message whose answer holds no word of the provider: a proxy's page, half of it, nothing.

    What stood in between may have passed the request on before it failed; a refusal (4xx) comes instead of that.

    :param status: the HTTP status
    """
    if status == 401:
        return "auth"
    if status == 429:
        return "temporary"
    return "permanent" if 300 <= status < 500 and status != 408 else "uncertain"


class _Noting:
    """Notes the first byte of a request; what a connection needs to come about (TLS, a proxy's CONNECT) is none."""

    _connecting = False

    def connect(self):
        self._connecting = True
        try:
            super().connect()
        finally:
            self._connecting = False

    def send(self, data):
        if self.sock is None:
            self.connect()
        if not self._connecting:
            _thread.left = True
        super().send(data)


class _PlainConnection(_Noting, HTTPConnection):
    pass


class _TlsConnection(_Noting, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Adapter(HTTPAdapter):
    _pools = {"http": _PlainPool, "https": _TlsPool}

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args, **kwargs):
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager
