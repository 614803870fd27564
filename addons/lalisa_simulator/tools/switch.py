"""The simulator is off unless the environment switches it on: no office's server becomes a toy by accident."""

import os


def is_on() -> bool:
    return os.environ.get("LALISA_SIMULATOR") == "1"
