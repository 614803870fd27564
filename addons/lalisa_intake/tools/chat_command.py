"""What a citizen's words ask of the service. Pure functions: text in, meaning out; they decide no category."""

import re
import unicodedata
from dataclasses import dataclass

from . import words

COMMAND_OF = {form: name for name, forms in words.COMMANDS.items() for form in forms.split()}
# Near misses of a long word are typing errors; short words are near to too much.
LONG = [form for form in COMMAND_OF if len(form) > 4]
# "received" is only ever a button: in writing, any answer to the result says the same.
NAMES = frozenset({*words.COMMANDS, "received"})
# What chat programs offer in a menu, beside our own words.
MENU = {"start": "greeting", "lapor": "new", "help": "help"}
NUMBER = re.compile(r"\bLL[\s./_\u2010-\u2015-]*(\d\d)[\s./_\u2010-\u2015-]*(\d{1,5})\b", re.IGNORECASE)
MOST_WORDS = 8
# These ask for no complaint's sake whether the person is told of news at all.
ABOUT_NOTICES = frozenset({"stop", "start"})
# A cry for help is no small talk, though commands may be asked for with the same word.
CRIES = frozenset("tolong tlg bantu cepat lakasi segera darurat gawat sos".split())
NOTHING = (words.GREETINGS | words.ANNOUNCING | words.AROUND) - CRIES
# Letters that were held down count once: "haloooo" is hello.
REPEATED = re.compile(r"(.)\1+")
NOTHING_ONCE = frozenset(REPEATED.sub(r"\1", word) for word in NOTHING)
PAPER = re.compile(words.PAPER, re.IGNORECASE)
PHRASES = re.compile("|".join(words.PHRASES), re.IGNORECASE)
AHEAD = {"new": re.compile(words.ANOTHER, re.IGNORECASE), "add": re.compile(words.MORE, re.IGNORECASE)}
UNNAMED = re.compile(words.UNNAMED, re.IGNORECASE)
VOWELS = re.compile(r"[aeiou]")
SCORES = {"tidak baik": 1, "kurang baik": 2, "baik": 3, "sangat baik": 4}
# "Nama: Siti", "Nama saya Siti", or the word before what looks like a name.
NAME = re.compile(
    r"^\s*(?:(?:nama|ngaran)\s+(?:lengkap\s+)?(?:saya|sy|aku|ulun|unda)\s*(?::|adalah\b)?|(?:nama|ngaran)\s*[:=])"
    r"\s*([^\n,;]{2,60})",
    re.IGNORECASE,
)
BARE_NAME = re.compile(r"^\s*(?:[Nn]ama|[Nn]garan|NAMA)\s+((?:[A-Z][\w'.]*\s?){1,4})\s*$")


@dataclass(frozen=True)
class Command:
    """A command and the complaint number given with it, if any; of a number its last figures may be given."""

    name: str
    number: str = ""


def parse_command(text: str | None) -> Command | None:
    """Return the command of a text, tolerant of typing errors; None for everything that is more than a command.

    :param text: the citizen's words
    """
    given = _split_words(PAPER.sub("surat", NUMBER.sub(" ", text or "")))
    if len(given) > MOST_WORDS:
        return None
    figures = [word for word in given if word.isdecimal()]
    spoken = [word for word in given if not word.isdecimal()]
    left = [word for word in spoken if word not in words.AROUND]
    if not figures and (wish := _find_notice_wish(left)):
        return Command(wish)
    name = _find_paraphrase(spoken) or (_find_named_command(left[0]) if len(left) == 1 else None)
    if not name or name in ABOUT_NOTICES or len(figures) > 1 or (figures and len(figures[0]) > 4):
        return None
    if name == "new" and len(given) > 1 and not words.MATTERS.intersection(given):
        # "Baru saja tadi" answers when it happened.
        return None
    return Command(name, find_number(text) or (figures[0].zfill(4) if figures else ""))


def _find_notice_wish(left: list[str]) -> str | None:
    """Return 'stop' or 'start' where nothing but one of them and what it may be about is said; else None."""
    meant = [word for word in left if word not in words.NOTICES] or left
    name = _find_named_command(meant[0]) if len(meant) == 1 else None
    return name if name in ABOUT_NOTICES else None


def _find_paraphrase(given: list[str]) -> str | None:
    """Return what is asked for in other words: "how is my report?", "I want to report again"."""
    if _is_off(given):
        return "withdraw"
    if not (words.AROUND | words.ASKING | words.NEWS).issuperset(given):
        return None
    if "lagi" in given and words.MATTERS.intersection(given):
        return "new"
    asked = words.THEIRS.intersection(given) and words.ASKING.intersection(given)
    return "status" if asked or words.NEWS.issubset(given) else None


def _is_off(given: list[str]) -> bool:
    """Tell whether nothing is said but "tidak jadi": it is off."""
    off = any(one in words.NO and after == "jadi" for one, after in zip(given, given[1:], strict=False))
    return off and (words.NO | words.AROUND | {"jadi"}).issuperset(given)


