from odoo import fields
from odoo.tests import tagged

from .common import ComplaintCase

COLOURS = {"on_time": "success", "soon": "warning", "late": "danger"}


@tagged("post_install", "-at_install")
class TestBoard(ComplaintCase):
    """What the board's colours are made of."""

    def setUp(self):
        super().setUp()
        now = fields.Datetime.now()

        def due(warn, deadline):
            complaint = self.complaint()
            complaint.sudo()._write_engine(
                {
                    "warn_at": fields.Datetime.add(now, minutes=warn),
                    "deadline_at": fields.Datetime.add(now, minutes=deadline),
                }
            )
            return complaint

        self.on_time, self.soon, self.late = due(20, 30), due(-5, 5), due(-60, -30)
        self.still = self.complaint()
        self.still.sudo()._write_engine({"warn_at": False, "deadline_at": False})
        self.all = self.on_time | self.soon | self.late | self.still

    def test_a_card_is_on_time_soon_late_or_without_a_clock(self):
        self.assertEqual(self.all.mapped("time_state"), ["on_time", "soon", "late", False])

    def test_the_bar_of_a_column_counts_the_same_as_its_cards(self):
        bars = (
            self.env["lalisa.complaint"]
            .with_user(self.operator)
            .read_progress_bar(
                [("id", "in", self.all.ids)],
                "stage_id",
                {"field": "time_state", "colors": COLOURS},
            )
        )
        self.assertEqual(bars[str(self.stage("receive").id)], {"on_time": 1, "soon": 1, "late": 1})

    def test_pressing_a_part_of_the_bar_finds_its_cards(self):
        for state, expected in {
            "on_time": self.on_time,
            "soon": self.soon,
            "late": self.late,
            False: self.still,
        }.items():
            with self.subTest(state):
                found = self.env["lalisa.complaint"].search(
                    [("id", "in", self.all.ids), ("time_state", "=", state)]
                )
                self.assertEqual(found, expected)
