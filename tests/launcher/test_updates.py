"""What a database was brought up to is kept in the database, and how long an update takes is said in one way."""

import pytest

from lalisa_cli import updates

KEY = "lalisa.test.made_from"


@pytest.mark.parametrize("value", [{"odoo": "19.0", "addons": {"one": "it's"}}, "/srv/odoo'; DROP TABLE x; --", []])
def test_what_is_recorded_is_read_again_replaced_and_forgotten(databases, value):
    assert updates.read_value(databases, "lalisa", KEY) is None  # no database
    databases.create_database("lalisa")
    assert updates.read_value(databases, "lalisa", KEY) is None  # no table
    databases.run_program(
        "psql", "-d", "lalisa", "-c", "CREATE TABLE ir_config_parameter (key text UNIQUE, value text)"
    )
    assert updates.read_value(databases, "lalisa", KEY) is None
    updates.store_value(databases, "lalisa", KEY, "before")
    updates.store_value(databases, "lalisa", KEY, value)
    assert updates.read_value(databases, "lalisa", KEY) == value
    updates.store_value(databases, "lalisa", KEY, None)
    assert updates.read_value(databases, "lalisa", KEY) is None


def test_the_time_of_an_update_is_told_for_the_modules_that_there_are():
    assert updates.estimate_duration(1) == "up to about 1 minutes"
    assert updates.estimate_duration(70) == "up to about 10 minutes"
