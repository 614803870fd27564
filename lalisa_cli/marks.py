"""The mark on a database that tells whose it is and how far its making got.

It is the database's comment, so it lies in the cluster, ends with the database and comes along in
no dump. It names the LALISA_HOME that wrote it: the comment of another one proves nothing here.
A database without a mark belongs to somebody else.
"""

import enum
import re
import secrets

from . import postgres
from .home import get_home
from .output import Problem

FORM = re.compile(r"La-Lisa: (being made|whole) \(LALISA_HOME ([0-9a-f]{32})\)")


class State(enum.Enum):
    """The states of a database's name, seen from this LALISA_HOME."""

    ABSENT = "absent"
    MAKING = "being made"
    WHOLE = "whole"
    FOREIGN = "foreign"


def format_mark(state: State) -> str:
    """Return the comment that says `state` for this LALISA_HOME."""
    return f"La-Lisa: {state.value} (LALISA_HOME {get_identity()})"


def parse_mark(comment: str) -> State:
    """Read a database's comment.

    :return: MAKING or WHOLE when this LALISA_HOME wrote it, else FOREIGN
    """
    found = FORM.fullmatch(comment)
    if found and found.group(2) == get_identity():
        return State(found.group(1))
    return State.FOREIGN


def get_identity() -> str:
    """Return the random name of this LALISA_HOME, drawn once and kept in its file `identity`."""
    path = get_home() / "identity"
    if not path.exists():
        part = get_home() / f"identity.{secrets.token_hex(4)}"
        part.write_text(secrets.token_hex(16))
        try:
            path.hardlink_to(part)  # the first of two commands wins
        except FileExistsError:
            pass
        except OSError:
            path.write_text(part.read_text())  # a file system without links
        part.unlink()
    return path.read_text().strip()


def build_comment_statement(name: str, state: State) -> str:
    """Return the statement that marks a database."""
    return f"COMMENT ON DATABASE \"{name}\" IS '{format_mark(state)}'"


class Marked:
    """Ownership of databases, as `database.Databases` asks it."""

    def read_state(self, name: str) -> State:
        """Tell how far a database is this LALISA_HOME's: a `State`."""
        if not self.has_database(name):
            return State.ABSENT
        query = f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'"  # noqa: S608 - constants
        found = parse_mark(self.run_program("psql", "-d", "postgres", "-Atc", query).stdout.strip())
        if found is State.FOREIGN and self._is_of_earlier_release(name):
            return State.WHOLE
        return found

    def _is_of_earlier_release(self, name: str) -> bool:
        """Tell a database that a release before 1.1.1 finished: only in the cluster of this LALISA_HOME."""
        mine = postgres.is_private(self.environment) or self.throwaway
        return mine and self.read_made_from(name) is not None

    def set_state(self, name: str, state: State) -> None:
        """Write the mark of a database."""
        self.run_program("psql", "-q", "-d", "postgres", "-c", build_comment_statement(name, state))

    def refuse_foreign(self, name: str) -> None:
        """Refuse a database that is there and not this LALISA_HOME's.

        :raises Problem: it is
        """
        if self.read_state(name) is not State.FOREIGN:
            return
        if postgres.is_private(self.environment):
            raise Problem(
                f"The database {name} of {get_home()} has no mark that its making came to an end, so it is left as it "
                "is: if a release before 1.1.1 was interrupted in its first start here, nothing is lost with this "
                "folder: remove it, or set another LALISA_HOME; if there is data in it, ./lalisa backup it here and "
                "./lalisa restore it into an empty LALISA_HOME."
            )
        raise Problem(
            f"The database {name} on this PostgreSQL was not made from this LALISA_HOME, so it is left as it "
            "is: for a trial unset PGHOST and DATABASE_URL or set another LALISA_HOME; to go on with its data, "
            "./lalisa backup it here and ./lalisa restore it into an empty LALISA_HOME."
        )

    def rename_whole(self, source: str, target: str) -> None:
        """Say that a database is whole and give it its name; both or neither happen.

        :raises Problem: there is a database of that name
        """
        rename = f'ALTER DATABASE "{source}" RENAME TO "{target}"'
        statement = f"{build_comment_statement(source, State.WHOLE)}; {rename}"
        self.run_program("psql", "-q", "-d", "postgres", "-c", statement)
