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
    size = SMALL
    while 2 * size <= largest:
        text, twice = (prefix + unit * (length // len(unit)) + "\0" for length in (size, 2 * size))
        if _seconds(function, text) > NOISE:
            # A processor that others use too is slow now and then, never fast; by turns, both meet it alike.
            rounds = [(_seconds(function, text), _seconds(function, twice)) for _ in range(3)]
            return min(longer for _, longer in rounds) / min(shorter for shorter, _ in rounds)
        size *= 2
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
