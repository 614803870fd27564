"""The office's handbook of operations, in both languages, knows every alarm, every limit and every figure there is."""

import ast
import re
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
ALARMS = [ast.parse(path.read_text()) for path in (REPO / "addons").glob("*/models/alarm.py")]


@pytest.fixture(scope="module", params=["operations.md", "pengoperasian.md"])
def handbook(request):
    return (REPO / "docs" / request.param).read_text()


def find_words(node):
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def find_codes():
    """Return the alarms of all addons, from what `_list_codes` gives."""
    found = set()
    for tree in ALARMS:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name == "_list_codes":
                found |= find_words(node) - {ast.get_docstring(node)}
    return found


def test_of_every_alarm_it_says_what_it_means_and_what_to_do(handbook):
    lines = [line for line in handbook.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    told = {code: row for row in rows for code in re.findall(r"\(`(\w+)`\)", row[0])}
    assert len(find_codes()) > 7 and set(told) == find_codes()
    assert all(meaning and action for _name, meaning, action, *_limit in told.values())


def test_every_limit_that_an_office_may_change_is_there_with_its_default(handbook):
    [limits] = [
        ast.literal_eval(node.value)
        for tree in ALARMS
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "LIMITS"
    ]
    for name, default in limits.items():
        assert f"`lalisa.alarm.{name}` ({default})" in handbook


def test_every_metric_is_explained(handbook):
    text = (REPO / "addons" / "lalisa_messaging" / "controllers" / "metrics.py").read_text()
    named = set(re.findall(r'"(lalisa_[a-z_]+)"', text))
    assert named and all(f"`{name}" in handbook for name in named), named
