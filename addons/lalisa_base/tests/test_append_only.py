from psycopg2.errors import RaiseException

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.lalisa_base.tools.append_only import guard_rows, release_rows


@tagged("post_install", "-at_install")
class TestAppendOnly(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env.cr.execute("CREATE TABLE lalisa_example (id serial, word text, note text)")
        self.env.cr.execute("INSERT INTO lalisa_example (word) VALUES ('first')")

    def assertRefused(self, query):
        with mute_logger("odoo.sql_db"), self.assertRaises(RaiseException), self.env.cr.savepoint():
            self.env.cr.execute(query)

    def test_rows_are_inserted_and_neither_changed_deleted_nor_emptied(self):
        guard_rows(self.env.cr, "lalisa_example", "example", "written once", truncate=True)
        self.env.cr.execute("INSERT INTO lalisa_example (word) VALUES ('second')")
        for query in ("UPDATE lalisa_example SET word = 'x'", "DELETE FROM lalisa_example", "TRUNCATE lalisa_example"):
            self.assertRefused(query)

    def test_a_condition_says_which_changes_are_refused_and_a_deletion_always_is(self):
        condition = "NEW.word IS DISTINCT FROM OLD.word"
        guard_rows(self.env.cr, "lalisa_example", "example", "written once", condition)
        self.env.cr.execute("UPDATE lalisa_example SET note = 'seen'")
        self.assertRefused("UPDATE lalisa_example SET word = 'x'")
        self.assertRefused("DELETE FROM lalisa_example")

    def test_a_released_table_is_like_any_other(self):
        guard_rows(self.env.cr, "lalisa_example", "example", "written once")
        release_rows(self.env.cr, "example")
        self.env.cr.execute("DELETE FROM lalisa_example")
