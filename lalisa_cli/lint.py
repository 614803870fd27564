"""`./lalisa lint [check …]`: ruff, pylint-odoo, whole files, and Odoo's own search for idioms of older versions."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from . import addons, python_env
from .arguments import Parser
from .home import ADDONS, REPO
from .output import Problem, print_line


def run_checks(words: list[str]) -> int:
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
    environment = python_env.prepare_environment()
    complained = [name for name in names if not CHECKS[name](environment)]
    print_line(f"Lint: {', '.join(complained)} complained." if complained else "Lint: all is well.")
    return 1 if complained else 0


def _check_ruff(environment: dict[str, str]) -> bool:
    return _run_check("ruff", ["ruff", "check", REPO], environment)


def _check_format(environment: dict[str, str]) -> bool:
    """Compare every file with what `ruff format` would write; nothing is written."""
    return _run_check("format", ["ruff", "format", "--diff", REPO], environment)


def _check_pylint_odoo(environment: dict[str, str]) -> bool:
    return _run_check("pylint-odoo", ["pylint", *_list_folders()], environment)


def _build_file_check(kind: str) -> Callable[[dict[str, str]], bool]:
    """Return the check of one kind of file."""
    return lambda environment: _run_check(kind, ["python", "-m", "lalisa_cli.well_formed", kind], environment)


def _check_upgrade_code(environment: dict[str, str]) -> bool:
    return all([_has_no_old_idioms(folder.name, environment) for folder in _list_folders()])


def _list_folders() -> list[Path]:
    return [ADDONS / name for name in addons.hash_installable_addons()]


def _run_check(name: str, command: Sequence[str | Path], environment: dict[str, str]) -> bool:
    print_line(f"== {name}")
    return subprocess.run(command, cwd=REPO, env=environment, check=False).returncode == 0


def _has_no_old_idioms(addon: str, environment: dict[str, str]) -> bool:
    """Search an addon for idioms of older versions: `odoo upgrade_code --dry-run` names what it would rewrite."""
    print_line(f"== odoo upgrade_code --dry-run {addon}")
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
        print_line("\n".join(named) or done.stderr)
    return not named and not done.returncode


# name: the check, which gets the environment to run in and tells whether all is well
CHECKS = {
    "ruff": _check_ruff,
    "format": _check_format,
    "pylint-odoo": _check_pylint_odoo,
    "xml": _build_file_check("xml"),
    "yaml": _build_file_check("yaml"),
    "text": _build_file_check("text"),
    "upgrade_code": _check_upgrade_code,
}
