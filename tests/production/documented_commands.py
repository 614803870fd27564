"""The commands that our documents tell a reader to type, and which test runs each of them.

A command stands on a line of its own in a fenced block (```sh, or a fence without a language; a
backslash joins lines, `  #` begins a comment). Code within a sentence counts as a command when it
begins with a program of PROGRAMS and has more than one word.

A test runs a command by its very words, read back from the document:

    run(documented("docker compose up -d --build"))
    run(documented("certbot certonly -d NAMA", NAMA="office.test"))

so that test_documented_commands.py sees which commands are run.
"""

import ast
import functools
import re
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
TESTS = REPO / "tests"
# What a command within a sentence begins with.
PROGRAMS = {
    "./lalisa",
    "apt",
    "apt-get",
    "certbot",
    "chgrp",
    "chmod",
    "chown",
    "cp",
    "curl",
    "docker",
    "envsubst",
    "install",
    "mkdir",
    "nginx",
    "odoo",
    "openssl",
    "pip",
    "pip3",
    "psql",
    "python3",
    "restore",
    "sudo",
    "systemctl",
}
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*) *$(?P<text>.*?)^(?P=indent)``` *$", re.M | re.S)
SENTENCE_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
HEADING = re.compile(r"^##+ +(.+?) *$", re.M)


@dataclass(frozen=True)
class Command:
    """One command of a document.

    `document` is its path in the project, `section` the nearest heading above it, `text` the
    command as one line, `broken` whether a sentence breaks it over lines, which no shell takes.
    """

    document: str
    section: str
    text: str
    broken: bool = False


@functools.cache
def commands_of(document):
    """Read a document's commands in their order.

    :param document: its path in the project, as `docs/installation.md`
    :return: a tuple of Command
    """
    text = (REPO / document).read_text()
    found = []
    for match in FENCE.finditer(text):
        if match["language"] in ("", "sh"):
            found += [(match.start(), line, False) for line in _yield_lines(match["text"])]
    prose = FENCE.sub(lambda match: " " * len(match[0]), text)
    for match in SENTENCE_CODE.finditer(prose):
        words = match[1].split()
        if len(words) > 1 and words[0] in PROGRAMS:
            found.append((match.start(), " ".join(words), "\n" in match[1]))
    return tuple(
        Command(document, _find_section(text, place), line, broken)
        for place, line, broken in sorted(found, key=lambda one: one[0])
    )


def _yield_lines(block):
    """Yield the commands of a fenced block: lines joined at a backslash, without their comments."""
    for line in re.sub(r"\\\n\s*", "", block).splitlines():
        line = re.sub(r"(^|\s{2,})#.*", "", line).strip()
        if line:
            yield line


def _find_section(text, place):
    headings = [match for match in HEADING.finditer(text) if match.start() < place]
    return headings[-1][1] if headings else ""


def read_documented(text, document=None, **replaced):
    """Return a command of our documents as a test runs it.

    :param text: the command's very words, as one line
    :param document: the document that must have it; without it any of ours
    :param replaced: what stands for a word of the document, as NAMA="office.test"
    :return: the command to run
    :raises AssertionError: no document says so, or it has no such word
    """
    documents = [document] if document else _list_documents()
    assert any(text == command.text for name in documents for command in commands_of(name)), (
        f"no document tells its reader to type: {text}"
    )
    for word, value in replaced.items():
        assert word in text, f"{word} is no word of: {text}"
        text = text.replace(word, str(value))
    return text


def _list_documents():
    return ["CHANGELOG.md", *(str(path.relative_to(REPO)) for path in sorted((REPO / "docs").rglob("*.md")))]


@functools.cache
def run_by_tests():
    """Find the commands that tests run with `documented`.

    :return: a frozenset of their words
    """
    found = set()
    for path in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _get_name(node.func) == "read_documented" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    return frozenset(found)


def _get_name(function):
    return getattr(function, "attr", None) or getattr(function, "id", None)


def has_test(name):
    """Say whether `tests/production/test_x.py::test_y` is a test of ours."""
    path, _, function = name.partition("::")
    file = REPO / path
    return file.is_file() and f"def {function}(" in file.read_text()
