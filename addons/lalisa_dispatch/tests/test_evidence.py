import base64
import hashlib
import io
from datetime import datetime

from PIL import ExifTags, Image

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models.dispatch_evidence import read_exif
from ..models.place import metres_between
from .common import DispatchCase

HERE = (-2.3333, 115.4667)


# As a telephone makes them; Odoo by itself shrinks whatever is larger than 1920 points.
LARGE = (4000, 3000)


def make_jpeg(taken=None, place=None, colour="red", size=(8, 8)):
    exif = Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if place:
        latitude, longitude = place
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                1: "S" if latitude < 0 else "N",
                2: (abs(latitude), 0.0, 0.0),
                3: "W" if longitude < 0 else "E",
                4: (abs(longitude), 0.0, 0.0),
            }
        )
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestEvidence(DispatchCase):
    def make_dispatch(self):
        complaint = self.complaint("resolve", location_confirmed=True, latitude=HERE[0], longitude=HERE[1])
        return complaint.dispatch_ids.with_user(self.response_team)

    def put_photo(self, dispatch, content, moment="after"):
        photo = (
            self.env["ir.attachment"]
            .with_user(self.response_team)
            .create(
                {
                    "name": "foto.jpg",
                    "raw": content,
                    "res_model": "lalisa.dispatch",
                    "res_id": dispatch.id,
                }
            )
        )
        dispatch.write({f"photo_{moment}_ids": [(4, photo.id)]})
        return dispatch.evidence_ids.filtered(lambda one: one.attachment_id == photo)

    def make_local(self, hours=0):
        """A camera's way of writing the moment `hours` from now, on a clock that shows WITA."""
        moment = self.env.cr.now().replace(tzinfo=None).timestamp() + (hours + 8) * 3600
        return datetime.fromtimestamp(moment).strftime("%Y:%m:%d %H:%M:%S")

    def test_a_photo_keeps_its_bytes_and_its_fingerprint(self):
        content = make_jpeg()
        evidence = self.put_photo(self.make_dispatch(), content)
        self.assertEqual(evidence.attachment_id.raw, content)
        self.assertEqual(evidence.sha256, hashlib.sha256(content).hexdigest())
        self.assertFalse(evidence.dispatch_id.evidence_doubtful)

    def test_a_large_photo_keeps_its_bytes_and_is_flagged_by_what_it_says(self):
        dispatch = self.make_dispatch()
        content = make_jpeg(self.make_local(-48), (HERE[0] + 0.05, HERE[1]), size=LARGE)
        evidence = self.put_photo(dispatch, content)
        self.assertEqual(evidence.attachment_id.raw, content)
        self.assertEqual(evidence.sha256, hashlib.sha256(content).hexdigest())
        self.assertTrue(evidence.far_in_time and evidence.far_in_place)
        sent = make_jpeg(self.make_local(-48), HERE, "blue", LARGE)
        dispatch.take_entry(
            {
                "key": "0b8a3c9e-5d1f-4a57-8c63-1f2e3d4c5b6a",
                "kind": "photo",
                "age": 0,
                "moment": "before",
                "name": "foto.jpg",
                "data": base64.b64encode(sent).decode(),
            }
        )
        self.assertEqual(dispatch.photo_before_ids.raw, sent)
        self.assertTrue(dispatch.evidence_ids[-1].far_in_time)

    def test_a_large_photo_of_the_field_check_keeps_its_bytes_and_one_of_a_person_is_odoos(self):
        content = make_jpeg(self.make_local(), HERE, size=LARGE)
        attachments = self.env["ir.attachment"].with_user(self.section_head)
        complaint = self.complaint("field_check").with_user(self.section_head)
        photo = attachments.create(
            {"name": "cek.jpg", "raw": content, "res_model": "lalisa.complaint", "res_id": complaint.id}
        )
        complaint.check_photo_ids = [(4, photo.id)]
        self.assertEqual(complaint.check_photo_ids.raw, content)
        photo.raw = content + b"\0"
        self.assertEqual(photo.raw, content + b"\0")
        other = attachments.create({"name": "lain.jpg", "raw": content})
        self.assertNotEqual(other.raw, content)

    def test_a_photo_that_was_on_another_dispatch_is_flagged(self):
        first = self.put_photo(self.make_dispatch(), make_jpeg())
        again = self.put_photo(self.make_dispatch(), make_jpeg())
        self.assertFalse(first.used_before)
        self.assertTrue(again.used_before)
        self.assertTrue(again.dispatch_id.evidence_doubtful)

    def test_before_and_after_of_one_dispatch_are_no_reuse_and_one_line_each(self):
        dispatch = self.make_dispatch()
        self.put_photo(dispatch, make_jpeg(), "before")
        self.put_photo(dispatch, make_jpeg(), "after")
        self.put_photo(dispatch, make_jpeg(), "after")
        self.assertEqual(dispatch.evidence_ids.mapped("moment"), ["before", "after"])
        self.assertFalse(any(dispatch.evidence_ids.mapped("used_before")))

    def test_a_photo_of_another_day_or_another_place_is_flagged_and_a_fitting_one_is_not(self):
        dispatch = self.make_dispatch()
        fitting = self.put_photo(dispatch, make_jpeg(self.make_local(), HERE))
        old = self.put_photo(dispatch, make_jpeg(self.make_local(-48), HERE, "blue"))
        ahead = self.put_photo(dispatch, make_jpeg(self.make_local(5), HERE, "green"))
        far = self.put_photo(dispatch, make_jpeg(self.make_local(), (HERE[0] + 0.05, HERE[1]), "white"))
        self.assertEqual(
            [(one.far_in_time, one.far_in_place) for one in (fitting, old, ahead, far)],
            [(False, False), (True, False), (True, False), (False, True)],
        )

    def test_hostile_and_broken_files_say_nothing_and_are_kept(self):
        dispatch = self.make_dispatch()
        for number, content in enumerate(
            (b"", b"<script>", make_jpeg()[:40], make_jpeg("jam berapa"), make_jpeg(place=(120.0, 500.0)))
        ):
            with self.subTest(number):
                self.assertEqual(read_exif(content), (None, None))
                evidence = self.put_photo(dispatch, content + bytes([number]))
                self.assertTrue(evidence.sha256)

    def test_nobody_writes_evidence_and_only_the_own_team_reads_it(self):
        evidence = self.put_photo(self.make_dispatch(), make_jpeg())
        for user in (self.response_team, self.division_head, self.agency_head):
            with self.subTest(user.login), self.assertRaises(AccessError):
                evidence.with_user(user).write({"used_before": False})
        other = new_test_user(self.env, "test_other_team", "lalisa_complaint.group_response_team")
        with self.assertRaises(AccessError):
            evidence.with_user(other).read(["sha256"])

    def test_distances_are_metres(self):
        self.assertAlmostEqual(metres_between((0, 0), (0, 1)), 111_195, delta=10)

    def test_the_team_sees_what_happened_here_before_without_the_other_case(self):
        earlier = self.complaint("resolve", location_confirmed=True, summary="Rahasia lama")
        elsewhere = self.complaint("resolve", location_confirmed=True, location_text="Depan terminal")
        self.assertFalse(elsewhere.dispatch_ids.earlier_text)
        dispatch = self.complaint("resolve", location_confirmed=True).dispatch_ids
        other = new_test_user(self.env, "test_other_team", "lalisa_complaint.group_response_team")
        dispatch.with_user(self.division_head).leader_id = other
        text = dispatch.with_user(other).earlier_text
        self.assertEqual(len(text.splitlines()), 1)
        self.assertIn(self.category.name, text)
        self.assertNotIn("Rahasia", text)
        self.assertNotIn(earlier.number, text)

    def test_a_sign_in_the_name_of_a_place_is_no_wildcard(self):
        self.complaint("resolve", location_confirmed=True, location_text="Pasar lama")
        asked = self.complaint("resolve", location_confirmed=True, location_text="%")
        self.assertFalse(asked.dispatch_ids.earlier_text)

    def test_equipment_that_is_left_behind_has_a_reason(self):
        item = self.make_dispatch().equipment_ids[0]
        with self.assertRaisesRegex(ValidationError, "not needed"):
            item.with_user(self.response_team).state = "not_needed"
        item.with_user(self.response_team).write({"state": "not_needed", "reason": "Jalan sempit"})
        self.assertEqual(item.state, "not_needed")
