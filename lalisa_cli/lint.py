"""`./lalisa lint`: ruff, pylint-odoo, and Odoo's own search for idioms of older versions."""

import subprocess
from pathlib import Path

from . import addons, python_env
from .home import ADDONS, REPO
from .output import say


def run():
    """Runs all of them.

    :return: the exit code: 0 when none has a complaint
    """
    environment = python_env.prepare()
    folders = [str(ADDONS / name) for name in addons.installable()]
    checks = {
        "ruff": _passes("ruff", ["ruff", "check", REPO], environment),
        "pylint-odoo": _passes("pylint", ["pylint", *folders], environment),
        "upgrade_code": all([_has_no_old_idioms(Path(name).name, environment) for name in folders]),
    }
    complained = [name for name, passed in checks.items() if not passed]
    say(f"Lint: {', '.join(complained)} complained." if complained else "Lint: all is well.")
    return 1 if complained else 0


def _passes(name, command, environment):
    say(f"== {name}")
    return subprocess.run(command, cwd=REPO, env=environment, check=False).returncode == 0


def _has_no_old_idioms(addon, environment):
    """`odoo upgrade_code --dry-run` names each file that it would rewrite."""
    say(f"== odoo upgrade_code --dry-run {addon}")
    command = ["odoo", "upgrade_code", "--from", "17.5", "--dry-run", "--addons-path", ADDONS]
    # Without a pattern it would search Odoo's own addons too.
    done = subprocess.run(
        [*command, "--glob", f"{addon}/**/*"],
        cwd=REPO, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    named = [line for line in done.stdout.splitlines() if str(ADDONS) in line]
    if named or done.returncode:
        say("\n".join(named) or done.stderr)
    return not named and not done.returncode
