"""Rows that are written once. What their model refuses, PostgreSQL refuses too: a hand on the table changes no history.

Every text handed in here is part of the addons' own code; nothing of a caller gets into a statement.
"""

from odoo.sql_db import Cursor


def guard_rows(cr: Cursor, table: str, name: str, sentence: str, only_if: str = "TRUE", truncate: bool = False) -> None:
    """Refuse changes of a table's rows by a trigger.

    :param table: e.g. 'lalisa_register_line'
    :param name: what function and trigger are called by: `lalisa_<name>_append_only`
    :param sentence: what the refusal says
    :param only_if: SQL condition on OLD and NEW under which an UPDATE is refused; a DELETE always is
    :param truncate: whether emptying the whole table is refused, too
    """
    function = f"lalisa_{name}_append_only"
    # pylint: disable-next=sql-injection
    cr.execute(f"""
        CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $guard$
        BEGIN
            IF TG_OP <> 'UPDATE' OR {only_if} THEN
                RAISE EXCEPTION 'lalisa: {sentence}';
            END IF;
            RETURN NEW;
        END $guard$;
        DROP TRIGGER IF EXISTS {function} ON {table};
        CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {function}();
    """)
    if truncate:
        # pylint: disable-next=sql-injection
        cr.execute(f"""
            DROP TRIGGER IF EXISTS lalisa_{name}_no_truncate ON {table};
            CREATE TRIGGER lalisa_{name}_no_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION {function}();
        """)


def release_rows(cr: Cursor, *names: str) -> None:
    """Take guards away, so that removing an addon can remove its tables.

    :param names: as `guard_rows` has them
    """
    for name in names:
        # pylint: disable-next=sql-injection
        cr.execute(f"DROP FUNCTION IF EXISTS lalisa_{name}_append_only() CASCADE")
