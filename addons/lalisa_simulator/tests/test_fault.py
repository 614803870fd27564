from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, tagged

from ..tools import fault_kinds
from ..tools.fault_kinds import MEDIA, PLACES, SEND, WEBHOOK

SECOND = timedelta(seconds=1)


@tagged("post_install", "-at_install")
class TestFault(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channel = cls.env["lalisa.channel"].create(
            {"name": "Uji", "driver": "whatsapp", "simulated": True, "whatsapp_phone_number_id": "41009"}
        )
        cls.faults = cls.env["lalisa.simulator.fault"]

    def strikes(self, place, number="1"):
        with self.enter_registry_test_mode():
            fault = self.faults._take_strike(self.channel, place, number)
        return fault and fault.kind

    def test_a_fault_strikes_as_often_as_it_was_told_and_then_never_again(self):
        self.faults._add_fault(self.channel, "rate", times=2)
        self.assertEqual([self.strikes(SEND) for _time in range(3)], ["rate", "rate", None])

    def test_without_a_number_of_times_it_stays_until_it_is_taken_away(self):
        fault = self.faults._add_fault(self.channel, "rate", times=0)
        self.assertEqual({self.strikes(SEND) for _time in range(5)}, {"rate"})
        fault.unlink()
        self.assertIsNone(self.strikes(SEND))

    def test_it_strikes_where_it_belongs_and_whom_it_is_meant_for(self):
        self.faults._add_fault(self.channel, "media_gone", number="2")
        self.assertIsNone(self.strikes(SEND, "2"))
        self.assertIsNone(self.strikes(WEBHOOK, "2"))
        self.assertIsNone(self.strikes(MEDIA, "1"))
        self.assertEqual(self.strikes(MEDIA, "2"), "media_gone")

    def test_it_spares_the_first_and_then_strikes_every_so_many_th(self):
        self.faults._add_fault(self.channel, "rate", times=0, after=2, every=3)
        struck = [self.strikes(SEND) for _time in range(8)]
        self.assertEqual(struck, [None, None, None, None, "rate", None, None, "rate"])

    def test_a_number_of_times_counts_the_strikes_and_not_what_is_spared(self):
        self.faults._add_fault(self.channel, "rate", times=2, every=2)
        struck = [self.strikes(SEND) for _time in range(6)]
        self.assertEqual(struck, [None, "rate", None, "rate", None, None])
        self.assertFalse(self.faults.search([("channel_id", "=", self.channel.id)]))

    def test_it_strikes_between_its_times_only(self):
        start, end = datetime(2026, 11, 25, 13), datetime(2026, 11, 25, 14)
        self.faults._add_fault(self.channel, "unavailable", times=0, from_at=start, until_at=end)
        table = {start - SECOND: None, start: "unavailable", end - SECOND: "unavailable", end: None}
        for moment, wanted in table.items():
            with self.subTest(moment), patch.object(fields.Datetime, "now", lambda moment=moment: moment):
                self.assertEqual(self.strikes(SEND), wanted)

    def test_what_one_fault_spares_another_may_strike(self):
        self.faults._add_fault(self.channel, "rate", times=0, every=2)
        self.faults._add_fault(self.channel, "window", times=0)
        self.assertEqual([self.strikes(SEND) for _time in range(3)], ["window", "rate", "window"])

    def test_of_several_the_oldest_comes_first(self):
        for kind in ("window", "rate"):
            self.faults._add_fault(self.channel, kind)
        self.assertEqual([self.strikes(SEND), self.strikes(SEND)], ["window", "rate"])

    def test_each_channel_offers_its_own_faults_and_refuses_the_others(self):
        offered = dict(self.faults._list_offered("telegram"))
        self.assertIn("blocked", offered)
        self.assertNotIn("pair_rate", offered)
        for kind in ("blocked", "nonsense", ""):
            with self.assertRaises(ValueError):
                self.faults._add_fault(self.channel, kind)

    def test_every_fault_has_a_label_a_place_and_an_answer(self):
        labels = dict(self.faults._fields["kind"].selection)
        self.assertEqual(set(labels), set(PLACES))
        silent = {"unavailable", "timeout_before", "timeout_after"}
        for kind, (place, drivers) in PLACES.items():
            if place == SEND and kind not in silent:
                answers = {"whatsapp": fault_kinds.GRAPH, "telegram": fault_kinds.BOT}
                for driver in drivers:
                    self.assertIn(kind, answers[driver], driver)
