"""A database as an earlier release made it."""

import ast
import subprocess

from tests import processes

TABLES = """SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'lalisa\\_%' ORDER BY 1"""


class OldDatabase(processes.Database):
    """Make a database of the old addons, from an empty one.

    The template's foundation would not do: it holds what the new addons depend on, and the rules that come with it.

    :param name: of the database
    :param old_addons: Path of their folder
    """

    def __init__(self, name, old_addons):
        self.name = name
        self.drop()
        subprocess.run(["createdb", "-T", "template0", "-E", "UTF8", self.name], check=True)
        # As Odoo makes databases itself; without it an office's searches are slower and nothing else.
        self.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        self.odoo(old_addons, "-i", names(old_addons), "--load-language=id_ID")

    def odoo(self, addons, *arguments):
        """Run Odoo with a folder of addons to its end.

        :return: its log
        """
        done = subprocess.run(
            [
                *("odoo", "server", "-d", self.name, f"--addons-path={addons}", "--with-demo"),
                *(f"--data-dir={processes.DATA}", "--stop-after-init", "--no-http", *arguments),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stderr

    def upgrade(self, old_addons, new_addons):
        """Do as CHANGELOG says: update everything of ours, and install what is new.

        :return: Odoo's log
        """
        old, new = set(names(old_addons).split(",")), set(names(new_addons).split(","))
        # What an addon of theirs has come to depend on must come along by itself.
        needed = {one for addon in old & new for one in depended_on_by(new_addons / addon)}
        fresh = new - old - needed
        install = ["-i", ",".join(sorted(fresh))] if fresh else []
        return self.odoo(new_addons, "-u", "all", *install)

    def content(self):
        """:return: {table: {id: {column: value}}}; a table without ids has its rows' own words for it"""
        tables = [row[0] for row in self.rows(TABLES)]
        return {
            table: {row.get("id", str(row)): row for (row,) in self.rows(f"SELECT to_jsonb(t) FROM {table} t")}  # noqa: S608
            for table in tables
        }

    def written_by_updates(self):
        """:return: {(table, id)} of the records that an update of the addons writes anew"""
        return set(self.rows(
            "SELECT replace(model, '.', '_'), res_id FROM ir_model_data WHERE model LIKE 'lalisa.%' AND NOT noupdate"
        ))


def names(addons):
    """:return: the addons of a folder, separated by commas"""
    return ",".join(sorted(path.parent.name for path in addons.glob("*/__manifest__.py")))


def depended_on_by(addon):
    """:return: the addons that the manifest of a folder names as depended on"""
    return ast.literal_eval((addon / "__manifest__.py").read_text())["depends"]
