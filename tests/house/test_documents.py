"""The documents for maintainers name functions, files and tests that there are."""

import re
import subprocess
from functools import cache

import pytest

from lalisa_cli.home import REPO

DOCUMENTS = ["CONTRIBUTING.md", "docs/architecture.md", "docs/security.md", "docs/performance.md"]
# Of other products.
FOREIGN = {"_sla"}
QUOTED = re.compile(r"`([^`]+)`")
FILE = re.compile(r"[\w/.-]+\.(?:py|xml|js|scss|css|yaml)(?![\w-])")
FUNCTION = re.compile(r"(?<![\w/.{<-])_[a-z]\w+\b")
TEST = re.compile(r"\btest_\w+")


@cache
def list_files():
    """Return the paths of the checkout's files."""
    told = subprocess.run(["git", "ls-files"], cwd=REPO, capture_output=True, text=True, check=True).stdout
    return told.splitlines()


@cache
def collect_names():
    """Return every word of the code."""
    sources = (REPO / path for path in list_files() if path.endswith((".py", ".js", ".xml")))
    return {word for source in sources for word in re.findall(r"\w+", source.read_text())}


def find_missing(text):
    """Return what a document names and the checkout does not have; a row for a new file is left out."""
    missing = []
    for line in text.splitlines():
        quoted = [] if "(new)" in line else QUOTED.findall(line)
        named = [name for words in quoted for name in FILE.findall(words)]
        missing += [name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in list_files())]
        functions = [name for words in quoted for name in FUNCTION.findall(FILE.sub("", words))]
        tests = [name for words in quoted for name in TEST.findall(FILE.sub("", words))]
        stems = {path.rpartition("/")[2].partition(".")[0] for path in list_files()}
        missing += [name for name in functions + tests if name not in collect_names() | stems | FOREIGN]
    return missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_names_is_there(document):
    assert find_missing((REPO / document).read_text()) == []


def test_what_is_not_there_is_found():
    function, test = "_nobody" + "_has_this", "test_of" + "_nothing"
    text = f"`{function}`, `models/nowhere.py`, `{test}`\n| `models/later.py` (new) |\n`_transition`"
    assert sorted(find_missing(text)) == sorted(["models/nowhere.py", function, test])
