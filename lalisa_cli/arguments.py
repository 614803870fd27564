"""How our commands read what they are called with: `argparse`, whose refusals are one sentence of ours."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from .output import Problem

NONE = "This command takes no arguments, so not {given}."
FIRST_FREE_PORT, LAST_PORT = 1024, 65535


class Parser(argparse.ArgumentParser):
    """The arguments of one command.

    :param command: what is typed for it, as `./lalisa run`
    :param text: what it does, for its `--help`
    :param refusal: the sentence of the Problem for whatever it does not take; `{given}` is what was given
    """

    def __init__(self, command: str, text: str, refusal: str) -> None:
        super().__init__(prog=command, description=text, allow_abbrev=False)
        self.refusal, self.given = refusal, ()

    def parse_args(
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """Read the arguments.

        :raises Problem: one is not taken, or missing
        """
        self.given = args
        return super().parse_args(args, namespace)

    def error(self, _message: str) -> NoReturn:
        raise Problem(self.refusal.format(given=" ".join(self.given)))


def parse_port(text: str) -> int:
    """Read the number of a port that an ordinary user may take.

    :raises ValueError: it is none
    """
    if not (text.isascii() and text.isdigit() and FIRST_FREE_PORT <= int(text) <= LAST_PORT):
        raise ValueError(text)
    return int(text)
