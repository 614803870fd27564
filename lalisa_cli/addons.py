"""The addons of this checkout: which there are, and whether they changed."""

import ast
import hashlib
from collections.abc import Callable, Collection, Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from .home import ADDONS, REPO
from .output import Problem

# What a browser loads is built when a page asks for it; nothing of it gets into a database before.
BUILT_FROM = ("static/src", "static/lib")
# What installs no record and builds no page.
LEFT_OUT = ("tests", "static/tests", "doc", "readme")
LEFT_BEHIND = ("__pycache__", "*.pyc", "*~", ".*", "#*#", "*.orig", "*.rej", "README*")


def hash_installable_addons() -> dict[str, str]:
    """Read the addons to install from the folder.

    :return: {name: hash of the files that decide what a database holds after the installation}; tests,
        scripts and styles of pages, and what editors and Python leave behind are not among them
    """
    manifests = sorted(ADDONS.glob("*/__manifest__.py"))
    return {
        path.parent.name: _hash_tree(path.parent, _is_installed_file)
        for path in manifests
        if _parse_manifest(path).get("installable", True)
    }


def select_top_addons(wanted: Collection[str]) -> list[str]:
    """Return the addons to name at an installation: those on which no other one of them depends.

    The rest comes along, as the manifests say.

    :param wanted: names of addons
    """
    along = {name for addon in wanted for name in read_manifest(addon).get("depends", [])}
    return [addon for addon in wanted if addon not in along]


def find_dependencies(name: str) -> set[str]:
    """Return an addon and all of ours that it stands on."""
    ours, found, waiting = hash_installable_addons(), set(), [name]
    while waiting:
        one = waiting.pop()
        if one in ours and one not in found:
            found.add(one)
            waiting += read_manifest(one).get("depends", [])
    return found


def find_pre_upgrade_scripts() -> list[Path]:
    """Return the paths of what Odoo runs before an update (its option `pre_upgrade_scripts`), oldest release first."""
    return sorted(REPO.glob("config/pre_upgrade/*.py"))


def find_foreign_dependencies() -> list[str]:
    """Return the addons of others that ours are built on."""
    ours = hash_installable_addons()
    named = {name for addon in ours for name in read_manifest(addon).get("depends", [])}
    return sorted(named - set(ours) | {"base"})


def read_manifest(name: str) -> dict[str, Any]:
    """Return what an addon's manifest says; {} when the addon is not ours."""
    path = ADDONS / name / "__manifest__.py"
    return _parse_manifest(path) if path.is_file() else {}


def _parse_manifest(path: Path) -> dict[str, Any]:
    try:
        return ast.literal_eval(path.read_text())
    except (ValueError, SyntaxError) as error:
        raise Problem(f"{path} cannot be read ({error}): mend the manifest.") from error


def hash_page_sources() -> str:
    """Return one hash of all that the scripts and styles of pages are built from."""
    return "-".join(_hash_tree(ADDONS / name, _is_page_source)[:12] for name in hash_installable_addons())


def _is_installed_file(place: str) -> bool:
    return not _is_below(place, (*LEFT_OUT, *BUILT_FROM))


def _is_page_source(place: str) -> bool:
    return place == "__manifest__.py" or _is_below(place, BUILT_FROM)


def _is_below(place: str, folders: Iterable[str]) -> bool:
    return any(place.startswith(f"{folder}/") for folder in folders)


def _hash_tree(folder: Path, chosen: Callable[[str], bool]) -> str:
    """Return one hash for the files of a folder.

    :param chosen: says of a path, relative to the folder, whether it counts
    """
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if chosen(place.as_posix()) and path.is_file() and not _is_left_behind(place):
            found.update(str(place).encode() + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _is_left_behind(place: Path) -> bool:
    return any(fnmatch(part, pattern) for part in place.parts for pattern in LEFT_BEHIND)
