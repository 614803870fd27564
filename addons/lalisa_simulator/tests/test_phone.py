import base64
import json

from odoo.tests import TransactionCase, tagged

from ..tools import drill


@tagged("post_install", "-at_install")
class TestPhone(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        channel = cls.env["lalisa.channel"].create(
            {"name": "Uji", "driver": "whatsapp", "simulated": True, "whatsapp_phone_number_id": "41009"}
        )
        cls.phone = cls.env["lalisa.simulated.phone"].create({"name": "Warga", "channel_id": channel.id})
        cls.deliveries = cls.env["lalisa.simulator.delivery"]

    def told(self):
        """What the provider owes the service for this phone, in its order."""
        rows = self.deliveries.search([("channel_id", "=", self.phone.channel_id.id)], order="id")
        return [json.loads(row.body)["entry"][0]["changes"][0]["value"] for row in rows]

    def receive(self, text="Halo"):
        self.env["lalisa.simulated.message"]._receive(
            self.phone.channel_id, self.phone.number, text, [], "ref"
        )
        return self.phone.message_ids[-1]

    def test_offline_nothing_leaves_and_nothing_is_delivered_until_the_phone_is_back(self):
        self.phone._set(online=False)
        self.phone._say("Satu")
        office = self.receive()
        self.phone._say("Dua")
        self.assertEqual([next(iter(value)) for value in self.told()], ["messaging_product"])
        self.assertEqual(office.state, "sent")
        self.phone._set(online=True)
        texts = [
            message["text"]["body"] for value in self.told() for message in value.get("messages", [])
        ]
        self.assertEqual(texts, ["Satu", "Dua"])
        self.assertEqual(office.state, "delivered")

    def test_a_person_who_blocks_the_office_gets_nothing_and_the_service_is_told_metas_code(self):
        self.phone._set(blocks=True)
        office = self.receive()
        self.assertEqual(office.state, "failed")
        status = self.told()[-1]["statuses"][0]
        self.assertEqual((status["status"], status["errors"][0]["code"]), ("failed", 131026))

    def test_who_does_not_read_gives_no_blue_ticks(self):
        office = self.receive()
        self.phone._set(reads=False)
        self.phone._read_all()
        self.assertEqual(office.state, "delivered")
        self.phone._set(reads=True)
        self.phone._read_all()
        self.assertEqual(office.state, "read")

    def test_each_kind_is_told_as_whatsapp_tells_it(self):
        data = base64.b64encode(b"x").decode()
        table = [
            ({"media": {"mimetype": "image/jpeg", "data": data}, "text": "Ini"}, "image", "caption"),
            ({"media": {"mimetype": "audio/ogg", "data": data}}, "audio", "voice"),
            ({"sticker": True}, "sticker", "mime_type"),
            ({"place": [-2.3, 115.4]}, "location", "latitude"),
            ({"text": "Ya", "button_id": "add"}, "interactive", "button_reply"),
        ]
        for sent, kind, key in table:
            with self.subTest(kind):
                message = self.phone._say(**sent).payload
                self.assertEqual(message["type"], kind)
                self.assertIn(key, message[kind])

    def test_a_person_without_a_name_shows_none(self):
        self.phone.name = False
        self.phone._say("Halo")
        self.assertEqual(self.told()[-1]["contacts"][0]["profile"], {})

    def test_the_drill_has_ten_citizens_each_with_a_lesson_and_a_message(self):
        played = drill.script()
        self.assertEqual(len(played["citizens"]), 10)
        self.assertTrue(all(citizen["lesson"] for citizen in played["citizens"]))
        self.assertEqual({step["citizen"] for step in played["steps"]}, set(range(10)))
        self.assertEqual(played["steps"], sorted(played["steps"], key=lambda step: step["at"]))
