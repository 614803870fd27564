from odoo import fields
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tools.driver_types import GroupEvent, InboundAction

from .common import IntakeCase

WORDS = "Ada pedagang menutup trotoar depan sekolah"


@tagged("post_install", "-at_install")
class TestTaps(IntakeCase):
    """A channel whose messages can be changed in place, where taps are no messages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(type(cls.channel._get_driver()), "_can_edit", True)

    def arrive(self):
        """All that is queued reaches the citizen."""
        for message in self.told.filtered(lambda one: one.state == "queued"):
            number = False if message.edits_id else f"k:{message.id}"
            message.write({"state": "sent", "provider_message_id": number})

    def tap(self, message, button_id):
        self.arrive()
        count = len(self.told)
        self.conversation._on_action(
            InboundAction(
                external_id=self.contact.external_id,
                button_id=button_id,
                source_id=message.provider_message_id,
            )
        )
        return self.told[count:]

    def command(self, name, argument=""):
        count = len(self.told)
        self.conversation._on_action(InboundAction(self.contact.external_id, command=name, argument=argument))
        return self.told[count:]

    def open_with_place(self):
        """A complaint that asks for no place: its buttons stand inline. :return: (complaint, first answer)"""
        self.hear(WORDS, latitude=-2.33, longitude=115.46)
        return self.complaints, self.told[0]

    def test_a_choice_is_shown_in_place_and_its_button_goes(self):
        complaint, first = self.open_with_place()
        answer, change = self.tap(first, f"secret:{complaint.number}")
        self.assertEqual((complaint.confidentiality, answer.purpose), ("secret", "intake:secret"))
        self.assertEqual(change.edits_id, first)
        self.assertTrue(change.body.startswith(first.body) and change.body.endswith("✓ Rahasiakan"))
        self.assertEqual([title for _id, title in change.buttons], ["Tambah", "Cabut"])

    def test_a_stale_or_forged_button_does_nothing(self):
        complaint, first = self.open_with_place()
        self.tap(first, f"secret:{complaint.number}")
        self.assertFalse(self.tap(first, f"secret:{complaint.number}"))
        self.assertFalse(self.tap(first, f"received:{complaint.number}"))
        self.assertEqual(complaint.stage_code, "receive")

    def test_a_button_of_somebody_elses_complaint_does_nothing_to_it(self):
        complaint, first = self.open_with_place()
        self.arrive()
        self.setUpPerson()
        said = self.tap(first, f"withdraw:{complaint.number}")
        self.assertEqual((said.mapped("purpose"), complaint.stage_code), (["intake:none"], "receive"))

    def test_after_withdrawing_nothing_is_offered_any_more(self):
        complaint, first = self.open_with_place()
        change = self.tap(first, f"withdraw:{complaint.number}").filtered("edits_id")
        self.assertEqual((complaint.stage_code, bool(change.buttons)), ("cancelled", False))
        self.assertTrue(change.body.endswith("✓ Cabut"))

    def test_the_question_of_two_ways_becomes_its_answer(self):
        self.open_with_place()
        self.arrive()
        with self.later(60):
            self.hear("Di pasar ada juga parkir liar sejak pagi", latitude=-2.33, longitude=115.46)
            question = self.told.filtered(lambda one: one.purpose == "intake:which")
            change = self.tap(question, question.buttons[1][0]).filtered("edits_id")
        self.assertEqual(len(self.complaints), 2)
        self.assertEqual((change.edits_id, bool(change.buttons)), (question, False))
        self.assertTrue(change.body.endswith("✓ Aduan baru"))

    def test_the_standing_is_looked_up_again_in_place(self):
        complaint, _first = self.open_with_place()
        standing = self.command("status")
        [[button, _title]] = standing.buttons
        again = self.tap(standing, button)
        self.assertEqual((again.edits_id, again.buttons), (standing, standing.buttons))
        self.assertIn(complaint.number, again.body)

    def test_where_messages_stay_as_they_are_no_button_to_look_again_is_offered(self):
        self.open_with_place()
        self.patch(type(self.channel._get_driver()), "_can_edit", False)
        self.assertFalse(self.command("status").buttons)

    def test_start_greets_whenever_it_is_pressed(self):
        said = self.command("start") | self.command("start", "../../etc") | self.command("start", "x" * 4000)
        self.assertEqual(said.mapped("purpose"), ["intake:greeting"] * 3)

    def test_a_group_is_told_to_write_privately_once_in_a_while_and_nothing_stands(self):
        self.contact.write({"is_group": True, "external_id": "-100"})
        for kind in ("message", "command", "joined"):
            self.conversation._on_group(GroupEvent("-100", kind))
        self.assertEqual(self.told.mapped("purpose"), ["intake:private"])
        self.assertFalse(self.complaints)
        with self.later(61):
            self.conversation._on_group(GroupEvent("-100", "message"))
        self.assertEqual(len(self.told), 2)

    # -- albums ---------------------------------------------------------------------------------

    def album(self, *captions, **values):
        """Photos sent as one. :return: the messages"""
        rows = [
            {
                "conversation_id": self.conversation.id,
                "direction": "inbound",
                "state": "received",
                "kind": "image",
                "body": caption,
                "album": "139",
                "occurred_at": fields.Datetime.now(),
                **values,
            }
            for caption in captions
        ]
        messages = self.env["lalisa.message"].with_user(self.root).create(rows)
        self.conversation._on_messages(messages)
        return messages

    def test_photos_sent_as_one_are_one_complaint_with_one_answer(self):
        messages = self.album("", "Spanduk dipaku di pohon jalan utama", "")
        self.assertEqual(messages.complaint_id, self.complaints)
        self.assertEqual((self.complaints.summary, len(self.told)), ("Spanduk dipaku di pohon jalan utama", 1))

    def test_a_part_that_comes_late_goes_where_the_album_went_without_a_word(self):
        self.album("Spanduk dipaku", "")
        late = self.album("")
        self.assertEqual((late.complaint_id, len(self.told)), (self.complaints, 1))

    def test_an_album_in_doubt_moves_as_one(self):
        self.open_with_place()
        with self.later(60):
            album = self.album("", "Parkir liar di pasar sejak pagi")
            question = self.told.filtered(lambda one: one.purpose == "intake:which")
            self.tap(question, question.buttons[1][0])
        self.assertEqual(album.complaint_id, self.complaints[1])

    # -- number, files --------------------------------------------------------------------------

    def test_the_own_number_is_the_reporters_and_anybody_elses_is_not(self):
        self.contact.phone = False
        self.hear(WORDS)
        first = self.told[0]
        self.assertTrue(first.asks_contact)
        self.hear("Budi", kind="contacts")
        self.assertEqual((self.told[-1].purpose, self.contact.reporter_id.phone), ("intake:not_own_number", False))
        self.contact.phone = "+628115550"
        self.hear("Siti", kind="contacts", own_card=True)
        self.assertEqual((self.told[-1].purpose, self.contact.reporter_id.phone), ("intake:number_kept", "+628115550"))

    def test_who_wants_to_stay_unnamed_is_not_asked_for_a_number(self):
        self.contact.phone = False
        self.hear("RAHASIA")
        self.hear(WORDS)
        self.assertFalse(self.told[-1].asks_contact)

    def test_a_file_that_cannot_be_had_is_answered_with_what_to_do(self):
        self.hear("", kind="video", media_state="failed", media_error="Berkas lebih dari 20 MB")
        self.assertIn("intake:no_file", self.told.mapped("purpose"))
        self.assertEqual(len(self.complaints), 1)
