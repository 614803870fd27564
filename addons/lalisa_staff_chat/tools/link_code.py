"""The one-time code that ties a chat account to a member of staff or a team. Pure functions."""

import re
import secrets

# Without letters and digits that are taken for one another; ten of them are 49 bits.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
HALF = 5
# What is typed, and what a link of a chat program carries.
TYPED = re.compile(r"\s{0,99}taut(?:kan)?[\s:]{1,99}([a-z0-9]{5})[\s-]?([a-z0-9]{5})\s{0,99}", re.IGNORECASE)
PAYLOAD = re.compile(r"taut-([a-z0-9]{10})", re.IGNORECASE)


def create_code() -> str:
    """Return a code that nobody guesses within its life."""
    return "".join(secrets.choice(ALPHABET) for _place in range(2 * HALF))


def format_message(code: str) -> str:
    """Return the message that redeems a code."""
    return f"TAUT {code[:HALF]}-{code[HALF:]}"


def format_command(code: str) -> str:
    """Return the same as a command: of what is written in a group, a bot sees nothing else."""
    return f"/taut {code[:HALF]}-{code[HALF:]}"


def format_payload(code: str) -> str:
    """Return the argument with which a link of the chat program redeems a code."""
    return f"taut-{code}"


def find_in_text(text: str | None) -> str:
    """Return the code that a message offers; empty where it offers none.

    :param text: anything that a person may write, possibly None
    """
    found = TYPED.fullmatch(text or "")
    return (found.group(1) + found.group(2)).upper() if found else ""


def find_in_payload(argument: str | None) -> str:
    """Return the code that a link brought; empty where it brought something else."""
    found = PAYLOAD.fullmatch(argument or "")
    return found.group(1).upper() if found else find_in_text(f"taut {argument or ''}")
