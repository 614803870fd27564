"""A function is named for what it does: a name of one word says that of few.

Left out are dunders, what a class has to call so because others do (`demanded_names`), and, of the tests, the tests
themselves and their fixtures.
"""

import ast
from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from lalisa_cli.home import REPO
from tests.house.demanded_names import FUNCTIONS, demanded_names, statements_of

PLACES = ("addons", "lalisa_cli", "lalisa", "bench", "config", "docs", "tests")
# The share of names of one word, in percent: in the product, and in tests, where it may only fall.
MOST = {"product": 10, "tests": 47}
# Odoo's migrations, its rewriting of old code and every program begin with a function of this name.
ENTRANCES = {"main", "migrate", "upgrade"}
EXAMPLE = {
    "addons/lalisa_example/models/one.py": """
import logging
from odoo import http, models
class One(models.Model):
    _inherit = ["res.users"]
    def __len__(self): pass
    def write(self, values): pass
    def handle(self): pass
    def _say(self): pass
    def _say_all(self):
        def inside(): pass
class Handler(logging.Handler):
    def handle(self, record): pass
class OfHandler(Handler):
    def emit(self, record): pass
    def handle_all(self): pass
class Door(http.Controller):
    def _say(self): pass
def migrate(cr, version): pass
""",
    "addons/lalisa_example/tests/test_one.py": """
import pytest
from odoo.tests import TransactionCase
class Common(TransactionCase):
    def setUp(self): pass
@pytest.fixture
def office(): pass
def helper(): pass
def test_one(): pass
""",
}


@dataclass
class Names:
    """What was found in one area.

    :param count: functions that were looked at
    :param short: {name of one word: where it is}
    """

    count: int = 0
    short: dict = field(default_factory=lambda: defaultdict(list))

    @property
    def short_count(self):
        return sum(map(len, self.short.values()))

    @property
    def percent(self):
        return 100 * self.short_count / (self.count or 1)


def measure_names(folder):
    """Look at all functions below a folder that is laid out as the project is.

    :return: {"product" or "tests": {area: `Names`}}
    """
    found = {"product": defaultdict(Names), "tests": defaultdict(Names)}
    for path in _files_below(folder):
        parts = path.relative_to(folder).parts
        part = "tests" if "tests" in parts else "product"
        names = found[part][parts[1] if parts[0] == "addons" else parts[0]]
        for name, line in _chosen_names(path, of_tests=part == "tests"):
            names.count += 1
            if "_" not in name.strip("_"):
                names.short[name].append(f"{path.relative_to(folder)}:{line}")
    return found


def _files_below(folder):
    files = [path for place in PLACES for path in [folder / place, *(folder / place).rglob("*.py")]]
    return sorted(path for path in files if path.is_file())


def _chosen_names(path, of_tests):
    """Yield (name, line) of each function of a file whose name was ours to choose."""
    demanded = {
        part
        for node in statements_of(path)
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, FUNCTIONS) and part.name in demanded_names(node, path)
    }
    for node in statements_of(path):
        if isinstance(node, FUNCTIONS) and node not in demanded and not _is_given(node.name):
            if not (of_tests and _is_test(node)):
                yield node.name, node.lineno


def _is_given(name):
    return name in ENTRANCES or (name.startswith("__") and name.endswith("__"))


def _is_test(node):
    return node.name.startswith("test_") or any("pytest.fixture" in ast.unparse(one) for one in node.decorator_list)


def total_of(areas):
    """Return (how many functions, how many with a name of one word, their share in percent)."""
    count, short = sum(one.count for one in areas.values()), sum(one.short_count for one in areas.values())
    return count, short, 100 * short / count


@pytest.fixture(scope="module")
def measured():
    return measure_names(REPO)


@pytest.mark.parametrize("part", MOST)
def test_few_functions_have_a_name_of_one_word(measured, part, tell_figure):
    areas = measured[part]
    count, short, percent = total_of(areas)
    for area, names in areas.items():
        print(f"== {area}")
        print("\n".join(f"{name}: {', '.join(at)}" for name, at in sorted(names.short.items())))
    of_each = ", ".join(f"{area} {names.percent:.0f}" for area, names in areas.items())
    tell_figure(f"names of one word, {part}: {short} of {count}, {percent:.1f} % ({of_each})")
    assert percent <= MOST[part]


def test_a_name_that_others_demand_is_no_name_of_ours(tmp_path):
    for place, text in EXAMPLE.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    found = measure_names(tmp_path)
    (names,) = found["product"].values()
    assert (names.count, set(names.short)) == (6, {"handle", "_say", "inside"})
    assert sum(map(len, names.short.values())) == 4
    (names,) = found["tests"].values()
    assert (names.count, set(names.short)) == (1, {"helper"})
