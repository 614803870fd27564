"""The releases before this one, as CHANGELOG names them and git keeps them."""

import ast
import io
import os
import re
import subprocess
import tarfile
from dataclasses import dataclass

from lalisa_cli.home import REPO

HEADING = re.compile(r"^## Release (\S+)$", re.MULTILINE)
HERE = "not here: the history back to release {} (git fetch --unshallow --tags)"


@dataclass(frozen=True)
class Release:
    """:param name: as CHANGELOG has it, e.g. '1.0.0'
    :param commit: what git calls it; empty where this copy of the project does not reach so far back"""

    name: str
    commit: str

    def unpack(self, folder):
        """Write its addons below a folder.

        :return: Path of the folder of addons
        """
        with tarfile.open(fileobj=io.BytesIO(run_git("archive", self.commit, "addons"))) as archive:
            archive.extractall(folder, filter="data")
        return folder / "addons"

    def version(self, addon):
        """Return the version of an addon in this release; empty where it had none."""
        manifest = run_git("show", f"{self.commit}:addons/{addon}/__manifest__.py")
        return ast.literal_eval(manifest.decode())["version"] if manifest else ""


def run_git(*arguments):
    """Return what git prints, as bytes; nothing where it fails or is not there."""
    try:
        return subprocess.run(["git", *arguments], cwd=REPO, capture_output=True, check=False).stdout
    except FileNotFoundError:
        return b""


def earlier_releases():
    """Return the releases that an office may come from, the oldest first: all that CHANGELOG names but the newest.

    `LALISA_UPGRADE_FROM` names other states to come from, separated by spaces.

    :return: list of `Release`
    """
    if chosen := os.environ.get("LALISA_UPGRADE_FROM"):
        return [Release(commit, commit) for commit in chosen.split()]
    _newest, *names = HEADING.findall((REPO / "CHANGELOG.md").read_text())
    return [Release(name, _commit_of(name)) for name in reversed(names)]


def _commit_of(name):
    """Return the release's tag where git has it, else the last commit that wrote of it while it was the newest.

    Of 1.0.0 and 1.1.0 all was written at once, when they were ready. Of later ones it is written bit by bit, from the
    first change on: the commit that first names such a release is its beginning, the last one that adds to it its end.
    A correction of an old section, made when a newer one stands above it, is no part of the release.
    """
    if run_git("rev-parse", "--verify", "--quiet", f"v{name}^{{commit}}"):
        return f"v{name}"
    found, before = "", ""
    for commit in run_git("log", "--reverse", "--topo-order", "--format=%H", "--", "CHANGELOG.md").decode().split():
        newest, section = _newest_section(run_git("show", f"{commit}:CHANGELOG.md").decode())
        if newest == name and section != before:
            found, before = commit, section
    return found


def _newest_section(changelog):
    """Return (name of the first release that a CHANGELOG names, what it says of it)."""
    _head, *named = HEADING.split(changelog)
    return named[:2] if named else ("", "")
