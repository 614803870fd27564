"""What a member of staff asks for with one word. Pure functions."""

import re

WORDS = {
    "tugas": "turns",
    "giliran": "turns",
    "status": "turns",
    "lapor": "citizen",
    "petugas": "staff",
    "putus": "unlink",
    "bantuan": "help",
    "help": "help",
    "start": "help",
    "batal": "drop",
}


def find_meaning(text: str | None) -> str:
    """Return the wish in a text that is nothing but its word; empty for everything else.

    :param text: anything that a person may write, possibly None
    """
    words = re.findall(r"[^\W_]+", (text or "").lower())
    return WORDS.get(words[0], "") if len(words) == 1 else ""
