"""A database as an earlier release made it."""

import re
import subprocess

from lalisa_cli.home import REPO
from tests import processes

OURS = "(module LIKE 'lalisa%' OR module = 'report_weasyprint')"
# The tables of our models, and those that join them to others, whatever their name.
TABLES = """SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND (c.relname LIKE 'lalisa\\_%'
    OR c.relname IN (SELECT r.name FROM ir_model_relation r JOIN ir_module_module m ON m.id = r.module
                      WHERE m.name LIKE 'lalisa%')) ORDER BY 1"""
OF_A_RECORD = "SELECT res_id FROM ir_model_data WHERE noupdate AND model = '{model}' AND " + OURS  # noqa: S608
# What tables of Odoo's hold of ours: the records that an update leaves alone, and what belongs to a record of ours.
FOREIGN = {
    "ir_act_server": f"id IN ({OF_A_RECORD.format(model='ir.actions.server')})",
    "ir_cron": f"id IN ({OF_A_RECORD.format(model='ir.cron')})",
    "ir_rule": f"id IN ({OF_A_RECORD.format(model='ir.rule')})",
    "ir_sequence": f"id IN ({OF_A_RECORD.format(model='ir.sequence')})",
    "mail_message_subtype": f"id IN ({OF_A_RECORD.format(model='mail.message.subtype')})",
    "res_company": "true",
    "res_partner": "true",
    "res_users": "true",
    "res_groups_users_rel": "true",
    "ir_config_parameter": "true",
    "ir_attachment": "res_model LIKE 'lalisa.%'",
    "mail_message": "model LIKE 'lalisa.%'",
    "mail_followers": "res_model LIKE 'lalisa.%'",
    "mail_activity": "res_model LIKE 'lalisa.%'",
    "mail_tracking_value": "mail_message_id IN (SELECT id FROM mail_message WHERE model LIKE 'lalisa.%')",
}
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE sequencename ~ '^(ir_sequence_|lalisa_)'"


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
        self.odoo(old_addons, "-i", join_names(old_addons), "--load-language=id_ID")

    def odoo(self, addons, *arguments):
        """Run Odoo with a folder of addons to its end.

        :return: its log
        """
        done = self.attempt(addons, *arguments)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stderr

    def attempt(self, addons, *arguments):
        """Run Odoo as `odoo` does, whatever comes of it.

        :return: the ended process
        """
        return subprocess.run(
            [
                *("odoo", "server", "-d", self.name, f"--addons-path={addons}", "--with-demo"),
                *(f"--data-dir={processes.DATA}", "--stop-after-init", "--no-http", *arguments),
            ],
            capture_output=True,
            text=True,
            check=False,
        )

    def upgrade(self, new_addons):
        """Do as CHANGELOG says: update everything, with what odoo.conf lets run before; what is new comes along.

        :return: Odoo's log
        """
        return self.odoo(new_addons, "-u", "all", pre_upgrade_scripts())

    def modules(self):
        """Return {module: (state, version)} of all that is not uninstalled."""
        query = "SELECT name, state, latest_version FROM ir_module_module WHERE state NOT LIKE 'uninstall%'"
        return {name: tuple(rest) for name, *rest in self.rows(query)}

    def content(self):
        """Return {table: {id: {column: value}}}; a table without ids has its rows' own words for it."""
        chosen = {row[0]: "true" for row in self.rows(TABLES)} | FOREIGN
        return {table: self._rows_of(table, which) for table, which in chosen.items()}

    def _rows_of(self, table, which):
        found = self.rows(f"SELECT to_jsonb(t) FROM {table} t WHERE {which}")  # noqa: S608 - names of this file only
        return {key_of(row): row for (row,) in found}

    def counters(self):
        """Return {sequence: the last number that it gave}."""
        return dict(self.rows(COUNTERS))

    def written_by_updates(self):
        """Return {(table, id)} of the records that an update of the addons writes anew."""
        return set(
            self.rows(
                f"SELECT replace(model, '.', '_'), res_id FROM ir_model_data WHERE NOT noupdate AND {OURS}"  # noqa: S608
            )
        )


def key_of(row):
    """Return what names a row: its id, or where it has none all that it holds."""
    return row.get("id", str(sorted(row.items())))


def xml_ids_of(database):
    """Return {(module, name): (model, res_id, noupdate)} of ours in a `processes.Database`."""
    query = f"SELECT module, name, model, res_id, noupdate FROM ir_model_data WHERE {OURS}"  # noqa: S608
    return {(module, name): tuple(rest) for module, name, *rest in database.rows(query)}


def join_names(addons):
    """Return the addons of a folder, separated by commas."""
    return ",".join(sorted(path.parent.name for path in addons.glob("*/__manifest__.py")))


def pre_upgrade_scripts():
    """Return the option of config/odoo.conf, for this copy of the project."""
    [named] = re.findall(r"^pre_upgrade_scripts = (.+)$", (REPO / "config" / "odoo.conf").read_text(), re.M)
    return f"--pre-upgrade-scripts={named.replace('/opt/lalisa', str(REPO))}"


def deleted_definitions(log):
    """Collect what Odoo deleted of models, fields and their like while it updated.

    Which class builds on which (ir.model.inherit) is the code's to say: Odoo writes it down anew at each update.

    :param log: Odoo's log
    :return: list of its lines
    """
    lines = [line for line in log.splitlines() if "Deleting" in line and "ir.model" in line]
    return [line for line in lines if "@ir.model.inherit" not in line]
