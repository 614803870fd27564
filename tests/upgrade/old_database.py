"""A database as an earlier release made it."""

import shutil
import subprocess

from tests import processes

TABLES = """SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'lalisa\\_%' ORDER BY 1"""


class OldDatabase(processes.Database):
    """What the old addons make on the foundation that the template is made on.

    :param name: of the database
    :param old_addons: Path of their folder
    """

    def __init__(self, name, old_addons):
        self.name = name
        self.drop()
        subprocess.run(["createdb", "-T", "lalisa_base", self.name], check=True)
        # As Odoo makes databases itself; without it an office's searches are slower and nothing else.
        self.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        source = processes.DATA / "filestore" / "lalisa_base"
        if source.exists():
            shutil.copytree(source, processes.DATA / "filestore" / self.name)
        self.odoo(old_addons, "-i", names(old_addons))

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
        fresh = set(names(new_addons).split(",")) - set(names(old_addons).split(","))
        install = ["-i", ",".join(sorted(fresh))] if fresh else []
        return self.odoo(new_addons, "-u", names(old_addons), *install)

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
