"""Which names of functions others have chosen: Odoo, the standard library, whatever a class builds on."""

import ast
import builtins
import importlib
from functools import cache

from lalisa_cli.home import ADDONS, REPO
from tests.house.odoo_source import PLACES, source_files

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
HOLDS_STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)


@cache
def statements_of(path):
    """Read all statements of a file, once for all: [syntax tree of each, whatever it stands in]."""
    return list(_statements_in(ast.parse(path.read_text())))


def _statements_in(node):
    for part in ast.iter_child_nodes(node):
        if isinstance(part, HOLDS_STATEMENTS):
            yield part
            yield from _statements_in(part)


@cache
def demanded_names(node, path):
    """Collect the names that a class finds in classes of others behind it, Odoo's models among them.

    :param node: its syntax tree
    :param path: its file
    """
    found = set()
    for base in node.bases:
        found |= _names_behind(ast.unparse(base), path)
    for model in models_of(node):
        found |= _names_in_model(model)
    return found


def models_of(node):
    """Return what a class says in `_name` and `_inherit`, its own model first."""
    said = {
        part.targets[0].id: ast.literal_eval(part.value)
        for part in node.body
        if isinstance(part, ast.Assign)
        and getattr(part.targets[0], "id", "") in ("_name", "_inherit")
        and isinstance(part.value, (ast.Constant, ast.List, ast.Tuple))
    }
    inherits = said.get("_inherit") or ()
    return [*filter(None, [said.get("_name")]), *([inherits] if isinstance(inherits, str) else inherits)]


@cache
def _names_behind(base, path):
    """Collect the names of others in a class that a file calls `http.Controller`, `Common` or the like."""
    first, *rest = base.split(".")
    for node in statements_of(path):
        if isinstance(node, ast.ClassDef) and node.name == base:
            return demanded_names(node, path) | (set() if _is_ours(path) else _functions_of(node))
    if first not in _read_imports(path):
        return set(dir(getattr(builtins, base, object)))
    parts = [*_read_imports(path)[first], *rest]
    for count in range(len(parts) - 1, 0, -1):
        if file := _file_of(parts[:count]):
            return _names_behind(".".join(parts[count:]), file)
    return set(dir(_import_thing(parts)))


def _functions_of(node):
    return {part.name for part in node.body if isinstance(part, FUNCTIONS)}


@cache
def _read_imports(path):
    """Return {name in a file: the parts of the name of what it stands for}."""
    found = {}
    for node in statements_of(path):
        if isinstance(node, ast.Import):
            for one in node.names:
                parts = one.name.split(".")
                found[one.asname or parts[0]] = parts if one.asname else parts[:1]
        elif isinstance(node, ast.ImportFrom):
            package = _package_of(path)
            begun = package[: len(package) + 1 - node.level] if node.level else []
            begun += node.module.split(".") if node.module else []
            for one in node.names:
                found[one.asname or one.name] = [*begun, one.name]
    return found


def _package_of(path):
    """Return the parts of the name of the package that a file lies in."""
    for addons in (ADDONS, *PLACES):
        if path.is_relative_to(addons):
            return ["odoo", "addons", *path.relative_to(addons).parts[:-1]]
    return [*path.relative_to(REPO).parts[:-1]] if path.is_relative_to(REPO) else []


def _is_ours(path):
    return not any(path.is_relative_to(place) for place in PLACES)


def _file_of(parts):
    """Find the file of a module of ours or of an addon: these are read and never run."""
    in_addon = parts[:2] == ["odoo", "addons"]
    places = [place.joinpath(*parts[2:]) for place in (ADDONS, *PLACES)] if in_addon else [REPO.joinpath(*parts)]
    files = [file for place in places for file in (place.parent / f"{place.name}.py", place / "__init__.py")]
    return next((file for file in files if file.is_file()), None)


def _import_thing(parts):
    """Import what the parts of a name stand for; `object` where there is nothing to import."""
    for count in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for name in parts[count:]:
            found = getattr(found, name, object)
        return found
    return object


@cache
def _names_in_model(model):
    """Collect what Odoo defines in a model and in those that it inherits, and what ours lead to besides."""
    classes = _classes_of_models()
    found, waiting, seen = set(), [model], set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            for methods, behind in classes.get(name, ()):
                found |= methods
                waiting += behind
    return found


@cache
def _classes_of_models():
    """Return {model: [(functions that Odoo defines in a class of it, the models behind it)]}."""
    found = {}
    for path in [*source_files(), *ADDONS.rglob("*.py")]:
        if "_inherit" in (text := path.read_text()) or "_name" in text:
            ours = _is_ours(path)
            for node in statements_of(path):
                if isinstance(node, ast.ClassDef) and (models := models_of(node)):
                    found.setdefault(models[0], []).append((set() if ours else _functions_of(node), models[1:]))
    return found
