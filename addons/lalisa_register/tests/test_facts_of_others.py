from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.lalisa_complaint.models.complaint.facts import LalisaComplaintFacts as Facts

from ..hooks import post_init_hook
from .test_register import RegisterCase


@tagged("post_install", "-at_install")
class TestFactsOfOthers(RegisterCase):
    """Another addon extends `_register_facts`; it needs to know nothing of the register for it."""

    def with_a_fact_of_another_addon(self, colour="red"):
        own = Facts._register_facts
        return patch.object(Facts, "_register_facts", lambda self, event: own(self, event) | {"colour": colour})

    def test_a_fact_of_another_addon_is_written_and_guarded(self):
        with self.with_a_fact_of_another_addon():
            complaint = self.complaint()
            self.assertEqual(self.list_lines(complaint)._get_facts()["colour"], "red")
            self.assertTrue(self.check_register().intact)
        with self.with_a_fact_of_another_addon("blue"):
            self.assert_broken(self.list_lines(complaint).position, complaint.number)

    def test_lines_from_before_another_addon_brought_its_fact_stay_whole(self):
        self.complaint()
        with self.with_a_fact_of_another_addon():
            self.assertTrue(self.check_register().intact)

    def test_a_register_that_is_installed_later_enters_what_stands_already(self):
        complaint, closed = self.complaint(), self.complaint()
        closed._write_engine({"closed_at": closed.registered_at})
        self.run_sql("DELETE FROM lalisa_register_salt")
        self.run_sql("DELETE FROM lalisa_register_line")
        self.run_sql("UPDATE lalisa_register SET last = 0, hash = repeat('0', 64)")
        post_init_hook(self.env)
        self.assertEqual(self.list_lines(complaint).mapped("event"), ["entered"])
        self.assertEqual(self.list_lines(closed).mapped("event"), ["entered", "ended"])
        self.assertTrue(self.check_register().intact)
        post_init_hook(self.env)
        self.assertEqual(self.list_lines(complaint).mapped("event"), ["entered"])
