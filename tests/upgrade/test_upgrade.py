"""A database of each earlier release, with data in every model, is brought up to date: nothing of it is lost.

Before that an office has changed every record that an update must leave alone.
"""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from lxml import etree

from lalisa_cli.database import find_complaints
from lalisa_cli.home import REPO
from tests import processes
from tests.processes import Refused, Server, post_webhook, text_body, until
from tests.security.registry import run_shell
from tests.upgrade import xml_ids
from tests.upgrade.edits import EDITS, edit_everything
from tests.upgrade.expected_changes import MOVED, find_changed
from tests.upgrade.old_database import OldDatabase, deleted_definitions, xml_ids_of
from tests.upgrade.releases import HERE, earlier_releases
from tests.upgrade.renames import FIELDS, MODELS, TABLES, content_now, table_now
from tests.walk import test_complaint_walk as steps

pytestmark = pytest.mark.thorough
FILL = Path(__file__).with_name("fill.py").read_text()
NEW = REPO / "addons"
ROLES = ("operator", "kasi", "kabid", "trc", "kepala", "lalisa_admin")
BEGUN, BEGUN_BY = "Pedagang memakai trotoar di depan pasar", "6281200000077"
SCHEMA = {
    "columns": """SELECT table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable
                    FROM information_schema.columns WHERE table_name LIKE 'lalisa\\_%'""",
    "constraints": """SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                        FROM pg_constraint WHERE conrelid::regclass::text LIKE 'lalisa\\_%' AND contype <> 'n'""",
    "indexes": "SELECT indexname || ' ' || indexdef FROM pg_indexes WHERE tablename LIKE 'lalisa\\_%'",
    "triggers": """SELECT tgrelid::regclass || ' ' || pg_get_triggerdef(oid) FROM pg_trigger
                    WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'lalisa\\_%'""",
    "functions": """SELECT p.oid::regprocedure || ' ' || md5(p.prosrc) FROM pg_proc p
                      JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'
                       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "owners of constraints": """SELECT c.name || ' ' || m.name FROM ir_model_constraint c
                                  JOIN ir_module_module m ON m.id = c.module WHERE m.name LIKE 'lalisa%'""",
    "owners of relations": """SELECT r.name || ' ' || m.name FROM ir_model_relation r
                                JOIN ir_module_module m ON m.id = r.module WHERE m.name LIKE 'lalisa%'""",
    "modules": """SELECT name || ' ' || state || ' ' || latest_version || ' ' || demo FROM ir_module_module
                   WHERE name LIKE 'lalisa%'""",
    "keys of templates": "SELECT key FROM ir_ui_view WHERE key LIKE 'lalisa%'",
    "sequences": "SELECT sequencename FROM pg_sequences WHERE sequencename LIKE 'lalisa\\_%'",
}
NAMES = """
SELECT 'relation', relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
 UNION ALL SELECT 'constraint', conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
 UNION ALL SELECT 'function', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
 UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal
 UNION ALL SELECT 'XML id', name FROM ir_model_data WHERE module LIKE 'lalisa%'
"""
COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
TEXTS = """
SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables USING (table_name)
 WHERE data_type IN ('character varying', 'text') AND columns.table_schema = 'public' AND table_type = 'BASE TABLE'
"""
# What a person of the office has saved: a search, an export and a column that was added to a list.
OWN_SEARCHES = (
    """INSERT INTO ir_filters (name, model_id, domain, context, sort, active)
       VALUES ('Lewat batas', 'lalisa.complaint', '[("visit_ids.breached", "=", True)]', '{}', '[]', true),
              ('Per tahap', 'lalisa.complaint.visit', '[]', '{"group_by": ["stage_id"]}', '[]', true)""",
    """WITH made AS (INSERT INTO ir_exports (name, resource) VALUES ('Langkah', 'lalisa.complaint') RETURNING id)
       INSERT INTO ir_exports_line (export_id, name) SELECT id, 'visit_ids/entered_at' FROM made""",
)
READ_OWN_SEARCHES = """
saved = env['ir.filters'].search([('name', 'in', ['Lewat batas', 'Per tahap'])], order='name')
from odoo.tools.safe_eval import safe_eval
print('SAVED', [(one.model_id, one.domain) for one in saved], 'found',
      [env[one.model_id].search_count(safe_eval(one.domain)) for one in saved])
[line] = env['ir.exports'].search([('name', '=', 'Langkah')]).export_fields
found = env['lalisa.complaint'].search([], limit=1).export_data([line.name])['datas']
print('EXPORT', line.name, bool(found[0][0]))
"""
OPEN_EVERY_VIEW = """
broken = []
for view in env['ir.ui.view'].search([('model', '=like', 'lalisa.%'), ('mode', '=', 'primary')]):
    try:
        env[view.model].get_view(view.id, view.type)
    except Exception as error:
        broken.append((view.xml_id, str(error)))
print('BROKEN', broken)
"""
STORED = """
import json
print('STORED ' + json.dumps([env[name]._table for name in env.registry if name.startswith('lalisa.')
                              and not env[name]._abstract and not env[name]._transient and env[name]._auto]))
"""


def build_server(database, addons, folder, monkeypatch):
    """Return a server with these addons, not started."""
    monkeypatch.setattr(processes, "ADDONS", str(addons))
    return Server(database, folder)


def carry_complaint(walk):
    """Take `walk.complaint` from its first step to its end, each role its own part."""
    steps.do_operator_steps(walk)
    steps.do_verify_steps(walk)
    steps.do_dispatch_steps(walk)
    steps.do_closing_steps(walk)


def report_complaint(walk, words, number):
    """A citizen reports something; the walk goes on with that complaint."""
    assert post_webhook(walk.server, text_body(words, number)) == 200
    found = "SELECT id FROM lalisa_complaint WHERE summary = %s ORDER BY id DESC"
    walk.complaint = until(lambda: walk.database.rows(found, words), 60)[0][0]


def live_before(database, addons, folder, monkeypatch):
    """On the old release: one complaint's whole walk, and another that stands at its beginning."""
    server = build_server(database, addons, folder, monkeypatch).start()
    try:
        walk = steps.Walk(server)
        report_complaint(walk, steps.WORDS, steps.REPORTER)
        carry_complaint(walk)
        report_complaint(walk, BEGUN, BEGUN_BY)
        waiting = """SELECT (SELECT count(*) FROM lalisa_webhook_event WHERE state = 'new')
                          + (SELECT count(*) FROM lalisa_message WHERE state IN ('queued', 'sending'))"""
        until(lambda: not database.value(waiting), 60)
    finally:
        server.stop()


@pytest.fixture(scope="module", params=earlier_releases(), ids=lambda release: f"from {release.name}")
def upgraded(request, tmp_path_factory):
    """Yield namespace with the `database` after the upgrade, the `log` of the upgrade, what `filling` its models
    said, and of before the upgrade: its content `before`, its `xml_ids`, its `counters`, the `edited` records"""
    release = request.param
    if not release.commit:
        pytest.skip(HERE.format(release.name))
    old = release.unpack(tmp_path_factory.mktemp("old"))
    database = OldDatabase(f"lalisa_t_from_{release.commit[:8].lower().replace('.', '_')}", old)
    try:
        with pytest.MonkeyPatch.context() as patch:
            live_before(database, old, tmp_path_factory.mktemp("before"), patch)
            patch.setenv("LALISA_TEST_ADDONS", str(old))
            filling = run_shell(database, FILL)
            stored = json.loads(run_shell(database, STORED).partition("STORED ")[2].splitlines()[0])
        edited = edit_everything(database)
        for statement in OWN_SEARCHES:
            database.execute(statement)
        known = {"before": database.content(), "xml_ids": xml_ids_of(database), "counters": database.counters()}
        log = database.upgrade(NEW)
        yield SimpleNamespace(database=database, log=log, filling=filling, stored=stored, edited=edited, **known)
    finally:
        database.drop()


@pytest.fixture(scope="module")
def fresh():
    """Namespace with the `schema` of a fresh installation, {kind of thing: its lines}, and its `xml_ids`."""
    fresh = processes.Database()
    try:
        schema = {kind: {row[0] for row in fresh.rows(query)} for kind, query in SCHEMA.items()}
        return SimpleNamespace(schema=schema, xml_ids=xml_ids_of(fresh))
    finally:
        fresh.drop()


def test_every_stored_model_had_data_before_the_upgrade(upgraded):
    empty = [table for table in upgraded.stored if not upgraded.before.get(table)]
    assert not empty, (empty, upgraded.filling)


def test_the_upgrade_complains_of_nothing(upgraded):
    assert not find_complaints(upgraded.log)


def test_no_row_and_no_value_is_lost(upgraded):
    after, renewed, lost = upgraded.database.content(), upgraded.database.written_by_updates(), []
    for table, rows in content_now(upgraded.before).items():
        for key, row in rows.items():
            found = after.get(table, {}).get(key)
            if found is None:
                lost.append((table, key, "is gone"))
            elif (table, key) not in renewed:
                lost += [(table, key, name) for name in find_changed(table, row, found)]
    assert not lost, lost[:20]


def test_what_a_migration_moved_is_where_the_map_says(upgraded):
    after = upgraded.database.content()
    for (table, column), (new_table, new_column, old_row) in MOVED.items():
        found = {(row[old_row], row[new_column]) for row in after[new_table].values()}
        there = {(key, row[column]) for key, row in upgraded.before[table].items() if row.get(column) is not None}
        assert there <= found, (table, column, there - found)


def test_an_office_had_changed_every_record_that_an_update_must_leave_alone(upgraded):
    assert set(upgraded.edited) >= {"ir.cron", "ir.rule", "ir.sequence", "lalisa.equipment", "lalisa.sanction"}
    assert [model for model in upgraded.edited if not EDITS[model]] == ["lalisa.register"]


def test_every_counter_goes_on_where_it_stood(upgraded):
    after = upgraded.database.counters()
    begun = {table_now(name): last for name, last in upgraded.counters.items() if last is not None}
    assert not [name for name, last in begun.items() if (after.get(name) or 0) < last]


def test_every_xml_id_names_the_record_that_it_named(upgraded, fresh):
    wrong = xml_ids.find_misnamed(upgraded.xml_ids, xml_ids_of(upgraded.database), fresh.xml_ids, xml_ids.read_moved())
    assert not wrong, (len(wrong), wrong[:20])


def test_the_xml_ids_are_those_of_a_fresh_installation(upgraded, fresh):
    found, wanted = xml_ids.name_xml_ids(xml_ids_of(upgraded.database)), xml_ids.name_xml_ids(fresh.xml_ids)
    assert not found ^ wanted, (sorted(found - wanted)[:20], sorted(wanted - found)[:20])


def test_nothing_in_the_database_has_a_name_of_before(upgraded):
    of_tables = upgraded.database.rows(NAMES)
    old = re.compile(rf"(?<![a-z])({'|'.join(TABLES)})(?![a-z])")
    columns = {(model.replace(".", "_"), field) for model, field in FIELDS}
    left = [row for row in of_tables if old.search(row[1]) and row[1] != "lalisa_complaint_visit_id_fkey"]
    left += [row for row in upgraded.database.rows(COLUMNS) if row in columns]
    for table, column in upgraded.database.rows(TEXTS):
        query = f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" = ANY(%s)'  # noqa: S608
        left += [(table, column, *row) for row in upgraded.database.rows(query, list(MODELS))]
    assert not left, left[:20]


def test_what_a_person_has_saved_names_the_fields_of_today_and_still_works(upgraded):
    said = run_shell(upgraded.database, READ_OWN_SEARCHES)
    late = ("lalisa.complaint", '[("stage_log_ids.breached", "=", True)]')
    assert f"SAVED {[late, ('lalisa.stage.log', '[]')]} found" in said, said
    assert "EXPORT stage_log_ids/entered_at True" in said


def test_odoo_deleted_no_model_and_no_field(upgraded):
    deleted = [line for line in deleted_definitions(upgraded.log) if not xml_ids.tells_of_given_up(line)]
    assert not deleted, deleted[:20]


def test_the_tables_indexes_triggers_and_functions_are_those_of_a_fresh_installation(upgraded, fresh):
    for kind, query in SCHEMA.items():
        found = {row[0] for row in upgraded.database.rows(query)}
        assert not found ^ fresh.schema[kind], (kind, found - fresh.schema[kind], fresh.schema[kind] - found)


def test_the_office_is_the_company_of_the_complaints_that_are_there(upgraded):
    office = upgraded.database.rows("SELECT id FROM res_company WHERE lalisa_is_office")
    assert office == upgraded.database.rows("SELECT DISTINCT company_id FROM lalisa_complaint")


def test_every_view_opens_after_the_upgrade(upgraded):
    assert "BROKEN []" in run_shell(upgraded.database, OPEN_EVERY_VIEW)


def test_every_role_opens_every_menu_and_goes_on_with_what_was_begun(upgraded, tmp_path, monkeypatch):
    server = build_server(upgraded.database, NEW, tmp_path, monkeypatch).start()
    try:
        walk = steps.Walk(server)
        refused = [one for login in ROLES for one in opening_all_menus(server.login(login), login)]
        assert not refused, refused
        begun = "SELECT id FROM lalisa_complaint WHERE summary = %s"
        walk.complaint = upgraded.database.value(begun, BEGUN)
        carry_complaint(walk)
        report_complaint(walk, f"{steps.WORDS}, sejak kemarin", "6281200000078")
        carry_complaint(walk)
    finally:
        server.stop()


def opening_all_menus(client, login):
    """Collect what a person is refused of what their own menu offers.

    :return: list of (login, menu, refusal)
    """
    menus = client.call("ir.ui.menu", "load_web_menus", [], False)
    offered = [menu for menu in menus.values() if menu.get("actionModel") == "ir.actions.act_window"]
    assert offered, login
    refused = []
    for menu in offered:
        try:
            open_menu(client, menu["actionID"])
        except (Refused, requests.RequestException) as refusal:
            refused.append((login, menu["name"], str(refusal)))
    return refused


def open_menu(client, action_id):
    """Load an action with its views and the first rows of its lists, as the web client does."""
    action = client._post("/web/action/load", {"action_id": action_id})
    views = client.call(action["res_model"], "get_views", views=action["views"], options={"toolbar": True})["views"]
    for kind in {"list", "kanban"} & set(views):
        shown = etree.fromstring(views[kind]["arch"]).xpath("//field[@name][not(ancestor::field)]/@name")  # noqa: S320
        client.call(
            action["res_model"], "web_search_read", domain=[], specification={name: {} for name in shown}, limit=5
        )
