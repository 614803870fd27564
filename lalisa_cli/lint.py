"""`./lalisa lint [check …]`: ruff, pylint-odoo, whole files, and Odoo's own search for idioms of older versions."""

import subprocess

from . import addons, python_env
from .arguments import Parser
from .home import ADDONS, REPO
from .output import Problem, say


def run(words):
    """Run all checks, or those that are named; the hooks of .pre-commit-config.yaml name one each.

    :param words: names of CHECKS
    :return: the exit code: 0 when none has a complaint
    :raises Problem: there is no such check
    """
    parser = Parser("./lalisa lint", "Check the code's style.", f"lint takes nothing but {', '.join(CHECKS)}.")
    parser.add_argument("checks", nargs="*", metavar="check", help=f"one or more of {', '.join(CHECKS)}")
    names = parser.parse_args(words).checks or list(CHECKS)
    if unknown := [name for name in names if name not in CHECKS]:
        raise Problem(f"There is no check {unknown[0]}: {', '.join(CHECKS)}.")
    environment = python_env.prepare()
    complained = [name for name in names if not CHECKS[name](environment)]
    say(f"Lint: {', '.join(complained)} complained." if complained else "Lint: all is well.")
    return 1 if complained else 0


def _ruff(environment):
    return _passes("ruff", ["ruff", "check", REPO], environment)


def _format(environment):
    """`./lalisa lint format` only looks; CONTRIBUTING.md names the command that writes."""
    return _passes("format", ["ruff", "format", "--diff", REPO], environment)


def _pylint_odoo(environment):
    return _passes("pylint-odoo", ["pylint", *_folders()], environment)


def _well_formed(kind):
    """Give the check of one kind of file."""
    return lambda environment: _passes(kind, ["python", "-m", "lalisa_cli.well_formed", kind], environment)


def _upgrade_code(environment):
    return all([_has_no_old_idioms(folder.name, environment) for folder in _folders()])


def _folders():
    return [ADDONS / name for name in addons.installable()]


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
        cwd=REPO,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    named = [line for line in done.stdout.splitlines() if str(ADDONS) in line]
    if named or done.returncode:
        say("\n".join(named) or done.stderr)
    return not named and not done.returncode


# name: the check, which gets the environment to run in and tells whether all is well
CHECKS = {
    "ruff": _ruff,
    "format": _format,
    "pylint-odoo": _pylint_odoo,
    "xml": _well_formed("xml"),
    "yaml": _well_formed("yaml"),
    "text": _well_formed("text"),
    "upgrade_code": _upgrade_code,
}
