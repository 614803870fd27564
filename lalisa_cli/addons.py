"""The addons of this checkout: which there are, and whether they changed."""

import ast
import hashlib
from fnmatch import fnmatch

from .home import ADDONS, REPO
from .output import Problem

# What a browser loads is built when a page asks for it; nothing of it gets into a database before.
BUILT_FROM = ("static/src", "static/lib")
# What installs no record and builds no page.
LEFT_OUT = ("tests", "static/tests", "doc", "readme")
LEFT_BEHIND = ("__pycache__", "*.pyc", "*~", ".*", "#*#", "*.orig", "*.rej", "README*")


def installable():
    """Read the addons to install from the folder.

    :return: {name: hash of the files that decide what a database holds after the installation}; tests,
        scripts and styles of pages, and what editors and Python leave behind are not among them
    """
    manifests = sorted(ADDONS.glob("*/__manifest__.py"))
    return {
        path.parent.name: _tree_digest(path.parent, _installs)
        for path in manifests
        if _read(path).get("installable", True)
    }


def named(wanted):
    """Give the addons to name at an installation: those on which no other one of them depends.

    The rest comes along, as the manifests say.

    :param wanted: names of addons
    """
    along = {name for addon in wanted for name in manifest(addon).get("depends", [])}
    return [addon for addon in wanted if addon not in along]


def with_dependencies(name):
    """Give an addon and all of ours that it stands on."""
    ours, found, waiting = installable(), set(), [name]
    while waiting:
        one = waiting.pop()
        if one in ours and one not in found:
            found.add(one)
            waiting += manifest(one).get("depends", [])
    return found


def pre_upgrade_scripts():
    """Give the paths of what Odoo runs before an update (its option `pre_upgrade_scripts`), oldest release first."""
    return sorted(REPO.glob("config/pre_upgrade/*.py"))


def depended_on():
    """The addons of others that ours are built on."""
    ours = installable()
    named = {name for addon in ours for name in manifest(addon).get("depends", [])}
    return sorted(named - set(ours) | {"base"})


def manifest(name):
    """What an addon's manifest says; {} when the addon is not ours."""
    path = ADDONS / name / "__manifest__.py"
    return _read(path) if path.is_file() else {}


def _read(path):
    try:
        return ast.literal_eval(path.read_text())
    except (ValueError, SyntaxError) as error:
        raise Problem(f"{path} cannot be read ({error}): mend the manifest.") from error


def built_from():
    """Give one hash of all that the scripts and styles of pages are built from."""
    return "-".join(_tree_digest(ADDONS / name, _builds)[:12] for name in installable())


def _installs(place):
    return not _below(place, (*LEFT_OUT, *BUILT_FROM))


def _builds(place):
    return place == "__manifest__.py" or _below(place, BUILT_FROM)


def _below(place, folders):
    return any(place.startswith(f"{folder}/") for folder in folders)


def _tree_digest(folder, chosen):
    """Give one hash for the files of a folder.

    :param chosen: says of a path, relative to the folder, whether it counts
    """
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if chosen(place.as_posix()) and path.is_file() and not _left_behind(place):
            found.update(str(place).encode() + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def _left_behind(place):
    return any(fnmatch(part, pattern) for part in place.parts for pattern in LEFT_BEHIND)
