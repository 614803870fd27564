"""A real Chromium for tours: the machine's own, or a private copy of Debian's."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import debian
from .home import get_home, hold_lock
from .output import Problem

# The order in which Odoo's tests look for a browser.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGE = "data:text/html,<p>lalisa-ok</p>"


def add_browser(environment: dict[str, str]) -> dict[str, str]:
    """Make sure that a browser starts.

    :param environment: the process environment to extend
    :return: the environment with a browser on its PATH
    :raises Problem: no browser starts; a tour that is skipped would look like a tour that passed
    """
    own = next((name for name in NAMES if shutil.which(name, path=environment["PATH"])), None)
    if own and _can_start(own, environment):
        return environment
    with hold_lock("setup"):
        folder = _make_private_browser(environment)
    environment = {**environment, "PATH": f"{folder}:{environment['PATH']}"}
    if not _can_start(NAMES[0], environment):
        raise Problem(
            "Chromium does not start here, so the tours cannot run: "
            "install Debian's package chromium, then start again."
        )
    return environment


def _make_private_browser(environment: dict[str, str]) -> Path:
    tree = debian.unpack_private_tree("chromium", ["chromium", "fonts-dejavu-core"])
    folder = get_home() / "bin"
    folder.mkdir(exist_ok=True)
    known = [debian.build_library_path(tree), environment.get("LD_LIBRARY_PATH")]
    for name in NAMES[:2]:
        wrapper = folder / name
        wrapper.write_text(
            f'#!/bin/sh\nexport LD_LIBRARY_PATH="{":".join(filter(None, known))}"\n'
            f'exec "{tree}/usr/lib/chromium/chromium" "$@"\n'
        )
        wrapper.chmod(0o755)
    return folder


def _can_start(program: str, environment: dict[str, str]) -> bool:
    """Draw a page for real: `--version` answers without the libraries that a page needs."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, *ARGUMENTS, f"--user-data-dir={profile}", "--dump-dom", PAGE]
        try:
            done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False, cwd=os.sep)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return b"lalisa-ok" in done.stdout
