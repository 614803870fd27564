"""Words that Odoo and ITSM do not have stand in no name of the product's code."""

import io
import re
import tokenize

from lalisa_cli.home import REPO

# word: what the field calls it
GIVEN_UP = {
    "arrow": "transition",
    "deputed": "delegation",
    "diary": "chatter",
    "door": "transition, webhook",
    "lane": "drain",
    "morning": "digest",
    "pace": "rate limit",
    "paper": "report",
    "visit": "stage log",
    "wake": "trigger",
}
# What a sheet is printed on is paper, and a citizen asks for one by the word SURAT.
THING = re.compile(r"^(lalisa_)?paper_size$|^PaperSize$|^_command_paper$|^PAPER(_AGAIN)?$")
# An engine for any report prints on paper.
ENGINE = "report_weasyprint"


def list_names(path):
    """Return the names that a file of Python uses: (name, line)."""
    tokens = tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
    return [(token.string, token.start[0]) for token in tokens if token.type == tokenize.NAME]


def split_words(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().strip("_").split("_")


def is_given_up(name):
    singular = {word.removesuffix("s") for word in split_words(name)} | {word for word in split_words(name)}
    return bool(singular & set(GIVEN_UP)) and not THING.search(name)


def test_no_name_of_the_code_has_a_word_that_was_given_up():
    files = [*REPO.glob("addons/*/**/*.py"), *REPO.glob("lalisa_cli/**/*.py")]
    found = {
        f"{path.relative_to(REPO)}:{line} {name}"
        for path in files
        if not {"tests", ENGINE} & set(path.parts)
        for name, line in list_names(path)
        if is_given_up(name)
    }
    assert not found, sorted(found)


def test_a_given_up_word_is_found_in_every_spelling_and_in_no_longer_word():
    assert all(map(is_given_up, ("visit", "_open_visit", "visits", "LalisaPaceX", "wake_drains", "LANES")))
    assert not any(map(is_given_up, ("visitor", "space", "replace", "narrow", "paperformat_id", "lalisa_paper_size")))
