import base64
import hashlib
import uuid

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import DispatchCase

PHOTO = b"\xff\xd8\xff the bytes of a photo"


@tagged("post_install", "-at_install")
class TestDispatchEntry(DispatchCase):
    """What a telephone sends from the field, once, twice, late, or wrongly."""

    def setUp(self):
        super().setUp()
        complaint = self.complaint("dispatch")
        self.dispatch = (
            self.env["lalisa.dispatch"]
            .with_user(self.division_head)
            .create({"complaint_id": complaint.id, "team_id": self.team.id})
            .with_user(self.response_team)
        )

    def make_entry(self, kind, age=0, **values):
        return {"key": str(uuid.uuid4()), "kind": kind, "age": age, **values}

    def take_entry(self, kind, **values):
        return self.dispatch.take_entry(self.make_entry(kind, **values))

    def on_the_spot(self):
        for step in ("departed", "arrived", "acted"):
            self.take_entry(step)

    def test_an_entry_that_is_sent_again_is_answered_and_applied_no_second_time(self):
        entry = self.make_entry("departed")
        self.assertEqual(self.dispatch.take_entry(entry), {"state": "departed", "known": False})
        at = self.dispatch.departed_at
        self.take_entry("arrived")
        self.assertEqual(self.dispatch.take_entry(entry), {"state": "arrived", "known": True})
        self.assertEqual((self.dispatch.departed_at, len(self.dispatch.entry_ids)), (at, 2))

    def test_what_comes_late_keeps_its_own_moment_beside_the_services(self):
        self.take_entry("departed", age=5)
        self.take_entry("arrived", age=1800)
        self.assertEqual(self.dispatch.late_entry_ids.mapped("kind"), ["arrived"])
        late = self.dispatch.late_entry_ids
        self.assertEqual((late.received_at - late.claimed_at).total_seconds(), 1800)
        self.assertEqual(self.dispatch.arrived_at, late.received_at)

    def test_words_equipment_offenders_and_photos_arrive_as_they_were_entered(self):
        self.on_the_spot()
        item = self.dispatch.equipment_ids[0]
        self.take_entry("equipment", items=[{"id": item.id, "state": "not_needed", "reason": "Jalan sempit"}])
        self.take_entry("values", values={"findings": "Lima sapi", "outcome": "handled", "state": "accepted"})
        self.take_entry("offender", name="Warung Uji")
        self.take_entry("photo", moment="before", name="a.jpg", data=base64.b64encode(PHOTO).decode())
        self.assertEqual((item.state, item.reason), ("not_needed", "Jalan sempit"))
        self.assertEqual((self.dispatch.findings, self.dispatch.state), ("Lima sapi", "acted"))
        self.assertEqual(self.dispatch.offender_ids.mapped("name"), ["Warung Uji"])
        self.assertEqual(self.dispatch.photo_before_ids.raw, PHOTO)
        self.assertEqual(self.dispatch.evidence_ids.sha256, hashlib.sha256(PHOTO).hexdigest())

    def test_an_entry_is_the_teams_that_was_sent_and_of_no_other_dispatch(self):
        other = new_test_user(self.env, "test_other_team", "lalisa_complaint.group_response_team")
        for user in (other, self.operator, self.division_head, self.administrator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.dispatch.with_user(user).take_entry(self.make_entry("departed"))
        entry = self.make_entry("departed")
        self.dispatch.take_entry(entry)
        second = (
            self.env["lalisa.dispatch"]
            .with_user(self.division_head)
            .create({"complaint_id": self.complaint("dispatch").id, "team_id": self.team.id})
        )
        with self.assertRaisesRegex(UserError, "another dispatch"):
            second.with_user(self.response_team).take_entry(entry)

    def test_what_no_telephone_of_ours_sends_is_refused_and_nothing_of_it_is_kept(self):
        self.on_the_spot()
        before = len(self.dispatch.entry_ids)
        wrong = [
            None,
            [],
            {},
            self.make_entry("accepted"),
            self.make_entry("values", age=float("nan")),
            self.make_entry("departed") | {"key": "../etc"},
            self.make_entry("photo", moment="during", data=""),
            self.make_entry("photo", moment="after", data="no base64!"),
            self.make_entry("photo", moment="after", data=""),
            self.make_entry("offender", name="  "),
        ]
        for number, entry in enumerate(wrong):
            with self.subTest(number), self.assertRaises(ValidationError):
                self.dispatch.take_entry(entry)
        self.assertEqual(len(self.dispatch.entry_ids), before)

    def test_after_the_report_nothing_more_is_taken_until_it_is_given_back(self):
        self.on_the_spot()
        words = {"findings": "a", "actions_taken": "b", "outcome": "nihil", "declaration": True}
        self.take_entry("values", values=words)
        self.take_entry("reported")
        with self.assertRaisesRegex(UserError, "filed report"):
            self.take_entry("values", values={"findings": "lain"})
        self.dispatch.with_user(self.division_head).action_return_report(self.reason.id, "Foto")
        self.take_entry("values", values={"findings": "lain"})
        self.assertEqual(self.dispatch.findings, "lain")
