"""`./lalisa lint`: ruff, pylint-odoo, and Odoo's own search for idioms of older versions."""
import subprocess

from . import python_env
from .home import ADDONS, REPO
from .output import say


def run():
    """:return: the exit code: 0 when no tool has a complaint"""
    environment = python_env.prepare()
    addons = sorted(str(path.parent) for path in ADDONS.glob("*/__manifest__.py"))
    checks = {
        "ruff": ["ruff", "check", REPO],
        "pylint-odoo": ["pylint", "--rcfile", REPO / ".pylintrc", *addons],
    }
    bad = [name for name, command in checks.items() if not _passes(name, command, environment)]
    bad += [] if _no_old_idioms(environment) else ["upgrade_code"]
    say(f"Lint: {', '.join(bad)} complained." if bad else "Lint: nothing to complain about.")
    return 1 if bad else 0


def _passes(name, command, environment):
    say(f"== {name}")
    return subprocess.run(command, cwd=REPO, env=environment, check=False).returncode == 0


def _no_old_idioms(environment):
    """`odoo upgrade_code --dry-run` names each file that it would rewrite."""
    say("== odoo upgrade_code --dry-run")
    done = subprocess.run(
        ["odoo", "upgrade_code", "--from", "17.5", "--dry-run", "--addons-path", ADDONS, "--glob", "*/**/*"],
        cwd=REPO, env=environment, capture_output=True, text=True, check=False,
    )
    named = [line for line in (done.stdout + done.stderr).splitlines() if str(ADDONS) in line]
    for line in named:
        say(line)
    return done.returncode == 0 and not named
