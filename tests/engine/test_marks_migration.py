"""An office that comes from 19.0.1.0: what was told of its visits is kept by the update."""

import pytest

from tests.engine.odoo_shell import update

pytestmark = pytest.mark.thorough

# The columns as 19.0.1.0 had them, on a database that has the rows of today.
BEFORE = """
ALTER TABLE lalisa_complaint_visit ADD called_at timestamp, ADD acknowledged_at timestamp,
  ADD acknowledged_by_id integer REFERENCES res_users, ADD handed_on_at timestamp, ADD warned_at timestamp,
  ADD escalated_at timestamp, ADD reminded_at timestamp;
ALTER TABLE lalisa_complaint_visit DISABLE TRIGGER USER;
UPDATE lalisa_complaint_visit SET called_at = entered_at, warned_at = entered_at + interval '4 minutes';
UPDATE lalisa_complaint_visit SET acknowledged_at = entered_at + interval '1 minute', acknowledged_by_id =
  (SELECT id FROM res_users WHERE login = 'kasi') WHERE id = (SELECT min(id) FROM lalisa_complaint_visit);
ALTER TABLE lalisa_complaint_visit ENABLE TRIGGER USER;
DROP TABLE lalisa_visit_mark;
UPDATE ir_module_module SET latest_version = '19.0.1.0.0' WHERE name = 'lalisa_complaint';
"""


def test_marks_of_the_earlier_version_become_rows(database):
    with database.cursor() as cursor:
        cursor.execute(BEFORE)
    visits = database.value("SELECT count(*) FROM lalisa_complaint_visit")
    update(database, "lalisa_complaint")
    kinds = database.rows("SELECT kind, count(*) FROM lalisa_visit_mark GROUP BY kind ORDER BY kind")
    assert kinds == [("acknowledged_at", 1), ("called_at", visits), ("warned_at", visits)]
    taken = """SELECT u.login, m.at - v.entered_at = interval '1 minute' FROM lalisa_visit_mark m
                 JOIN lalisa_complaint_visit v ON v.id = m.visit_id JOIN res_users u ON u.id = m.user_id
                WHERE m.kind = 'acknowledged_at'"""
    assert database.rows(taken) == [("kasi", True)]
    columns = "SELECT count(*) FROM information_schema.columns WHERE table_name = 'lalisa_complaint_visit'"
    assert database.value(columns + " AND column_name = 'called_at'") == 0
