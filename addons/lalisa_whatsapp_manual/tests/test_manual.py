import base64
import re

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.lalisa_intake.tests.common import IntakeCase

from . import chats

NUMBER = "6281200000077"


@tagged("post_install", "-at_install")
class TestManual(IntakeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["lalisa.channel"].search([("driver", "=", "whatsapp_manual")]).unlink()
        cls.channel.driver = "whatsapp_manual"
        cls.startClassPatcher(cls.clock(cls, "2026-11-25 04:00:00"))

    def enter(self, body="", user=None, **values):
        entry = (
            self.env["lalisa.manual.entry"]
            .with_user(user or self.operator)
            .create({"phone": "0812 0000 0077", "name": "Siti Uji", "body": body, **values})
        )
        entry.action_save()
        return self.there()

    def bring(self, kind, user=None, **values):
        raw, filename = chats.exported(kind)
        wizard = (
            self.env["lalisa.chat.import"]
            .with_user(user or self.operator)
            .create({"file": base64.b64encode(raw), "filename": filename, "phone": NUMBER, **values})
        )
        wizard.action_save()
        return self.there()

    def there(self):
        contact = self.env["lalisa.contact"].search([("external_id", "=", NUMBER)])
        self.conversation = self.env["lalisa.conversation"].search([("contact_id", "=", contact.id)])
        return self.conversation

    def test_a_pasted_conversation_goes_to_done_with_recorded_alternatives(self):
        self.enter(chats.WEB)
        complaint = self.complaints
        self.assertEqual(self.told.mapped("purpose"), ["intake:received"])
        self.assertEqual(complaint.summary, "Ada sapi di jalan depan pasar sudah tiga malam")
        self.assertEqual(complaint.channel, "whatsapp_manual")
        self.assertEqual(complaint.first_message_at, fields.Datetime.to_datetime("2026-11-24 01:30:00"))
        complaint.with_user(self.operator).category_id = self.category
        for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
            self.prepare(complaint, target)
            self.step_to(complaint, target)
        closing = complaint.closing_message_id
        self.assertEqual((closing.state, complaint.stage_code), ("queued", "delivery"))
        mine = closing.with_user(self.operator)
        url = mine.action_open_whatsapp()["url"]
        self.assertTrue(url.startswith(f"https://wa.me/{NUMBER}?text=Dengan%20hormat"), url)
        self.assertEqual(complaint.stage_code, "delivery")
        mine.action_sent_by_hand()
        self.assertEqual((closing.state, complaint.stage_code), ("sent", "delivery"))
        mine.action_ticks_seen()
        self.assertEqual((complaint.stage_code, complaint.closing_proof), ("done", "alternative"))
        self.assertEqual((closing.ticked_by_id, complaint.alternative_how), (self.operator, "whatsapp_manual"))
        self.assertTrue(complaint.alternative_at)
        last = complaint.stage_log_ids.filtered(lambda one: one.stage_id.code == "delivery")
        self.assertEqual((last.left_by_id, last.acting_role), (self.operator, "operator"))

    # -- what staff typed is nobody's command -----------------------------------------------------

    def test_a_command_that_staff_typed_cancels_nothing_and_is_told_to_the_staff(self):
        self.enter(chats.WEB)
        complaint = self.complaints
        for word in ("CABUT", f"batal {complaint.number}", "saya mau batalkan laporan saya", "tidak jadi"):
            with self.subTest(word):
                self.enter(word)
                self.assertEqual(complaint.stage_code, "receive")
                self.assertIn("CABUT", complaint.message_ids[:1].body)
        self.assertEqual(self.conversation.message_ids.sorted("id")[-1:].complaint_id, complaint)
        self.assertEqual(len(self.complaints), 1)

    def test_no_command_that_changes_a_case_is_run_from_typed_words(self):
        self.enter(chats.WEB)
        complaint = self.complaints
        before = complaint.read(["stage_code", "closed_at", "reporter_id"])
        purposes = self.told.mapped("purpose")
        for word in ("SETUJU", "TAMBAH", "BARU", "SURAT", "STOP", "MULAI"):
            self.enter(word)
        self.assertEqual(complaint.read(["stage_code", "closed_at", "reporter_id"]), before)
        self.assertFalse(self.conversation.next_is or self.conversation.contact_id.opted_out_at)
        self.assertEqual(self.told.mapped("purpose"), purposes)

    def test_typed_words_hide_a_reporter_at_once_and_are_answered_with_how_it_stands(self):
        self.enter(chats.WEB)
        self.enter("RAHASIA")
        self.assertEqual(self.complaints.confidentiality, "secret")
        self.enter("STATUS")
        self.assertEqual(self.told[-1].purpose, "intake:status")

    def test_the_operator_records_a_withdrawal_in_their_own_name(self):
        self.enter(chats.WEB)
        complaint = self.complaints
        for user in (self.section_head, self.division_head, self.administrator):
            with self.assertRaises(AccessError):
                complaint.with_user(user).action_record_withdrawal()
        complaint.with_user(self.operator).action_record_withdrawal()
        last = complaint.stage_log_ids.filtered("left_at").sorted("id")[-1:]
        self.assertEqual(
            (complaint.stage_code, last.left_by_id, last.acting_role, last.reason_id.code),
            ("cancelled", self.operator, "operator", "withdrawn"),
        )
        with self.assertRaises(UserError):
            complaint.with_user(self.operator).action_record_withdrawal()

    def test_papers_call_the_channel_by_its_name(self):
        self.enter(chats.WEB)
        report = self.env["report.lalisa_complaint.report_complaint"].with_user(self.operator)
        [sheet] = report._get_report_values(self.complaints.ids)["sheets"]
        self.assertIn(("Kanal", "WhatsApp (manual)"), sheet["identity"])

    def test_what_people_still_have_to_carry_makes_no_queue_look_old(self):
        before = self.env["lalisa.channel"]._get_health()["outbox"]
        self.enter(chats.WEB)
        self.assertEqual(self.told.mapped("state"), ["queued"])
        self.assertEqual(self.env["lalisa.channel"]._get_health()["outbox"], before)

    def test_nobody_but_the_operator_takes_over_or_ticks(self):
        self.enter(chats.WEB)
        for user in (self.section_head, self.administrator, self.response_team):
            with self.assertRaises(AccessError):
                self.enter("Ada sapi", user=user)
            with self.assertRaises(AccessError):
                self.bring("iphone_id", user=user)
            for act in ("action_open_whatsapp", "action_sent_by_hand", "action_ticks_seen"):
                with self.assertRaises(AccessError):
                    getattr(self.told[0].with_user(user), act)()

    def test_only_a_message_of_ours_that_is_sent_by_hand_is_ticked(self):
        self.enter(chats.WEB)
        heard = self.conversation.message_ids.filtered(lambda one: one.direction == "inbound")[:1]
        with self.assertRaises(UserError):
            heard.with_user(self.operator).action_ticks_seen()

    def test_the_outbox_leaves_messages_to_people(self):
        self.enter(chats.WEB)
        with self.enter_registry_test_mode():
            self.env.ref("lalisa_messaging.cron_drain_outbox").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(self.told.mapped("state")), {"queued"})

    def test_a_text_without_times_and_a_dropped_photo_stand_at_once(self):
        photo = (
            self.env["ir.attachment"]
            .with_user(self.operator)
            .create(
                {"name": "sapi.jpg", "raw": chats.PHOTO, "mimetype": "image/jpeg", "res_model": "lalisa.manual.entry"}
            )
        )
        self.enter("Ada sapi di jalan", attachment_ids=photo.ids)
        kinds = self.conversation.message_ids.filtered(lambda one: one.direction == "inbound").mapped("kind")
        self.assertEqual(kinds, ["text", "image"])
        self.assertEqual(len(self.complaints), 1)
        panel = self.complaints.with_user(self.operator).conversation_panel()
        self.assertTrue([row for row in panel["messages"] if row["files"]])

    def test_a_file_of_somebody_else_is_not_taken(self):
        secret = self.env["ir.attachment"].create({"name": "x.jpg", "raw": b"x"})
        with self.assertRaises(UserError):
            self.enter("Ada sapi", attachment_ids=[(4, secret.id)])

    def test_a_wrong_number_and_nothing_at_all_are_refused_in_a_sentence(self):
        with self.assertRaisesRegex(UserError, "no telephone number"):
            self.enter("Ada sapi", phone="Siti")
        with self.assertRaisesRegex(UserError, "Paste the messages"):
            self.enter("  ")

    def test_an_exported_chat_is_imported_twice_and_from_two_telephones_without_doubles(self):
        first = len(self.bring("android_id").message_ids)
        self.assertEqual(first, 5)
        for kind in ("android_id", "android_en", "iphone_id", "iphone_en"):
            with self.subTest(kind):
                self.assertEqual(len(self.bring(kind).message_ids), first)
        self.assertEqual(len(self.conversation.message_ids.attachment_ids), 1)
        self.assertFalse(self.complaints, "an import is history: nothing is answered")
        self.assertFalse(self.conversation.message_ids.filtered(lambda one: one.state == "queued"))
        self.assertTrue(self.conversation.inbox_at)

    def without_media(self, kind):
        """The same chat, exported without its files."""
        name, text, photo = chats.NAMES[kind]
        text = re.sub(rf"(?:\u200e<\w+: )?{re.escape(photo)}(?:>| \([\w ]+\))", "<Media tidak disertakan>", text)
        wizard = (
            self.env["lalisa.chat.import"]
            .with_user(self.operator)
            .create({"file": base64.b64encode(text.encode()), "filename": name, "phone": NUMBER, "name": "Siti Uji"})
        )
        wizard.action_save()
        return self.there()

    def test_a_chat_exported_with_and_without_its_files_in_either_order_is_one(self):
        for first, second in ((self.without_media, self.bring), (self.bring, self.without_media)):
            with self.subTest(first.__name__):
                self.assertEqual(len(first("android_id").message_ids), 5)
                talk = second("iphone_en")
                self.assertEqual((len(talk.message_ids), len(talk.message_ids.attachment_ids)), (5, 1))
                photo = talk.message_ids.filtered("attachment_ids")
                self.assertEqual((photo.kind, photo.body), ("image", ""))
                # As if it had never been brought.
                talk.message_ids.attachment_ids.unlink()
                self.env.cr.execute("DELETE FROM lalisa_message WHERE conversation_id = %s", (talk.id,))
                self.env.invalidate_all()

    def test_the_citizen_is_known_by_the_number_however_the_telephone_writes_it(self):
        text = "24/11/26 09.30 - +62 812-0000-0077: Ada sapi\n24/11/26 09.31 - Satpol PP: Baik"
        wizard = (
            self.env["lalisa.chat.import"]
            .with_user(self.operator)
            .create({"file": base64.b64encode(text.encode()), "filename": "chat.txt", "phone": "0812 0000 0077"})
        )
        wizard.action_save()
        self.assertEqual(self.there().message_ids.sorted("id").mapped("direction"), ["inbound", "outbound"])

    def test_the_operator_makes_a_complaint_of_an_imported_chat(self):
        self.bring("iphone_en")
        self.conversation.with_user(self.operator).action_make_complaint()
        self.assertEqual(self.complaints.summary, "Ada sapi di jalan depan pasar sudah tiga malam")

    def test_a_citizen_who_is_not_clear_is_asked_for(self):
        raw, _name = chats.exported("iphone_id")
        wizard = (
            self.env["lalisa.chat.import"]
            .with_user(self.operator)
            .create({"file": base64.b64encode(raw), "filename": "x.zip", "phone": NUMBER})
        )
        with self.assertRaisesRegex(UserError, "Satpol PP, Siti Uji"):
            wizard.action_save()

    def test_a_damaged_file_is_refused_in_a_sentence(self):
        wizard = (
            self.env["lalisa.chat.import"]
            .with_user(self.operator)
            .create({"file": base64.b64encode(b"halo"), "filename": "x.txt", "phone": NUMBER})
        )
        with self.assertRaisesRegex(UserError, "no chat exported"):
            wizard.action_save()

    def test_the_24_hours_do_not_count_on_the_offices_own_phone(self):
        self.enter(chats.WEB)
        self.assertTrue(self.conversation._is_window_open())
        self.assertFalse(self.conversation.window_until)
