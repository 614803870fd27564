"""The promise of every provider about answers that are lost, as tests to share."""

import tempfile
from contextlib import closing

from . import breaking_service as breaking


class LostAnswersCase:
    """Base beside a channel's own case: a request that arrived may be repeated only on the provider's own word.

    The channel gives `transport` (the module with `ANSWER_SECONDS`), `method` (the end of the path that sends a
    text), `_send` and `_distrust`.
    """

    transport = None
    method = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.certificate = breaking.Certificate(folder.name)
        cls.classPatch(cls.transport, "ANSWER_SECONDS", 1)

    def _send(self, url, **queue):
        """Send one message to a service.

        :param url: the service's address
        :param queue: as for `_queue`
        :return: `SendResult`
        """
        raise NotImplementedError

    def _distrust(self):
        """Return a context in which the service's certificate is not trusted."""
        raise NotImplementedError

    def serve(self, act, tls=False):
        """Start a service that is closed after the test.

        :return: the service
        """
        service = breaking.BreakingService(act, self.certificate if tls else None)
        self.addCleanup(service.close)
        return service

    def sent_to(self, act, tls=False, **queue):
        """Send one message to a service that does `act`.

        :return: (the failure, the ends of the paths that were asked for)
        """
        service = breaking.BreakingService(act, self.certificate if tls else None)
        with closing(service):
            failure = self._send(service.url, **queue).failure
        return failure, [path.rpartition("/")[2] for path in service.paths]

    def test_a_request_that_arrived_and_brought_no_word_of_the_provider_is_uncertain(self):
        for name, (act, tls) in breaking.LOST.items():
            with self.subTest(name):
                self.assertEqual(self.sent_to(act, tls), ("uncertain", [self.method]))

    def test_a_request_that_never_left_is_temporary(self):
        closed = breaking.BreakingService(None)
        closed.close()
        cut_off = self.serve(None)
        served = self.serve(breaking.close, tls=True)
        never = {
            "refused": closed.url,
            "refused under TLS": closed.url.replace("http", "https"),
            "unknown host": "https://tidak-ada.invalid",
            "handshake cut off": cut_off.url.replace("http", "https"),
        }
        for name, url in never.items():
            with self.subTest(name):
                self.assertEqual(self._send(url).failure, "temporary")
        with self._distrust():
            self.assertEqual(self._send(served.url).failure, "temporary", "an unknown certificate")
        self.assertEqual(served.paths, [])
