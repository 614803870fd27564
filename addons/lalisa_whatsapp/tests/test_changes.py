from odoo.tests import tagged

from .common import WhatsappCase, body, text_message

PHONE = "6281255501001"


@tagged("post_install", "-at_install")
class TestChanges(WhatsappCase):
    def tell(self, *messages, **more):
        self.assertEqual(self.post(body(*messages, **more)), 200)
        self.drain()

    def change(self, wamid, kind, node):
        return {"from": PHONE, "id": wamid, "timestamp": "1795480101", "type": kind, kind: node}

    def edit(self, wamid, target, words):
        inner = {"type": "text", "text": {"body": words}}
        return self.change(wamid, "edit", {"original_message_id": target, "message": inner})

    def test_an_edit_keeps_what_was_said_first(self):
        self.tell(text_message("wamid.1", "di depan psar"))
        self.tell(self.edit("wamid.2", "wamid.1", "di depan pasar"))
        message = self.inbound()
        self.assertEqual(message.body, "di depan pasar")
        self.assertEqual([one["body"] for one in message.earlier_bodies], ["di depan psar"])
        self.assertTrue(message.edited_at)

    def test_an_edit_of_an_unknown_message_is_a_message(self):
        self.tell(self.edit("wamid.2", "wamid.lama", "di depan pasar"))
        self.assertEqual(self.inbound().mapped("body"), ["di depan pasar"])

    def test_a_revoked_message_stays_and_is_marked(self):
        self.tell(text_message("wamid.1", "salah kirim"))
        self.tell(self.change("wamid.2", "revoke", {"original_message_id": "wamid.1"}))
        self.assertEqual(self.inbound().body, "salah kirim")
        self.assertTrue(self.inbound().revoked_at)

    def test_a_reaction_is_set_and_taken_back_and_is_no_message(self):
        self.tell(text_message("wamid.1"))
        self.tell(self.change("wamid.2", "reaction", {"message_id": "wamid.1", "emoji": "👍"}))
        self.assertEqual(self.inbound().mapped("reaction"), ["👍"])
        self.tell(self.change("wamid.3", "reaction", {"message_id": "wamid.1"}))
        self.assertEqual(self.inbound().mapped("reaction"), [False])

    def test_a_change_is_told_to_the_conversation_once(self):
        told = []
        self.patch(
            type(self.env["lalisa.conversation"]),
            "_on_change",
            lambda conversation, message, change: told.append(change.change),
        )
        self.tell(text_message("wamid.1"))
        for wamid in ("wamid.2", "wamid.3"):
            self.tell(self.change(wamid, "revoke", {"original_message_id": "wamid.1"}))
        self.assertEqual(told, ["revoked"])

    def test_an_answer_typed_on_the_offices_phone_is_ours_and_answers_nobody(self):
        self.tell(text_message("wamid.1"))
        echo = {
            "from": "6251155500200",
            "to": PHONE,
            "id": "wamid.gema",
            "timestamp": "1795480005",
            "type": "text",
            "text": {"body": "Kami segera ke lokasi."},
        }
        raw = body(echo, field="smb_message_echoes").replace(b'"messages"', b'"message_echoes"')
        self.assertEqual(self.post(raw), 200)
        self.drain()
        conversation = self.inbound().conversation_id
        self.assertEqual(conversation.message_ids.mapped("direction"), ["inbound", "outbound"])
        self.assertEqual(conversation.message_ids[-1].state, "sent")
        self.assertEqual(conversation.unread_count, 1)

    # -- identity -------------------------------------------------------------------------------

    def system(self, wamid, **node):
        return {
            "from": PHONE,
            "id": wamid,
            "timestamp": "1795480101",
            "type": "system",
            "system": {"type": "user_changed_number", **node},
        }

    def test_a_new_number_keeps_the_history(self):
        self.tell(text_message("wamid.1"))
        self.tell(self.system("wamid.2", wa_id="6281255509999"))
        self.tell(text_message("wamid.3", sender="6281255509999"))
        self.assertEqual(len(self.inbound().conversation_id), 1)
        self.assertEqual(self.inbound().conversation_id.contact_id.phone, "+6281255509999")

    def test_a_number_that_somebody_else_has_joins_nobody_and_is_marked(self):
        self.tell(text_message("wamid.1"), text_message("wamid.2", sender="6281255509999"))
        self.tell(self.system("wamid.3", wa_id="6281255509999"))
        first, second = self.inbound().conversation_id.contact_id.sorted("phone")
        self.assertEqual(first.doubtful_id, second)
        self.assertEqual((first.phone, second.phone), (f"+{PHONE}", "+6281255509999"))

    def test_a_number_given_to_another_person_does_not_give_the_history_too(self):
        self.tell(text_message("wamid.1", from_user_id="ID.1000"))
        self.tell(text_message("wamid.2", from_user_id="ID.2000"))
        first, second = self.inbound().sorted("id").conversation_id.contact_id.sorted("id")
        self.assertEqual((first.external_id, first.phone), ("ID.1000", False))
        self.assertEqual((second.external_id, second.alternative_id), (PHONE, "ID.2000"))

    def test_somebody_known_without_a_number_gets_it_later(self):
        nobody = {"id": "wamid.1", "timestamp": "1795480001", "type": "text", "text": {"body": "a"}}
        self.tell({**nobody, "from_user_id": "ID.1000"})
        self.tell(text_message("wamid.2", from_user_id="ID.1000"))
        self.assertEqual(self.inbound().conversation_id.contact_id.phone, f"+{PHONE}")

    def test_a_number_that_somebody_got_later_may_go_to_the_next_person(self):
        nobody = {"id": "wamid.1", "timestamp": "1795480001", "type": "text", "text": {"body": "a"}}
        self.tell({**nobody, "from_user_id": "ID.1000"})
        self.tell(text_message("wamid.2", from_user_id="ID.1000"))
        first = self.inbound().conversation_id.contact_id
        self.tell(text_message("wamid.3", from_user_id="ID.2000"))
        second = self.inbound().conversation_id.contact_id - first
        self.assertEqual((first.external_id, first.alternative_id, first.phone), ("ID.1000", False, False))
        self.assertEqual((second.external_id, second.alternative_id), (PHONE, "ID.2000"))

    def test_a_payment_problem_pauses_the_channel_and_is_told(self):
        contact = self.env["lalisa.contact"].create({"channel_id": self.channel.id, "external_id": PHONE})
        message = self.env["lalisa.conversation"]._find_or_create(contact)._queue_message("x")
        message.write({"state": "sent", "provider_message_id": "wamid.out"})
        failed = {"id": "wamid.out", "status": "failed", "errors": [{"code": 131042}]}
        self.tell(statuses=[failed])
        self.assertEqual((message.state, self.channel.state), ("failed", "paused"))
        self.assertTrue(self.channel.activity_ids)
