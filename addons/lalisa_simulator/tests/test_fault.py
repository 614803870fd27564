from odoo.tests import TransactionCase, tagged

from ..tools import fault_kinds
from ..tools.fault_kinds import MEDIA, PLACES, SEND, WEBHOOK


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
        fault = self.faults._strike(self.channel, place, number)
        return fault and fault.kind

    def test_a_fault_strikes_as_often_as_it_was_told_and_then_never_again(self):
        self.faults._set(self.channel, "rate", times=2)
        self.assertEqual([self.strikes(SEND) for _time in range(3)], ["rate", "rate", None])

    def test_without_a_number_of_times_it_stays_until_it_is_taken_away(self):
        fault = self.faults._set(self.channel, "rate", times=0)
        self.assertEqual({self.strikes(SEND) for _time in range(5)}, {"rate"})
        fault.unlink()
        self.assertIsNone(self.strikes(SEND))

    def test_it_strikes_where_it_belongs_and_whom_it_is_meant_for(self):
        self.faults._set(self.channel, "media_gone", number="2")
        self.assertIsNone(self.strikes(SEND, "2"))
        self.assertIsNone(self.strikes(WEBHOOK, "2"))
        self.assertIsNone(self.strikes(MEDIA, "1"))
        self.assertEqual(self.strikes(MEDIA, "2"), "media_gone")

    def test_of_several_the_oldest_comes_first(self):
        for kind in ("window", "rate"):
            self.faults._set(self.channel, kind)
        self.assertEqual([self.strikes(SEND), self.strikes(SEND)], ["window", "rate"])

    def test_each_channel_offers_its_own_faults_and_refuses_the_others(self):
        offered = dict(self.faults._offered("telegram"))
        self.assertIn("blocked", offered)
        self.assertNotIn("pair_rate", offered)
        for kind in ("blocked", "nonsense", ""):
            with self.assertRaises(ValueError):
                self.faults._set(self.channel, kind)

    def test_every_fault_has_a_label_a_place_and_an_answer(self):
        labels = dict(self.faults._fields["kind"].selection)
        self.assertEqual(set(labels), set(PLACES))
        silent = {"unavailable", "timeout_before", "timeout_after"}
        for kind, (place, drivers) in PLACES.items():
            if place == SEND and kind not in silent:
                answers = {"whatsapp": fault_kinds.GRAPH, "telegram": fault_kinds.BOT}
                for driver in drivers:
                    self.assertIn(kind, answers[driver], driver)
