"""How often one address may ask. The proxy holds back more, and before it reaches a worker."""
import time

MAX_ADDRESSES = 10_000


class Pace:
    """At most `most` requests of an address in `span` seconds, counted by this process.

    Many telephones share one address of their network: `most` is for a script, not for a village.
    """

    def __init__(self, most, span):
        self.most = most
        self.span = span
        self.counts = {}

    def allows(self, address):
        """Counts one request.

        :return: whether it may be answered
        """
        window = int(time.monotonic() // self.span)
        since, count = self.counts.get(address, (window, 0))
        count = count + 1 if since == window else 1
        if len(self.counts) >= MAX_ADDRESSES:
            self.counts.clear()
        self.counts[address] = (window, count)
        return count <= self.most
