"""Files of an addon that need one another in a circle can only be understood, and changed, together.

A file needs another of its addon when it imports from it, or names a method of a record (`self._x`, `complaint._x`)
that no other file of ours defines. A name that several files of ours or Odoo define leads nowhere certain.
"""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from tests.house import odoo_source

ADDONS = Path(__file__).resolve().parents[2] / "addons"
FUNCTION = re.compile(r"^\s*(?:async )?def (\w+)", re.MULTILINE)
# {addon: files} of the circles that are still to be broken; one that is no longer there may not stay here.
CIRCLES_LEFT = {}


@cache
def named_by_odoo():
    """Return the names of all functions that Odoo defines."""
    return {name for path in odoo_source.source_files() for name in FUNCTION.findall(path.read_text())}


def read_trees(folder):
    """Read the files of all addons, but for their tests, their migrations and what only imports them.

    :return: {path below the folder: its syntax tree}
    """
    paths = [path.relative_to(folder) for path in sorted(folder.glob("*/**/*.py"))]
    return {
        path: ast.parse((folder / path).read_text())
        for path in paths
        if {"tests", "migrations"}.isdisjoint(path.parts) and not path.name.startswith("__")
    }


def needed_files(trees):
    """Collect what each file needs of its addon.

    :param trees: see `read_trees`
    :return: {file: {the other: names of its methods, or "import"}}
    """
    defined = defaultdict(set)
    for path, tree in trees.items():
        for one in ast.walk(tree):
            if isinstance(one, ast.ClassDef):
                for part in one.body:
                    if isinstance(part, ast.FunctionDef):
                        defined[part.name].add(path)
    once = {name: next(iter(at)) for name, at in defined.items() if len(at) == 1 and name.startswith("_")}
    once = {name: at for name, at in once.items() if name not in named_by_odoo()}
    found = {path: defaultdict(set) for path in trees}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            for other, name in _led_to(node, path, once, trees):
                if other != path and other.parts[0] == path.parts[0]:
                    found[path][other].add(name)
    return found


def _led_to(node, path, once, trees):
    """Return the files that a place in a file leads to: [(path, name of a method, or "import")]."""
    if isinstance(node, ast.Attribute) and node.attr in once:
        return [(once[node.attr], node.attr)]
    if not isinstance(node, ast.ImportFrom):
        return []
    named = (node.module or "").split(".")
    if node.level:
        begun = [*path.parts[: -node.level], *filter(None, named)]
    else:
        begun = named[2:] if named[:2] == ["odoo", "addons"] else ["nobody"]
    places = [Path(*begun[:-1], f"{begun[-1]}.py"), *(Path(*begun, f"{one.name}.py") for one in node.names)]
    return [(place, "import") for place in places if place in trees]


def find_circles(needed):
    """Return the sets of files that need one another, after Tarjan.

    :param needed: {file: its neighbours}
    """
    order, low, waiting, found = {}, {}, [], []

    def visit_file(file):
        order[file] = low[file] = len(order)
        waiting.append(file)
        for other in needed[file]:
            if other not in order:
                visit_file(other)
            if other in waiting:
                low[file] = min(low[file], low[other])
        if low[file] == order[file]:
            members = frozenset(waiting[waiting.index(file) :])
            del waiting[waiting.index(file) :]
            found.extend([members] if len(members) > 1 else [])

    for file in needed:
        if file not in order:
            visit_file(file)
    return found


def describe_circle(members, needed):
    """Describe a circle: one line for each step from file to file."""
    lines = [
        f"{file} -> {Path(*other.parts[1:])}: {', '.join(sorted(needed[file][other]))}"
        for file in sorted(members)
        for other in sorted(members & set(needed[file]))
    ]
    return "\n".join(lines)


def test_no_files_of_an_addon_need_one_another_in_a_circle(tell_figure):
    needed = needed_files(read_trees(ADDONS))
    found = {path.parent.name: [] for path in sorted(ADDONS.glob("*/__manifest__.py"))}
    for members in find_circles(needed):
        print(describe_circle(members, needed), end="\n\n")
        found[next(iter(members)).parts[0]].append({str(Path(*file.parts[1:])) for file in members})
    sizes = (f"{addon} {' + '.join(str(len(one)) for one in members) or 0}" for addon, members in found.items())
    tell_figure(f"files in circles: {', '.join(sizes)}")
    assert {addon: set().union(*members) for addon, members in found.items() if members} == CIRCLES_LEFT


def test_a_circle_is_found_by_an_import_and_by_a_method_of_a_record(tmp_path):
    models = tmp_path / "lalisa_example" / "models"
    models.mkdir(parents=True)
    (models / "one.py").write_text("from .two import TWO\nclass One:\n    def _first(self): self.search([])._third()\n")
    (models / "two.py").write_text("from odoo import models\nclass Two:\n    def _second(self): self._first()\n")
    (models / "three.py").write_text("class Three:\n    def _third(self): self._compute_display_name()\n")
    (models / "four.py").write_text("class Four:\n    def _compute_display_name(self): self._third()\n")
    needed = needed_files(read_trees(tmp_path))
    (circle,) = find_circles(needed)
    assert describe_circle(circle, needed).splitlines() == [
        "lalisa_example/models/one.py -> models/two.py: import",
        "lalisa_example/models/two.py -> models/one.py: _first",
    ]
