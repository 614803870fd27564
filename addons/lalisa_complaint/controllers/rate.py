"""How often one address may ask for a public page. In the memory of each process: the proxy of `config/` is the
first wall, this is the second."""

from collections import OrderedDict
from threading import Lock
from time import monotonic

# Addresses remembered; the ones not seen for longest are forgotten first.
REMEMBERED = 10_000


class Limiter:
    """:param count: how many requests an address has in `seconds`"""

    def __init__(self, count, seconds):
        self.count, self.seconds = count, seconds
        self._asked = OrderedDict()
        self._lock = Lock()

    def allow_request(self, address, now=None):
        """Note a request and say whether it may be answered.

        :param now: seconds on any clock that only goes forward
        """
        now = monotonic() if now is None else now
        with self._lock:
            asked = [moment for moment in self._asked.pop(address, ()) if moment > now - self.seconds]
            allowed = len(asked) < self.count
            self._asked[address] = [*asked, now] if allowed else asked
            if len(self._asked) > REMEMBERED:
                self._asked.popitem(last=False)
        return allowed
