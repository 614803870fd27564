"""Odoo's own commands on a database of the test's own: a shell beside the test, an update."""

import os
import subprocess


def start_script(database, script):
    """Start a script in a process of its own.

    :return: the process; its output and errors are piped text
    """
    process = subprocess.Popen(
        [
            *("odoo", "shell", "-d", database.name, "--no-http", "--log-level=warn"),
            f"--data-dir={os.environ['LALISA_TEST_DATA']}",
            f"--addons-path={os.environ['LALISA_TEST_ADDONS']}",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # The shell reads statements from a terminal-like input; one `exec` keeps blank lines harmless.
    process.stdin.write(f"exec({script!r}, globals())\n")
    process.stdin.close()
    process.stdin = None
    return process


def update_addons(database, addons):
    """Updates addons as an administrator does: `-u`, then the end."""
    done = subprocess.run(
        [
            *("odoo", "server", "-d", database.name, "-u", addons, "--stop-after-init", "--no-http"),
            *("--http-interface=127.0.0.1", "--max-cron-threads=0", "--log-level=warn"),
            f"--data-dir={os.environ['LALISA_TEST_DATA']}",
            f"--addons-path={os.environ['LALISA_TEST_ADDONS']}",
        ],
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
