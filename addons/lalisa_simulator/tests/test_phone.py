import base64
import json

from odoo.tests import TransactionCase, tagged

from odoo.addons.lalisa_telegram.tools.update import parse_event

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
        """Return what the provider owes the service for this phone, in its order."""
        rows = self.deliveries.search([("channel_id", "=", self.phone.channel_id.id)], order="id")
        return [json.loads(row.body)["entry"][0]["changes"][0]["value"] for row in rows]

    def receive(self, text="Halo"):
        self.env["lalisa.simulated.message"]._receive_message(self.phone, text, [], "ref")
        return self.phone.message_ids[-1]

    def test_offline_nothing_leaves_and_nothing_is_delivered_until_the_phone_is_back(self):
        self.phone._change_states(online=False)
        self.phone._send_from_citizen("Satu")
        office = self.receive()
        self.phone._send_from_citizen("Dua")
        self.assertEqual([next(iter(value)) for value in self.told()], ["messaging_product"])
        self.assertEqual(office.state, "sent")
        self.phone._change_states(online=True)
        texts = [message["text"]["body"] for value in self.told() for message in value.get("messages", [])]
        self.assertEqual(texts, ["Satu", "Dua"])
        self.assertEqual(office.state, "delivered")

    def test_a_person_who_blocks_the_office_gets_nothing_and_the_service_is_told_metas_code(self):
        self.phone._change_states(blocks=True)
        office = self.receive()
        self.assertEqual(office.state, "failed")
        status = self.told()[-1]["statuses"][0]
        self.assertEqual((status["status"], status["errors"][0]["code"]), ("failed", 131026))

    def test_who_does_not_read_gives_no_blue_ticks(self):
        office = self.receive()
        self.phone._change_states(reads=False)
        self.phone._read_all()
        self.assertEqual(office.state, "delivered")
        self.phone._change_states(reads=True)
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
        card = self.phone._send_from_citizen(own_card=True).payload["messages"][0]["contacts"][0]
        self.assertEqual((card["origin"], card["phones"][0]["wa_id"]), ("contact_request", self.phone.number))
        for sent, kind, key in table:
            with self.subTest(kind):
                message = self.phone._send_from_citizen(**sent).payload["messages"][0]
                self.assertEqual(message["type"], kind)
                self.assertIn(key, message[kind])

    def telegram(self):
        """Return the phone of the same citizen on Telegram."""
        channel = self.env["lalisa.channel"].create(
            {"name": "Bot uji", "driver": "telegram", "simulated": True, "telegram_bot_id": "70009"}
        )
        return self.env["lalisa.simulated.phone"]._find_or_create_phone(channel, "6280055500009", "Warga")

    def meant(self, phone):
        """Return what the real driver understands of all that Telegram owes the service for a phone."""
        rows = self.deliveries.search([("channel_id", "=", phone.channel_id.id)], order="id")
        return [parse_event(json.loads(row.body), "70009", "uji_bot") for row in rows]

    def test_each_kind_is_told_as_telegram_tells_it(self):
        data = base64.b64encode(b"x").decode()
        table = [
            ({"text": "Ada sapi"}, "text", "Ada sapi"),
            ({"media": {"mimetype": "image/jpeg", "data": data}, "text": "Ini"}, "image", "Ini"),
            ({"media": {"mimetype": "audio/ogg", "data": data}}, "audio", ""),
            ({"media": {"mimetype": "application/pdf", "data": data, "name": "surat.pdf"}}, "document", ""),
            ({"media": {"mimetype": "video/mp4", "data": data}}, "video", ""),
            ({"sticker": True}, "sticker", ""),
            ({"place": [-2.3, 115.4]}, "location", ""),
        ]
        phone = self.telegram()
        for sent, kind, body in table:
            with self.subTest(kind):
                phone._send_from_citizen(**sent)
                heard = self.meant(phone)[-1]
                self.assertEqual((heard.kind, heard.body, heard.external_id), (kind, body, phone.number))
                self.assertEqual(bool(heard.media_ref), "media" in sent or "sticker" in sent)
        markup = {"inline_keyboard": [[{"text": "Cabut", "callback_data": "withdraw:LL-26-0001"}]]}
        shown = self.env["lalisa.simulated.message"]._take_from_bot(
            phone, {"chat_id": int(phone.number), "text": "Diterima", "reply_markup": markup}
        )
        phone._send_from_citizen(text="Cabut", button_id="withdraw:LL-26-0001")
        tapped = self.meant(phone)[-1]
        self.assertEqual(tapped.button_id, "withdraw:LL-26-0001")
        self.assertEqual(tapped.source_id, f"{phone.number}:{shown}")
        phone._send_from_citizen(text="Ini dari grup", forwarded=True)
        self.assertTrue(self.meant(phone)[-1].forwarded)

    def test_the_key_that_asks_for_the_own_number_shares_it_as_telegram_confirms(self):
        phone = self.telegram()
        markup = {"keyboard": [[{"text": "Bagikan nomor", "request_contact": True}]]}
        self.env["lalisa.simulated.message"]._take_from_bot(
            phone, {"chat_id": int(phone.number), "text": "Boleh nomornya?", "reply_markup": markup}
        )
        self.assertEqual(phone.message_ids.buttons, [["contact", "Bagikan nomor"]])
        phone._send_from_citizen(own_card=True)
        shared = self.meant(phone)[-1]
        self.assertEqual((shared.kind, shared.own_card, shared.phone), ("contacts", True, f"+{phone.number}"))

    def test_blocking_a_bot_is_told_to_it_and_blocking_on_whatsapp_is_not(self):
        self.phone._change_states(blocks=True)
        self.assertFalse(self.told())
        phone = self.telegram()
        phone._change_states(blocks=True)
        phone._change_states(blocks=True)
        phone._change_states(blocks=False)
        self.assertEqual([one.reachable for one in self.meant(phone)], [False, True])
        phone._change_states(blocks=True)
        sent = self.env["lalisa.simulated.message"]._take_from_bot(
            phone, {"chat_id": int(phone.number), "text": "Halo"}
        )
        self.assertEqual((sent, len(phone.message_ids)), (0, 0))

    def test_on_telegram_too_an_offline_phone_keeps_what_it_says_and_gets_until_it_is_back(self):
        phone = self.telegram()
        phone._change_states(online=False)
        phone._send_from_citizen("Satu")
        markup = {"keyboard": [[{"text": "Kirim lokasi", "request_location": True}]]}
        self.env["lalisa.simulated.message"]._take_from_bot(
            phone, {"chat_id": int(phone.number), "text": "Di mana?", "reply_markup": markup}
        )
        self.assertEqual(phone.message_ids.mapped("state"), ["waiting", "sent"])
        self.assertEqual(phone.message_ids[1].buttons, [["location", "Kirim lokasi"]])
        phone._change_states(online=True)
        self.assertEqual(phone.message_ids.mapped("state"), ["sent", "delivered"])
        self.assertEqual([one.body for one in self.meant(phone)], ["Satu"])

    def test_a_person_without_a_name_shows_none(self):
        self.phone.name = False
        self.phone._send_from_citizen("Halo")
        self.assertEqual(self.told()[-1]["contacts"][0]["profile"], {})

    def test_the_drill_has_ten_citizens_each_with_a_lesson_and_a_message(self):
        played = drill.build_script()
        self.assertEqual(len(played["citizens"]), 10)
        self.assertTrue(all(citizen["lesson"] for citizen in played["citizens"]))
        self.assertEqual({step["citizen"] for step in played["steps"]}, set(range(10)))
        self.assertEqual(played["steps"], sorted(played["steps"], key=lambda step: step["at"]))
