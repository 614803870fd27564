from odoo import fields
from odoo.tests import tagged

from .common import IntakeCase


@tagged("post_install", "-at_install")
class TestSaidInPassing(IntakeCase):
    """What a citizen says beside the matter: that it is another one, that it is more, that no name be given."""

    def ago(self, **span):
        return fields.Datetime.subtract(fields.Datetime.now(), **span)

    def purposes(self):
        return self.told.mapped("purpose")

    def test_a_new_complaint_announced_in_its_own_message_stands_at_once(self):
        for words in ("Aduan baru: ada sapi di jalan", "laporan baru pak, ada sapi di jalan", "baru: ada sapi"):
            with self.subTest(words):
                self.setUpPerson()
                self.hear("Musik keras di gang")
                self.hear(words)
                self.assertEqual(self.complaints.mapped("summary"), ["Musik keras di gang", words])
                self.assertEqual(self.purposes(), ["intake:received", "intake:received"])

    def test_what_was_just_reported_is_no_new_complaint(self):
        self.hear("Musik keras di gang")
        self.hear("laporan baru saja saya kirim, mohon dibaca")
        self.assertEqual(len(self.complaints), 1)

    def test_an_addition_that_says_so_is_not_asked_about_days_later(self):
        self.hear("Musik keras di gang", occurred_at=self.ago(days=3))
        self.hear("Tambahan: sekarang tiap malam sampai subuh")
        self.assertEqual((len(self.complaints), self.conversation.doubtful_id.id), (1, False))

    def test_a_greeting_between_the_announcement_and_the_matter_changes_nothing(self):
        self.hear("Musik keras di gang")
        self.hear("BARU")
        self.hear("assalamualaikum pak")
        self.hear("Ada sapi di jalan raya")
        self.assertEqual(self.complaints.mapped("summary"), ["Musik keras di gang", "Ada sapi di jalan raya"])

    def test_a_photo_long_after_is_asked_about_and_its_story_goes_with_it(self):
        self.hear("Musik keras di gang", occurred_at=self.ago(days=7))
        photo = self.hear("", "image")
        self.assertEqual(self.purposes()[-1], "intake:which")
        self.assertEqual(photo.complaint_id, self.complaints, "kept until the answer")
        story = self.hear("Ada sapi di jalan raya")
        self.hear("2")
        first, second = self.complaints
        self.assertEqual((photo | story).complaint_id, second)
        self.assertEqual(second.summary, "Ada sapi di jalan raya", "the words tell more than the photo")

    def test_what_was_asked_for_is_never_asked_about_within_a_day(self):
        self.hear("Musik keras di gang", occurred_at=self.ago(hours=5))
        self.hear("", "location", latitude=-2.33, longitude=115.46)
        self.assertEqual(self.purposes(), ["intake:received", "intake:complete"])
        self.setUpPerson()
        self.hear("", "image", occurred_at=self.ago(hours=5))
        self.hear("Warung menjual minuman keras")
        self.assertEqual(self.purposes(), ["intake:received", "intake:complete"])
        self.assertEqual(self.complaints.summary, "Warung menjual minuman keras")

    def test_who_asks_within_the_first_message_not_to_be_named_is_hidden_from_the_start(self):
        for words in (
            "Ada judi di gang, tolong rahasiakan nama saya",
            "RAHASIA. Tetangga menjual miras",
            "ada judi pak, jangan sebut nama ulun lah",
            "Mohon identitas saya dirahasiakan, ada judi di gang",
        ):
            with self.subTest(words):
                self.setUpPerson()
                self.hear(words)
                self.assertEqual(self.complaints.confidentiality, "secret")
                self.assertEqual(self.purposes(), ["intake:received"], "said in the one reply")
                self.assertIn("kami rahasiakan", self.told.body)

    def test_a_secret_of_others_hides_nobody(self):
        self.hear("Pelaku merahasiakan gudangnya di belakang pasar")
        self.assertEqual(self.complaints.confidentiality, "open")

    def test_who_asks_later_within_a_text_is_hidden_and_told_once(self):
        self.hear("Ada judi di gang")
        self.hear("di gang Melati, tapi rahasiakan identitas saya ya")
        self.hear("sekali lagi rahasiakan nama saya")
        self.assertEqual(self.complaints.confidentiality, "secret")
        self.assertEqual(self.purposes(), ["intake:received", "intake:secret"])

    def test_asking_in_other_words_how_it_stands_is_answered(self):
        self.hear("Musik keras di gang")
        number = self.complaints.number
        for words in ("bagaimana laporan saya?", "ada kabar pak?", "laporan ulun kayapa", "cek aduan saya"):
            with self.subTest(words):
                count = len(self.told)
                self.hear(words)
                self.assertEqual(self.told[count:].mapped("purpose"), ["intake:status"])
                self.assertIn(number, self.told[-1].body)

    def test_which_one_may_be_answered_by_what_it_is_about_and_by_nothing_more(self):
        self.hear("Musik keras di gang")
        self.hear("BARU")
        self.hear("Ada sapi di jalan raya")
        first, second = self.complaints
        self.hear("cabut")
        self.hear("musiknya masih keras sekali")
        self.assertEqual(self.complaints.mapped("stage_code"), ["receive", "receive"], "that is no answer")
        self.hear("cabut")
        self.hear("batalkan yang sapi pak")
        self.assertEqual((first.stage_code, second.stage_code), ("receive", "cancelled"))

    def test_a_cry_for_help_stands_at_once_and_what_happened_becomes_its_summary(self):
        self.hear("tolong pak")
        self.assertEqual(self.complaints.summary, "tolong pak")
        self.assertIn("apa yang terjadi", self.told.body)
        self.hear("cepat pak")
        self.assertEqual(self.purposes(), ["intake:received"], "that answers nothing")
        self.hear("kebakaran di pasar")
        self.assertEqual(self.complaints.summary, "kebakaran di pasar")
        self.assertEqual(self.purposes(), ["intake:received", "intake:complete"])

    def test_what_was_sent_by_mistake_opens_nothing_and_what_is_off_is_withdrawn(self):
        self.hear("Musik keras di gang")
        self.hear("tdk jadi pak")
        self.assertEqual(self.complaints.stage_code, "cancelled")
        self.hear("maaf salah kirim")
        self.assertEqual(len(self.complaints), 1)

    def offered(self):
        """A complaint that is another office's, and the offer to pass it on."""
        self.hear("Jalan berlubang di depan sekolah")
        offer = self.conversation._queue_message("Bila berkenan, balas SETUJU.", purpose="notice:referred")
        offer.complaint_id = self.complaints
        self.complaints._write_engine({"stage_id": self.env.ref("lalisa_complaint.stage_referred").id})

    def test_a_no_to_our_offer_opens_no_complaint(self):
        self.offered()
        answer = self.hear("tidak usah pak, terima kasih")
        self.assertEqual((len(self.complaints), answer.complaint_id), (1, self.complaints))
        self.assertNotIn("intake:agreed", self.purposes())

    def test_a_yes_to_our_offer_is_agreement_and_elsewhere_it_is_none(self):
        self.offered()
        self.hear("iya pak silakan")
        self.assertEqual(self.purposes()[-1], "intake:agreed")
        self.setUpPerson()
        self.hear("Musik keras di gang")
        self.hear("iya pak")
        self.assertNotIn("intake:agreed", self.purposes())

    def test_the_chatter_speaks_indonesian_whoever_or_whatever_writes_in_it(self):
        self.env["res.lang"]._activate_lang("id_ID")
        self.hear("Musik keras di gang")
        complaint = self.complaints
        complaint.with_user(self.operator).category_id = self.env.ref("lalisa_complaint.category_mir")
        self.hear("CABUT")
        self.contact.with_user(self.root).unreachable = True
        complaint._note_reach(False)
        complaint._note_reach(True)
        complaint._addition_arrived()
        complaint._remind_reporter(fields.Datetime.now())
        chatter = "\n".join(complaint.message_ids.mapped("body"))
        for english in ("received", "withdraw", "reporter", "reach", "closed"):
            self.assertNotIn(english, chatter.lower())
        self.assertIn("Aduan diterima", chatter)

    def test_the_inbox_shows_what_the_citizen_sent_and_no_answer_of_ours(self):
        self.hear("assalamualaikum pak")
        self.hear("", "sticker")
        row = self.conversation.with_user(self.operator)
        self.assertIn("assalamualaikum pak", row.waiting_words)
        self.assertNotIn("Waalaikumsalam", row.waiting_words)
        self.assertEqual(row.waiting_words.count("\u00b7"), 1, "the sticker too")
        self.hear("Musik keras di gang")
        row.invalidate_recordset(["waiting_words"])
        self.assertFalse(row.waiting_words)