def _find_named_command(word: str) -> str | None:
    if word in COMMAND_OF:
        return COMMAND_OF[word]
    if word in words.NOT_MEANT or len(word) < 4:
        return None
    return next((COMMAND_OF[form] for form in LONG if _is_one_slip(word, form) or _lacks_only_vowels(word, form)), None)


def _is_one_slip(word: str, form: str) -> bool:
    """Tell whether one letter is missing, too many, wrong, or two have changed places."""
    while word and form and word[0] == form[0]:
        word, form = word[1:], form[1:]
    while word and form and word[-1] == form[-1]:
        word, form = word[:-1], form[:-1]
    return max(len(word), len(form)) <= 1 or (len(word) == len(form) == 2 and word == form[::-1])


def _lacks_only_vowels(word: str, form: str) -> bool:
    """Tell whether only vowels were left out, as in "batlkn"."""
    letters = iter(form)
    return VOWELS.sub("", word) == VOWELS.sub("", form) and all(letter in letters for letter in word)


def find_announcement(text: str | None) -> str:
    """Return what a text says of itself first: 'new' ("aduan baru: …"), 'add' ("tambahan: …"), or nothing."""
    return next((name for name, pattern in AHEAD.items() if pattern.search(text or "")), "")


def is_no(text: str | None) -> bool:
    """Tell whether a text only says no."""
    given = set(_split_words(text))
    return bool(words.NO & given) and (words.NO | words.REFUSED | NOTHING).issuperset(given)


def is_yes(text: str | None) -> bool:
    """Tell whether a text only says yes."""
    given = set(_split_words(text))
    return bool(words.YES & given) and (words.YES | words.AGREED | NOTHING).issuperset(given)


def asks_to_be_unnamed(text: str | None) -> bool:
    """Tell whether a text asks, beside what it tells, that its writer is not named."""
    return bool(UNNAMED.search(text or ""))


def is_number_only(text: str | None) -> bool:
    """Tell whether a text is nothing but the number of a complaint, with or without words around it."""
    if not NUMBER.search(text or ""):
        return False
    return words.AROUND.issuperset(_split_words(NUMBER.sub(" ", text)))


def only_names(text: str | None, summary: str | None) -> bool:
    """Tell whether a text does nothing but point at what a summary tells of: "the one with the cow"."""
    told = set(_split_words(summary)) - NOTHING
    left = {word for word in _split_words(text) if word not in words.AROUND and not _find_named_command(word)}
    return bool(left) and told.issuperset(left)


def parse_button(button_id: str | None) -> Command | None:
    """Return the command of a button that we offered; it may carry the number of its own complaint."""
    name, _colon, given = (button_id or "").partition(":")
    return Command(name, find_number(given)) if name in NAMES else None


def parse_menu(command: str, argument: str = "") -> Command:
    """Return the command chosen in a chat program's menu; whatever we do not know is a call for help."""
    return Command(MENU.get(command) or COMMAND_OF.get(command, "help"), find_number(argument))


def find_number(text: str | None) -> str:
    """Return the complaint number in a text as we write it, or an empty text."""
    found = NUMBER.search(text or "")
    return f"LL-{found.group(1)}-{found.group(2).zfill(4)}" if found else ""


def is_greeting(text: str | None) -> bool:
    """Tell whether a text has told nothing yet: hello, thanks, trying the line, or that somebody wants to report."""
    given = _split_words(PHRASES.sub(" ", text or ""))
    if sum(map(len, given)) <= 2:
        return True
    return all(
        word in NOTHING
        or REPEATED.sub(r"\1", word) in NOTHING_ONCE
        or word.startswith(words.SALAM)
        or (word.isdecimal() and len(word) <= 3)
        for word in given
    )


def is_cry(text: str | None) -> bool:
    """Tell whether a text only calls for help: it stands as a complaint, and what has happened is still to be told."""
    given = set(_split_words(text))
    return bool(CRIES & given) and (CRIES | NOTHING).issuperset(given)


def parse_choice(text: str | None) -> int:
    """Return 1 or 2 where a text is nothing but this answer to a question of two ways; else 0."""
    plain = " ".join(_split_words(text))
    return {"1": 1, "2": 2}.get(plain, 0)


def parse_score(text: str | None) -> int:
    """Return the answer to the survey, 1 to 4; 0 for everything else."""
    plain = " ".join(_split_words(text))
    return int(plain) if plain in ("1", "2", "3", "4") else SCORES.get(plain, 0)


def find_name(text: str | None) -> str:
    """Return the name in "Nama: Siti"; an empty text where none is given in this form."""
    found = NAME.match(text or "") or BARE_NAME.match(text or "")
    return " ".join(found.group(1).split()) if found else ""


def _split_words(text: str | None) -> list[str]:
    plain = unicodedata.normalize("NFKC", text or "").lower()
    # Within a word an apostrophe, a mark that hides and an accent are nothing: assalamu'alaikum is one word.
    plain = re.sub(r"[\u200b-\u200f\u2060\ufeff'\u2018\u2019`\u02bc\u0640\u064b-\u065f\u0670]", "", plain)
    return re.findall(r"[^\W_]+", plain)
