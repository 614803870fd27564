"""A real Chromium for tours: the machine's own, or a private copy of Debian's."""
import os
import shutil
import subprocess
import tempfile

from . import debian
from .home import home
from .output import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def prepare(environment):
    """Makes sure that a browser starts.

    :param environment: the process environment to extend
    :return: the environment with `chromium` on its PATH
    :raises Problem: no browser starts; a tour that is skipped would look like a tour that passed
    """
    own = next((name for name in NAMES if shutil.which(name, path=environment["PATH"])), None)
    if own and _starts(own, environment):
        return environment
    folder = _private_browser(environment)
    environment = {**environment, "PATH": f"{folder}:{environment['PATH']}"}
    if not _starts("chromium", environment):
        raise Problem("Chromium does not start here, so the tours cannot run: install Debian's package chromium.")
    return environment


def _private_browser(environment):
    tree = debian.private_tree("chromium", ["chromium", "fonts-dejavu-core"])
    folder = home() / "bin"
    folder.mkdir(exist_ok=True)
    wrapper = folder / "chromium"
    libraries = ":".join(filter(None, [debian.library_path(tree), environment.get("LD_LIBRARY_PATH")]))
    wrapper.write_text(
        f'#!/bin/sh\nLD_LIBRARY_PATH="{libraries}" exec "{tree}/usr/lib/chromium/chromium" "$@"\n'
    )
    wrapper.chmod(0o755)
    return folder


def _starts(program, environment):
    """Draws a page for real: `--version` alone answers without the libraries that a page needs."""
    with tempfile.TemporaryDirectory() as profile:
        try:
            done = subprocess.run(
                [program, *ARGUMENTS, f"--user-data-dir={profile}", "--dump-dom", "data:text/html,<p>lalisa-ok</p>"],
                env=environment, capture_output=True, timeout=60, check=False, cwd=os.sep,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    return b"lalisa-ok" in done.stdout
