"""How the time of a function grows with its text: the processor's own time, so that a busy machine does not count."""

import gc
import time

SMALL = 2_500  # characters; what takes the square is found in a text that costs little
LARGEST = 4 * 1024 * 1024
NOISE = 0.05  # seconds; what is faster tells nothing


def growth(function, unit, prefix="", largest=LARGEST):
    """Doubles a text until the time for it can be measured.

    :param function: takes a text
    :param unit: what the text repeats
    :param prefix: what stands before
    :param largest: the longest text that is tried, in characters
    :return: how many times longer twice the text takes; 1 where even the longest takes no time
    """
    size, before = SMALL, None
    while size <= largest:
        text = prefix + unit * (size // len(unit)) + "\0"
        spent = _seconds(function, text)
        if spent > NOISE:
            # A processor that others use too is slow now and then, never fast.
            spent = min(spent, _seconds(function, text), _seconds(function, text))
        if before and before > NOISE:
            return spent / before
        before, size = spent, size * 2
    return 1


def _seconds(function, text):
    collects = gc.isenabled()
    gc.disable()
    try:
        begun = time.thread_time()
        function(text)
        return time.thread_time() - begun
    finally:
        if collects:
            gc.enable()
