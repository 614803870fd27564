"""The addons of this checkout: which there are, and whether they changed."""

import ast
import hashlib

from .home import ADDONS
from .output import Problem


def installable():
    """The addons to install, read from the folder: {name: hash of its files}."""
    manifests = sorted(ADDONS.glob("*/__manifest__.py"))
    return {
        path.parent.name: _tree_digest(path.parent)
        for path in manifests
        if _read(path).get("installable", True)
    }


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


def _tree_digest(folder):
    """One hash for a folder's files, byte code left out."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            found.update(str(path.relative_to(folder)).encode() + b"\0")
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
