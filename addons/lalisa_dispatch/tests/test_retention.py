from odoo.tests import freeze_time, tagged

from odoo.addons.lalisa_complaint.models.stage_log import TOMBSTONE
from odoo.addons.lalisa_complaint.tests.test_retention import WordsCase

from .common import DispatchCase
from .test_evidence import make_jpeg


@tagged("post_install", "-at_install")
class TestRetention(WordsCase, DispatchCase):
    """What the archive schedule takes out of orders, evidence and equipment."""

    def test_no_field_of_words_of_a_case_and_its_dispatch_is_left(self):
        complaint = self.complaint("resolve")
        self.assert_words_go(complaint, complaint.sudo().dispatch_ids)

    def test_no_word_of_a_task_a_subject_or_an_equipment_line_is_left(self):
        complaint = self.complaint("resolve").with_user(self.operator)
        self.tell_of_a_citizen(complaint)
        complaint.sudo().dispatch_ids.equipment_ids[:1].write({"state": "not_needed", "reason": "Warga Satu punya"})
        tables = ("mail_activity", "mail_message", "lalisa_dispatch_equipment")
        self.assertEqual(len(self.left_in(*tables)), 3)
        complaint.with_user(self.env.ref("base.user_root"))._apply_retention()
        self.assertFalse(self.left_in(*tables))

    def test_where_a_photo_was_taken_goes_and_its_fingerprint_stays(self):
        with freeze_time("2020-01-10 01:00:00"):
            complaint = self.complaint("resolve", location_confirmed=True, latitude=-2.3, longitude=115.4)
            dispatch = complaint.dispatch_ids.with_user(self.response_team)
            photo = (
                self.env["ir.attachment"]
                .with_user(self.response_team)
                .create(
                    {
                        "name": "rumah warga.jpg",
                        "raw": make_jpeg(place=(2.0, 115.0)),
                        "res_model": dispatch._name,
                        "res_id": dispatch.id,
                    }
                )
            )
            dispatch.write({"photo_after_ids": [(4, photo.id)]})
        noted = complaint.sudo().dispatch_ids.evidence_ids
        fingerprint = noted.sha256
        self.assertTrue(noted.latitude)
        complaint.with_user(self.env.ref("base.user_root"))._apply_retention()
        self.assertEqual((noted.latitude, noted.longitude, noted.file_name), (0, 0, TOMBSTONE))
        self.assertEqual(noted.sha256, fingerprint)
        self.assertFalse(photo.exists())
