"""What an earlier template has built for browsers serves the next one, where no script or style has changed."""

import pytest

from lalisa_cli import template
from lalisa_cli.template import COLUMNS, TEMPLATE
from tests.launcher.offices import run_sql

MADE_FROM = {"odoo": "one", "addons": {}, "pages": "one"}
TABLES = f"""
  CREATE TABLE ir_config_parameter (key text UNIQUE, value text);
  CREATE TABLE ir_attachment (id serial, {", ".join(f"{column} text" for column in COLUMNS.split(", "))});
"""
STORED = """
  INSERT INTO ir_attachment (name, url, store_fname)
  VALUES ('web.min.js', '/web/assets/1/web.min.js', 'ab/abc'), ('a photo', NULL, 'cd/cde');
"""


def make_template(databases):
    """A template that is whole and has built a script."""
    databases.create_database(TEMPLATE)
    run_sql(databases, TABLES + STORED, TEMPLATE)
    for place in ("ab/abc", "cd/cde"):
        path = databases.get_filestore(TEMPLATE) / place
        path.parent.mkdir(parents=True)
        path.write_text(place)
    databases.mark_whole(TEMPLATE, MADE_FROM)


def made_anew(databases):
    """The next template, before anything was built."""
    databases.run_program("dropdb", "--force", TEMPLATE)
    for path in databases.get_filestore(TEMPLATE).rglob("*/*"):
        path.unlink()
    databases.create_database(TEMPLATE)
    run_sql(databases, TABLES, TEMPLATE)


def test_a_built_script_is_given_on_with_its_file_and_nothing_else_is(databases, tmp_path):
    make_template(databases)
    assert template.keep_pages(databases, {**MADE_FROM, "addons": {"one": "changed"}}, tmp_path)
    made_anew(databases)
    template.give_pages(databases, tmp_path)
    assert run_sql(databases, "SELECT name, url, store_fname FROM ir_attachment", TEMPLATE) == (
        "web.min.js|/web/assets/1/web.min.js|ab/abc"
    )
    files = databases.get_filestore(TEMPLATE)
    assert (files / "ab/abc").read_text() == "ab/abc" and not (files / "cd/cde").exists()


@pytest.mark.parametrize("part", ["odoo", "pages"])
def test_nothing_is_kept_where_scripts_or_odoo_have_changed_or_nothing_was_there(databases, tmp_path, part):
    assert not template.keep_pages(databases, MADE_FROM, tmp_path)
    make_template(databases)
    assert not template.keep_pages(databases, {**MADE_FROM, part: "another"}, tmp_path)
