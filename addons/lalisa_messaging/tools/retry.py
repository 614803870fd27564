"""When to try again, and the closed list of ways to fail."""

import random

# temporary: try again. uncertain: the bytes left and no answer came, so never send blindly again. window: outside
# the time for free answers. auth: our own key is bad, so the channel pauses. permanent: trying again cannot help.
FAILURES = ("temporary", "uncertain", "window", "auth", "permanent")
STEPS = (5, 30, 120, 600, 3600)
MAX_ATTEMPTS = len(STEPS) + 1


class NotYet(Exception):
    """Something that cannot be done now and is no failure."""

    def __init__(self, reason: str, seconds: int = 5, awaits: str | bool = False) -> None:
        """Say why, and when to try again.

        :param awaits: the provider's id of the message that it waits for; it then holds back nothing behind it
        """
        super().__init__(reason)
        self.seconds = seconds
        self.awaits = awaits


def compute_delay(attempts: int, retry_after: int = 0) -> float:
    """Return the seconds until the next attempt, with jitter so that many do not come back at once.

    :param attempts: how many were made, at least 1
    :param retry_after: what the provider asked for, in seconds
    """
    step = STEPS[min(attempts, len(STEPS)) - 1]
    return max(retry_after, step) + random.uniform(0, step / 5)  # noqa: S311 - spreading load, not a secret


def compute_chat_delay(attempts: int) -> int:
    """Return the seconds until one person may be written to again, after a provider said that it was too fast.

    :param attempts: how many were made, at least 1
    """
    return min(4 ** (attempts - 1), 900)
