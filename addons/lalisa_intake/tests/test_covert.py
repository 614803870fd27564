import html
import re

from odoo.tests import HttpCase, tagged

from .common import IntakeCase

UNTIL_STEP_SIX = ("receive", "check", "verify", "field_check", "dispatch", "resolve")
# What would tell a target that somebody is coming, or how near.
TELLING = (
    "Tim Reaksi",
    "TRC",
    "petugas ditugaskan",
    "tindakan di lapangan",
    "bidang yang menangani",
    "razia",
    "diverifikasi",
    "kesesuaian",
    "pimpinan",
    "Kabid",
    "Kasi",
)
# Said at the reporter's own doing, whatever the step.
ANSWERS = {
    "STATUS": "sedang diproses",
    "CABUT": "sedang diproses",
    "TAMBAH": "kirim keterangan",
    "SETUJU": "kami catat",
    "SURAT": "belum tersedia",
}


@tagged("post_install", "-at_install")
class TestCovert(IntakeCase, HttpCase):
    """Closed operations: a target may pose as a reporter, and learns nothing before step 6 has ended.

    Every notice is switched on. At each step everything that a reporter can get is taken: the notice of the step, the
    answer to each command, the tracking page. Before step 6 ends all of it is the same at every step.
    """

    def setUp(self):
        super().setUp()
        self.env["lalisa.message.template"].with_context(active_test=False).search([]).active = True

    def on_channel(self, driver):
        """Another citizen begins to write, on a channel of this kind."""
        self.channel = self.env["lalisa.channel"].create({"name": "Uji", "driver": driver, "state": "active"})
        serial = self.env["lalisa.contact"].search_count([])
        self.contact = self.contact.copy({"channel_id": self.channel.id, "external_id": f"62812{serial:09d}"})
        self.conversation = self.env["lalisa.conversation"].with_user(self.root)._find_or_create(self.contact)

    def covert_complaint(self, category, confidentiality):
        self.hear("Kios di belakang terminal menjual minuman keras")
        complaint = self.complaints
        complaint.with_user(self.operator).write({"category_id": category.id, "confidentiality": confidentiality})
        return complaint

    def learns(self, path):
        """{what is asked: the answer}: all that a reporter can get at this moment."""
        learnt = {}
        for word in ANSWERS:
            self.hear(word)
            # The time of the question is the only thing that may differ.
            learnt[word] = re.sub(r"\d\d\.\d\d", "", self.told[-1].body)
        learnt["page"] = html.unescape(re.sub(r"<[^>]+>", " ", self.url_open(path).text))
        return learnt

    def assert_tells_nothing(self, texts, complaint):
        """No step by any of its names, no category, no word that tells of people on their way."""
        stages = self.env["lalisa.stage"].search([("code", "in", UNTIL_STEP_SIX[1:])])
        names = stages.mapped("public_sentence") + stages.mapped("public_name")
        for lang in ("en_US", "id_ID"):
            names += stages.with_context(lang=lang).mapped("name")
        for text in texts:
            for word in (*names, *TELLING, complaint.category_id.name, complaint.category_id.code):
                self.assertNotRegex(text, rf"(?i)\b{re.escape(word)}\b")

    @tagged("post_install", "thorough")
    def test_at_every_step_a_reporter_learns_the_same_on_each_channel_for_each_covert_category(self):
        categories = self.env["lalisa.category"].search([("covert", "=", True)])
        self.assertGreaterEqual(len(categories), 4)
        drivers = [driver for driver in ("whatsapp", "telegram") if f"lalisa.driver.{driver}" in self.env]
        for category in categories:
            for driver in drivers:
                for confidentiality in ("open", "secret"):
                    with self.subTest(category=category.code, driver=driver, confidentiality=confidentiality):
                        self.on_channel(driver)
                        self.walk_covertly(self.covert_complaint(category, confidentiality))

    def walk_covertly(self, complaint):
        path = "/aduan/" + complaint._tracking_url().split("/aduan/")[1]
        first = self.learns(path)
        for word, part in ANSWERS.items():
            self.assertIn(part, first[word])
        for target in UNTIL_STEP_SIX[1:]:
            self.prepare(complaint, target)
            self.step_to(complaint, target)
            self.assertEqual(self.learns(path), first, f"tells that step {target} has begun")
        self.assert_tells_nothing([*self.told.mapped("body"), first["page"]], complaint)
        notices = [one for one in self.told.mapped("purpose") if one.startswith("notice:")]
        self.assertFalse(notices, "a notice by its mere coming tells of a step")
        self.prepare(complaint, "report")
        self.step_to(complaint, "report")
        self.assertNotEqual(self.learns(path)["STATUS"], first["STATUS"], "after step 6 it may be told")

    def test_a_stage_that_the_office_adds_tells_nothing_before_somebody_says_that_it_may(self):
        for role in ("work", "waiting", "paused"):
            with self.subTest(role):
                self.setUpPerson()
                self.walk_into_added_stage(role)

    def walk_into_added_stage(self, role):
        complaint = self.covert_complaint(self.env.ref("lalisa_complaint.category_mir"), "open")
        path = "/aduan/" + complaint._tracking_url().split("/aduan/")[1]
        first, sop = self.learns(path), complaint.sop_id
        added = self.env["lalisa.stage"].create({"name": "Penggeledahan", "code": f"search_{role}", "role": role})
        group = self.env.ref("lalisa_complaint.group_section_head")
        way = {"sop_id": sop.id, "from_stage_id": self.stage("verify").id, "to_stage_id": added.id}
        self.env["lalisa.sop.transition"].create({**way, "group_ids": group.ids})
        if role == "work":
            step = {"sop_id": sop.id, "stage_id": added.id, "number": 9, "minutes_max": 10}
            self.env["lalisa.sop.step"].create({**step, "group_ids": group.ids})
        for target in ("check", "verify"):
            self.prepare(complaint, target)
            self.step_to(complaint, target)
        complaint.with_user(self.section_head).write({"stage_id": added.id})
        self.assertEqual(self.learns(path), first)
        self.assertEqual(complaint.sudo()._person_data()["tahap"], "sedang diproses")
        added.write({"public_name": "Pemeriksaan tambahan", "while_covert": "named"})
        self.assertIn("Pemeriksaan tambahan", self.learns(path)["STATUS"])

    def test_the_ways_out_name_no_step_and_only_the_offices_listed_reasons(self):
        category = self.env.ref("lalisa_complaint.category_mir")
        ways = {"waiting_reporter": "unclear_place", "unsuitable": "sent_by_mistake", "referred": "other"}
        for target, reason in ways.items():
            with self.subTest(target):
                self.setUpPerson()
                complaint = self.covert_complaint(category, "open")
                path = "/aduan/" + complaint._tracking_url().split("/aduan/")[1]
                self.prepare(complaint, "check")
                self.step_to(complaint, "check")
                agency = self.env["lalisa.agency"].create({"name": "Dinas Uji", "contact": "0526-000"})
                complaint.with_user(self.operator).agency_id = agency
                self.move(
                    complaint,
                    self.operator,
                    target,
                    move_reason="Razia malam Sabtu bersama Kabid",
                    move_reason_public="Razia malam Sabtu",
                    move_reason_id=self.env.ref(f"lalisa_complaint.reason_{reason}").id,
                )
                self.hear("STATUS")
                page = html.unescape(re.sub(r"<[^>]+>", " ", self.url_open(path).text))
                self.assert_tells_nothing([*self.told.mapped("body"), page], complaint)
                self.assertNotIn("Sabtu", " ".join([*self.told.mapped("body"), page]))

    def test_every_text_that_may_be_sent_before_step_six_ends_tells_nothing(self):
        complaint = self.covert_complaint(self.env.ref("lalisa_complaint.category_mir"), "open")
        safe = self.env["lalisa.message.template"].search(
            ["|", ("covert_safe", "=", True), ("kind", "in", ("answer", "part"))]
        )
        spoken = safe.filtered(lambda one: one.code not in ("result_neutral", "too_late"))
        self.assertGreater(len(spoken), 20)
        texts = [one._fill_body({**complaint._words_for_notice(), "kurang": "foto"}) for one in spoken]
        self.assert_tells_nothing(texts, complaint)

    def test_withdrawing_a_closed_operation_is_a_wish_that_staff_decide_about(self):
        complaint = self.covert_complaint(self.env.ref("lalisa_complaint.category_mir"), "open")
        self.hear("cabut")
        self.assertEqual(complaint.stage_code, "receive")
        self.assertIn("dicabut", complaint.message_ids[0].body)
