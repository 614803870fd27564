"""What a citizen's words ask of the service. Pure functions: text in, meaning out; they decide no category."""

import difflib
import re
import unicodedata
from dataclasses import dataclass

COMMANDS = {
    "status": "status",
    "tambah": "add",
    "tambahan": "add",
    "cabut": "withdraw",
    "batal": "withdraw",
    "rahasia": "secret",
    "rahasiakan": "secret",
    "bantuan": "help",
    "setuju": "agree",
    "baru": "new",
}
# "received" is only ever a button: in writing, any answer to the result says the same.
NAMES = frozenset({*COMMANDS.values(), "received"})
# What chat programs offer in a menu, beside our own words.
MENU = {"start": "greeting", "lapor": "new", "help": "help"}
NUMBER = re.compile(r"\bLL[\s-]?(\d\d)[\s-]?(\d{4})\b", re.IGNORECASE)
# Alone, these words greet or try the line; a complaint needs something beside them.
GREETINGS = frozenset(
    "assalamualaikum assalamu alaikum assalamualaikumwrwb waalaikumsalam wr wb salam pagi siang sore malam halo hallo "
    "hai hi hello selamat p tes test cek pak bu bapak ibu min admin permisi ping ya ok oke baik siap terima kasih "
    "makasih trims".split()
)
SCORES = {"tidak baik": 1, "kurang baik": 2, "baik": 3, "sangat baik": 4}
NAME = re.compile(r"^\s*nama(?:\s+(?:saya|ulun))?\s*(?::|adalah\b|\s)\s*([^\n,;]{2,60})", re.IGNORECASE)


@dataclass(frozen=True)
class Command:
    """A command and the complaint number given with it, if any."""

    name: str
    number: str = ""


def parse(text):
    """The command of a text, tolerant of typing errors; None for everything that is more than a command.

    :param text: the citizen's words
    """
    words = _words(NUMBER.sub(" ", text or ""))
    if not words or len(words) > 2:
        return None
    if words == ["aduan", "baru"]:
        return Command("new", number(text))
    if len(words) == 2 and words[1] not in ("aduan", "saya", "laporan"):
        return None
    # Near misses are typing errors of a whole word; short words are near to too much.
    near = difflib.get_close_matches(words[0], COMMANDS, n=1, cutoff=0.8)
    if not near or (near[0] == "baru" and words[0] != "baru"):
        return None
    return Command(COMMANDS[near[0]], number(text))


def of_button(button_id):
    """The command of a button that we offered; it may carry the number of its own complaint."""
    name, _colon, given = (button_id or "").partition(":")
    return Command(name, number(given)) if name in NAMES else None


def of_menu(command, argument=""):
    """The command chosen in a chat program's menu; whatever we do not know is a call for help."""
    return Command(MENU.get(command) or COMMANDS.get(command, "help"), number(argument))


def number(text):
    """The complaint number in a text as we write it, or an empty text."""
    found = NUMBER.search(text or "")
    return f"LL-{found.group(1)}-{found.group(2)}" if found else ""


def is_greeting(text):
    """Whether a text says nothing but hello or thanks."""
    words = _words(text)
    return all(word in GREETINGS for word in words)


def choice(text):
    """1 or 2 where a text is nothing but this answer to a question of two ways; else 0."""
    plain = " ".join(_words(text))
    return {"1": 1, "2": 2}.get(plain, 0)


def score(text):
    """The answer to the survey, 1 to 4; 0 for everything else."""
    plain = " ".join(_words(text))
    return int(plain) if plain in ("1", "2", "3", "4") else SCORES.get(plain, 0)


def name_given(text):
    """The name in "Nama: Siti"; an empty text where none is given in this form."""
    found = NAME.match(text or "")
    return " ".join(found.group(1).split()) if found else ""


def _words(text):
    plain = unicodedata.normalize("NFKC", text or "").lower()
    plain = re.sub(r"[\u200b-\u200f\u2060\ufeff]", "", plain)
    return re.findall(r"[^\W_]+", plain)
