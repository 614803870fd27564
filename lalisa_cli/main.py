"""The command table: one entry a command."""

import signal
import sys
from typing import NamedTuple

from . import backup, bench, lint, office, restore, server, testing
from .output import Problem, explain, fail, say

INTERRUPTED = 130


class Command(NamedTuple):
    """What a command is called with and does; `call` gets the arguments and returns the code."""

    arguments: str
    text: str
    call: callable


def _run(arguments):
    modes = {"--production", "--dev"} & set(arguments)
    rest = [argument for argument in arguments if argument not in modes]
    if (rest and (rest[0] != "--port" or len(rest) != 2 or not _port(rest[1]))) or len(modes) > 1:
        raise Problem("run takes nothing but --port NUMBER (1024 to 65535) and one of --production and --dev.")
    return server.run(int(rest[1]) if rest else None, "--production" in modes, "--dev" in modes)


def _port(text):
    return text.isascii() and text.isdigit() and 1024 <= int(text) <= 65535


def _backup(arguments):
    if len(arguments) != 1:
        raise Problem("backup takes one folder: ./lalisa backup DIR.")
    return backup.backup(arguments[0])


def _restore(arguments):
    rest = [argument for argument in arguments if argument != "--training"]
    if len(rest) != 1:
        raise Problem("restore takes one folder or file, and --training for a neutralised copy.")
    return restore.restore(rest[0], training="--training" in arguments)


def _bare(call):
    """For a command that takes no arguments."""

    def checked(arguments):
        if arguments:
            raise Problem(f"This command takes no arguments, so not {' '.join(arguments)}.")
        return call()

    return checked


COMMANDS = {
    "run": Command(
        "[--port N] [--production|--dev]",
        "install what is missing, start everything, say where; as an office does, or reloading what is edited",
        _run,
    ),
    "stop": Command("", "stop what runs from here", _bare(server.stop)),
    "backup": Command("DIR", "one encrypted file of everything, also while it runs", _backup),
    "restore": Command("DIR [--training]", "make an empty home whole from a backup", _restore),
    "update": Command("", "bring an office's own Odoo up to the addons on the disk", _bare(office.update)),
    "test": Command(
        "[--all] [FILE …]", "the quick tests, or a FILE's, or all; options go to pytest", testing.run
    ),
    "bench": Command("[name …] [--json F]", "speed, side by side with others; --list names them", bench.run),
    "lint": Command("", "check the code's style", _bare(lint.run)),
    "odoo": Command("…", "Odoo's own command line, on La-Lisa's database", server.odoo_command),
    "shell": Command(
        "…",
        "a Python shell on La-Lisa's database",
        lambda arguments: server.odoo_command(["shell", *arguments]),
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


def main(arguments=None):
    """Runs one command.

    :return: the exit code; a failure that the user can act on is one sentence on standard error
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        say(_help())
        return 0
    # Both end us, also when a shell that put us into the background made us deaf to SIGINT.
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.default_int_handler)
    try:
        return _called(arguments[0], arguments[1:])
    except Problem as problem:
        return fail(problem)
    except KeyboardInterrupt:
        fail("interrupted; what is done so far is kept.")
        return INTERRUPTED
    except OSError as error:
        sentence = explain(error)
        if sentence is None:
            raise
        return fail(sentence)


def _called(name, arguments):
    if name not in COMMANDS:
        raise Problem(f"There is no command {name}: ./lalisa --help names them all.")
    return COMMANDS[name].call(arguments)


def _help():
    rows = (f"  {f'{name} {it.arguments}':25} {it.text}" for name, it in COMMANDS.items())
    return HELP.format(commands="\n".join(rows))
