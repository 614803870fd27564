"""What cannot be made must not keep the rest from being compared."""

import traceback

FAILED = "could not be made"


def attempt_work(work, *given):
    """Return the text that some work makes, or what it failed with.

    :param work: called with the rest
    """
    try:
        return work(*given)
    except Exception:
        return f"{FAILED}\n{traceback.format_exc(limit=-4)}"
