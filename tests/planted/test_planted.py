"""Every planted fault still fits the code, and what must find it is in the default run."""

import ast

import pytest

from lalisa_cli.home import REPO
from tests.planted.faults import FAULTS


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.subject)
def test_a_fault_fits_one_place_and_leaves_readable_code(fault):
    sound = (REPO / fault.file).read_text()
    assert sound.count(fault.old) == 1
    assert fault.old != fault.new
    if fault.file.endswith(".py"):
        compile(sound.replace(fault.old, fault.new), fault.file, "exec")


@pytest.mark.parametrize("path", sorted({file for fault in FAULTS for file in fault.found_by}))
def test_what_finds_a_fault_is_in_the_default_run(path):
    path, _colons, name = path.partition("::")
    module = ast.parse((REPO / path).read_text())
    assert not any(is_thorough(node.value) for node in module.body if isinstance(node, ast.Assign))
    classes = [node for node in module.body if isinstance(node, ast.ClassDef) and node.name == name]
    asked = classes[0] if name else module
    tests = [node for node in ast.walk(asked) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    whole = [node for node in classes or module.body if isinstance(node, ast.ClassDef) and is_marked(node)]
    inside = [test for one in whole for test in ast.walk(one)]
    assert [test.name for test in tests if test not in inside and not is_marked(test)]


def is_marked(node):
    """Tell whether a class or a test belongs to `./lalisa test --all`."""
    return any(map(is_thorough, node.decorator_list))


def is_thorough(node):
    """Tell whether an expression speaks of the mark, pytest's or Odoo's tag."""
    return "thorough" in ast.unparse(node)


def test_at_least_thirty_subjects_have_a_fault_and_each_has_one():
    subjects = [fault.subject for fault in FAULTS]
    assert len(set(subjects)) == len(subjects) >= 30
