"""The text for maintainers names files that are there, and the limits that hold."""

import re
import tomllib

from lalisa_cli.home import REPO

TEXT = (REPO / "CONTRIBUTING.md").read_text()
# A path within code: it has a slash and ends with a file's name or a slash.
PATH = re.compile(r"`((?:[\w.-]+/)+(?:[\w.-]+\.\w+)?)`(?P<new> \(new\))?")
# Relative to the addon, or made by the set-up.
ELSEWHERE = ("i18n/", "readme/", "security/", "screens/", "menus/", ".lalisa/")


def test_every_file_that_it_names_is_there_unless_it_is_said_to_be_new():
    named = [(match[1], bool(match["new"])) for match in PATH.finditer(TEXT) if not match[1].startswith(ELSEWHERE)]
    assert len(named) > 25
    assert [path for path, new in named if new == (REPO / path).exists()] == []


def test_the_recipes_are_there_each_with_the_files_that_it_touches():
    recipes = re.split(r"^### ", TEXT.partition("## Recipes")[2], flags=re.M)[1:]
    rows = {recipe.split("\n")[0]: re.findall(r"^\| `", recipe, re.M) for recipe in recipes}
    assert {"A report", "A reminder", "A screen"} <= set(rows)
    assert all(len(rows[name]) > 6 for name in ("A report", "A reminder", "A screen"))


def test_its_limit_of_a_line_is_that_of_the_linter():
    limits = tomllib.loads((REPO / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]["pycodestyle"]
    assert f"lines at {limits['max-line-length']} characters at most" in TEXT
