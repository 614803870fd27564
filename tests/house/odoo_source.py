"""The source of Odoo that stands behind our addons: what it defines is not ours to name or to place."""

import ast
from functools import cache
from pathlib import Path

import odoo

from lalisa_cli import addons

CORE = Path(odoo.__path__[0]).resolve()
# Of Debian's package, and of a checkout of Odoo.
PLACES = (CORE / "addons", CORE.parent / "addons")
NOT_RUNNING = {"tests", "migrations", "upgrades", "upgrade_code"}


@cache
def source_files():
    """List Odoo's own Python files, and those of its addons that ours depend on, however far; no tests."""
    core = [path for path in CORE.rglob("*.py") if path.relative_to(CORE).parts[0] != "addons"]
    behind = [path for folder in _folders_behind() for path in folder.rglob("*.py")]
    return [path for path in [*core, *behind] if NOT_RUNNING.isdisjoint(path.relative_to(CORE.parent).parts)]


def _folders_behind():
    found, waiting = {}, addons.find_foreign_dependencies()
    while waiting:
        name = waiting.pop()
        folder = next((place / name for place in PLACES if (place / name / "__manifest__.py").exists()), None)
        if folder and name not in found:
            found[name] = folder
            waiting += ast.literal_eval((folder / "__manifest__.py").read_text()).get("depends", ["base"])
    return found.values()
