# ruff: noqa: S608 - table and column names of this file only
from datetime import datetime

from odoo.tests import tagged

from .test_register import LINE, RegisterCase


@tagged("post_install", "-at_install")
class TestTampering(RegisterCase):
    """Must be shown 3: altered, deleted, reordered, inserted directly in PostgreSQL: found, the right line named."""

    def setUp(self):
        super().setUp()
        self.cases = [self.complaint("check") for _ in range(3)]
        self.first, self.second, self.third = (self.list_lines(case) for case in self.cases)
        self.places = [line.position for line in (self.first, self.second, self.third)]
        self.assertTrue(self.check_register().intact, self.check_register().finding)

    def delete_line(self, line):
        self.run_sql("DELETE FROM lalisa_register_salt WHERE line_id = %s", line.id)
        self.run_sql(f"DELETE FROM {LINE} WHERE id = %s", line.id)

    def test_an_altered_line(self):
        for column, value in (
            ("content", self.second.content.replace("walk_in", "letter")),
            ("number", "LL-99-9999"),
            ("at", datetime(2020, 1, 1)),
            ("user_id", self.agency_head.id),
            ("event", "ended"),
        ):
            with self.subTest(column):
                old = self.second[column] if column != "user_id" else self.second.user_id.id
                self.run_sql(f"UPDATE {LINE} SET {column} = %s WHERE id = %s", value, self.second.id)
                self.assert_broken(self.second.position, str(self.second.position))
                self.run_sql(f"UPDATE {LINE} SET {column} = %s WHERE id = %s", old, self.second.id)
        self.assertTrue(self.check_register().intact)

    def test_an_altered_line_with_its_hash_computed_anew(self):
        from ..models.register_line import line_hash

        values = {name: self.second[name] for name in ("previous_hash", "position", "event", "number", "at")}
        values |= {
            "complaint_id": self.second.complaint_id.id,
            "user_id": self.second.user_id.id,
            "corrects_id": False,
            "content": self.second.content.replace("walk_in", "letter"),
        }
        self.run_sql(
            f"UPDATE {LINE} SET content = %s, hash = %s WHERE id = %s",
            values["content"],
            line_hash(values),
            self.second.id,
        )
        self.assert_broken(self.third.position, self.third.number)

    def test_a_deleted_line(self):
        self.delete_line(self.second)
        self.assert_broken(self.places[1], f"Line {self.places[1]} is missing", self.third.number)

    def test_the_last_line_deleted(self):
        self.delete_line(self.third)
        self.assert_broken(self.places[2])

    def test_the_last_line_deleted_and_the_end_set_back(self):
        number = self.third.number
        self.delete_line(self.third)
        self.run_sql("UPDATE lalisa_register SET last = %s, hash = %s", self.second.position, self.second.hash)
        self.assert_broken(0, number)

    def test_two_lines_in_each_other_s_place(self):
        self.run_sql(f"UPDATE {LINE} SET position = -1 WHERE id = %s", self.second.id)
        _first, second, third = self.places
        self.run_sql(f"UPDATE {LINE} SET position = %s WHERE id = %s", second, self.third.id)
        self.run_sql(f"UPDATE {LINE} SET position = %s WHERE id = %s", third, self.second.id)
        self.assert_broken(second, f"Line {second} ", self.third.number)

    def test_a_line_put_in_at_the_end(self):
        end = self.third.position + 1
        self.run_sql(
            f"""INSERT INTO {LINE} (position, event, complaint_id, number, at, user_id, content, previous_hash, hash)
                SELECT position + 1, 'corrected', complaint_id, number, at, user_id, content, hash, 'invented'
                FROM {LINE} WHERE id = %s""",
            self.third.id,
        )
        self.assert_broken(end, str(end))

    def test_a_complaint_renumbered(self):
        self.run_sql("UPDATE lalisa_complaint SET number = 'LL-99-0001' WHERE id = %s", self.cases[1].id)
        self.assert_broken(self.second.position, self.second.number)

    def test_a_complaint_taken_out(self):
        self.env.flush_all()
        # A superuser of the database may pass over the foreign keys as well.
        self.env.cr.execute("SET LOCAL session_replication_role = replica")
        self.run_sql("DELETE FROM lalisa_complaint WHERE id = %s", self.cases[1].id)
        self.env.cr.execute("SET LOCAL session_replication_role = origin")
        self.assert_broken(self.second.position, self.second.number, "gone")

    def test_a_complaint_put_in(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
            " WHERE table_name = 'lalisa_complaint' AND column_name NOT IN ('id', 'number') AND is_generated = 'NEVER'"
        )
        [columns] = self.env.cr.fetchone()
        self.run_sql(
            f"INSERT INTO lalisa_complaint (number, {columns}) SELECT 'LL-99-0002', {columns}"
            " FROM lalisa_complaint WHERE id = %s",
            self.cases[1].id,
        )
        self.assert_broken(0, "LL-99-0002", "no line in the register")

    def test_a_complaint_changed_past_the_service(self):
        case = self.cases[1]
        self.move(case, self.operator, "unsuitable", **self.why())
        ended = self.list_lines(case)[-1]
        self.env.flush_all()
        for query in (
            "UPDATE lalisa_complaint SET closed_at = NULL WHERE id = %s",
            "UPDATE lalisa_complaint SET summary = 'Lain' WHERE id = %s",
            "UPDATE lalisa_complaint SET closed_at = closed_at - interval '1 day' WHERE id = %s",
            "UPDATE lalisa_stage_log SET breached = NOT coalesce(breached, false) WHERE complaint_id = %s",
            "UPDATE lalisa_complaint SET registered_at = registered_at + interval '1 hour' WHERE id = %s",
        ):
            self.env.cr.execute("SAVEPOINT before")
            self.run_sql(query, case.id)
            with self.subTest(query):
                self.assert_broken(ended.position, case.number)
            self.env.cr.execute("ROLLBACK TO SAVEPOINT before")
            self.env.invalidate_all()
        self.assertTrue(self.check_register().intact)

    def test_a_chain_written_anew_does_not_fit_the_head_s_closing_hash(self):
        self.env["lalisa.register.closing"].sudo().create(
            {"month": "2026-11-01", "position": self.second.position, "hash": "e" * 64}
        )
        self.assert_broken(self.second.position, "11-2026")
