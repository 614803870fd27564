"""The command table: one entry a command."""

import importlib
import signal
import sys
from collections.abc import Callable
from typing import NamedTuple

from . import arguments, backup, lint, office, restore, server, testing
from .home import REPO
from .output import Problem, explain_error, print_failure, print_line

INTERRUPTED = 130


class Command(NamedTuple):
    """What a command is called with and does.

    `call` gets the words after its name and returns the exit code.
    """

    usage: str
    text: str
    call: Callable[[list[str]], int]


def _call_run(words: list[str]) -> int:
    parser = arguments.Parser(
        "./lalisa run",
        COMMANDS["run"].text,
        "run takes nothing but --port NUMBER (1024 to 65535) and one of --production and --dev.",
    )
    parser.add_argument(
        "--port", type=arguments.parse_port, metavar="NUMBER", help="where to look for a free port first"
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--production", action="store_true", help="as an office runs it: prefork, behind the proxy")
    mode.add_argument("--dev", action="store_true", help="read anew what is edited")
    given = parser.parse_args(words)
    return server.run_trial(given.port, given.production, given.dev)


def _call_backup(words: list[str]) -> int:
    refusal = "backup takes one folder: ./lalisa backup DIR."
    parser = arguments.Parser("./lalisa backup", COMMANDS["backup"].text, refusal)
    parser.add_argument("folder", metavar="DIR")
    return backup.write_backup(parser.parse_args(words).folder)


def _call_restore(words: list[str]) -> int:
    parser = arguments.Parser(
        "./lalisa restore",
        COMMANDS["restore"].text,
        "restore takes one folder or file, and --training for a neutralised copy.",
    )
    parser.add_argument("place", metavar="DIR")
    parser.add_argument("--training", action="store_true", help="a neutralised copy, which sends nothing")
    given = parser.parse_args(words)
    return restore.restore_backup(given.place, training=given.training)


def _call_bench(words: list[str]) -> int:
    if not (REPO / "bench").is_dir():
        raise Problem("The benches are not part of this copy of La-Lisa: they are in its repository.")
    return importlib.import_module("bench").run_benches(words)


def _build_bare_call(name: str, call: Callable[[], int]) -> Callable[[list[str]], int]:
    """Return the call of a command that takes no arguments."""

    def call_without_arguments(words: list[str]) -> int:
        arguments.Parser(f"./lalisa {name}", COMMANDS[name].text, arguments.NONE).parse_args(words)
        return call()

    return call_without_arguments


COMMANDS = {
    "run": Command(
        "[--port N] [--production|--dev]",
        "install what is missing, start everything, say where; as an office does, or reloading what is edited",
        _call_run,
    ),
    "stop": Command("", "stop what runs from here", _build_bare_call("stop", server.stop_trial)),
    "backup": Command("DIR", "one encrypted file of everything, also while it runs", _call_backup),
    "restore": Command("DIR [--training]", "make an empty home whole from a backup", _call_restore),
    "update": Command(
        "",
        "bring an office's own Odoo up to the addons on the disk",
        _build_bare_call("update", office.update_database),
    ),
    "test": Command(
        "[--all] [FILE …]", "the quick tests, or a FILE's, or all; options go to pytest", testing.run_tests
    ),
    "bench": Command("[name …] [--json F]", "speed, side by side with others; --list names them", _call_bench),
    "lint": Command("[check …]", "check the code's style; without a name all of it", lint.run_checks),
    "odoo": Command("…", "Odoo's own command line, on La-Lisa's database", server.run_odoo_command),
    "shell": Command(
        "…",
        "a Python shell on La-Lisa's database",
        lambda words: server.run_odoo_command(["shell", *words]),
    ),
}
HELP = """La-Lisa, the complaint service of Satpol PP: run it, test it, look after it.

usage: ./lalisa COMMAND

{commands}

Everything that is not in git lies in .lalisa/ (or $LALISA_HOME); remove it to begin anew.
The first start fetches about 400 MB and takes a minute or two; later ones need no network.

Settings, all from the environment and none needed:
  LALISA_HOME            where to keep everything              (.lalisa/ beside this command)
  LALISA_DEBIAN_MIRROR   where pinned Debian packages are      (what apt uses; several: spaces between)
  ODOO_HOME              an Odoo 19.0 that is here already     (Debian's, unpacked privately)
  LALISA_ODOO_CONF       odoo.conf of an office's own Odoo     (none: the trial; config/office sets it)
  LALISA_DATA_DIR        data_dir of an office's own Odoo      (for backup and restore; data/ in LALISA_HOME)
  DATABASE_URL, PGHOST   a PostgreSQL that is here already     (a private one; tests keep theirs)
  LALISA_BACKUP_KEY      the key file of the backups           (~/.config/lalisa/backup.key)
  LALISA_PG_BIN          a folder with PostgreSQL's programs   (embedded ones)"""


def main(words: list[str] | None = None) -> int:
    """Run one command.

    :param words: its name and what it is called with; None: those of the command line
    :return: the exit code; a failure that the user can act on is one sentence on standard error
    """
    words = sys.argv[1:] if words is None else words
    if not words or words[0] in ("-h", "--help", "help"):
        print_line(_format_help())
        return 0
    # Both end us, also when a shell that put us into the background made us deaf to SIGINT.
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.default_int_handler)
    try:
        return _call_command(words[0], words[1:])
    except Problem as problem:
        return print_failure(problem)
    except KeyboardInterrupt:
        print_failure("interrupted; what is done so far is kept.")
        return INTERRUPTED
    except OSError as error:
        sentence = explain_error(error)
        if sentence is None:
            raise
        return print_failure(sentence)


def _call_command(name: str, words: list[str]) -> int:
    if name not in COMMANDS:
        raise Problem(f"There is no command {name}: ./lalisa --help names them all.")
    return COMMANDS[name].call(words)


def _format_help() -> str:
    rows = (f"  {f'{name} {it.usage}':25} {it.text}" for name, it in COMMANDS.items())
    return HELP.format(commands="\n".join(rows))
