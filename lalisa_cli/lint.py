"""`./lalisa lint`: ruff, pylint-odoo, and Odoo's own search for idioms of older versions."""

import subprocess

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
        "upgrade_code": _has_no_old_idioms(environment),
    }
    complained = [name for name, passed in checks.items() if not passed]
    say(f"Lint: {', '.join(complained)} complained." if complained else "Lint: all is well.")
    return 1 if complained else 0


def _passes(name, command, environment):
    say(f"== {name}")
    return subprocess.run(command, cwd=REPO, env=environment, check=False).returncode == 0


def _has_no_old_idioms(environment):
    """`odoo upgrade_code --dry-run` names each file that it would rewrite."""
    say("== odoo upgrade_code --dry-run")
    command = ["odoo", "upgrade_code", "--from", "17.5", "--dry-run", "--addons-path", ADDONS]
    done = subprocess.run(
        command, cwd=REPO, env=environment, capture_output=True, text=True, check=False
    )
    named = [line for line in done.stdout.splitlines() if str(ADDONS) in line]
    say("\n".join(named or [done.stderr if done.returncode else "nothing to rewrite"]))
    return not done.returncode and not named
