"""What a citizen's words ask of the service. Pure functions: text in, meaning out; they decide no category."""

import difflib
import re
import unicodedata
from dataclasses import dataclass

COMMANDS = {
    "status": "status",
    "tambah": "add",
    "cabut": "withdraw",
    "batal": "withdraw",
    "rahasia": "secret",
    "rahasiakan": "secret",
    "bantuan": "help",
    "setuju": "agree",
}
NUMBER = re.compile(r"\bLL[\s-]?(\d\d)[\s-]?(\d{4})\b", re.IGNORECASE)
# Alone, these words greet or try the line; a complaint needs something beside them.
GREETINGS = frozenset(
    "assalamualaikum assalamu alaikum wr wb salam pagi siang sore malam halo hallo hai hi hello selamat p tes test cek "
    "pak bu bapak ibu min admin permisi ping ya ok oke baik terima kasih makasih".split()
)


@dataclass(frozen=True)
class Command:
    """A command and the complaint number given with it, if any."""

    name: str
    number: str = ""


def parse(text):
    """The command of a text, tolerant of typing errors; None for everything that is more than a command.

    :param text: the citizen's words
    """
    found = NUMBER.search(text or "")
    number = f"LL-{found.group(1)}-{found.group(2)}" if found else ""
    words = _words(NUMBER.sub(" ", text or ""))
    if not words or len(words) > 2:
        return None
    if len(words) == 2 and words[1] not in ("aduan", "saya", "laporan"):
        return None
    near = difflib.get_close_matches(words[0], COMMANDS, n=1, cutoff=0.8)
    return Command(COMMANDS[near[0]], number) if near else None


def is_greeting(text):
    """Whether a text says nothing but hello."""
    words = _words(text)
    return all(word in GREETINGS for word in words)


def _words(text):
    plain = unicodedata.normalize("NFKC", text or "").lower()
    plain = re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", plain)
    return re.findall(r"[^\W_]+", plain)
