import html
import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.lalisa_complaint.tests.common import ROLES
from odoo.addons.lalisa_complaint.tests.test_reports import read_pdf
from odoo.addons.lalisa_dispatch.tests.common import DispatchCase
from odoo.addons.lalisa_intake.tests.common import IntakeCase

# All of the office's free text that a reporter may read in messages, on the page and on the paper.
PUBLIC = {
    "lalisa.complaint.result_public",
    "lalisa.complaint.move_reason_public",
    "lalisa.move.reason.name",
    "lalisa.agency.name",
    "lalisa.agency.contact",
    "lalisa.stage.public_name",
    "lalisa.stage.public_sentence",
    "lalisa.message.template.body",
    # Not words: the name of the text that the provider has approved.
    "lalisa.message.template.provider_template",
}
# The law's right of access adds what the complaint says of the reporter's own matter.
PUBLIC_IN_EXPORT = PUBLIC | {
    "lalisa.complaint.summary",
    "lalisa.complaint.location_text",
    "lalisa.reporter.name",
    "lalisa.reporter.phone",
    "lalisa.reporter.address",
}
# Keys that the code looks records up by.
KEYS = {"code"}


@tagged("post_install", "-at_install")
class TestPublicWords(IntakeCase, DispatchCase, HttpCase):
    """Every free text that staff can write carries a word of its own, and only declared ones ever reach a reporter."""

    def setUp(self):
        super().setUp()
        self.env["lalisa.message.template"].with_context(active_test=False).search([]).write(
            {"active": True, "provider_template": "uji"}
        )
        self.words, self.set_up = {}, False
        self.agency = self.env["lalisa.agency"].create({"name": "Dinas Uji", "contact": "0526"})

    # -- planting -------------------------------------------------------------------------------

    def word(self, name):
        """The word that stands for a field, e.g. of 'lalisa.complaint.brief'."""
        return self.words.setdefault(name, f"qx{len(self.words)}xq")

    def plant(self, complaint):
        """Writes its word into every free text that a role may write now, beside what stands there."""
        for model in sorted(self.env.registry):
            kind = self.env[model]
            if model.startswith("lalisa.") and kind._auto and not kind._transient:
                for record in self.records_about(complaint, kind):
                    self.plant_in(record)
        self.set_up = True
        for record in (complaint, *complaint.dispatch_ids):
            record.with_user(self.division_head).message_post(body=self.word("mail.message.body"))

    def records_about(self, complaint, model):
        """The rows of a model that belong to a complaint; once, all of a model that is the office's set-up."""
        links = {
            "complaint_id": complaint.ids,
            "dispatch_id": complaint.dispatch_ids.ids,
            "conversation_id": complaint.conversation_id.ids,
        }
        domains = [[(name, "in", ids)] for name, ids in links.items() if name in model._fields]
        own = {
            "lalisa.complaint": complaint,
            "lalisa.reporter": complaint.reporter_id,
            "lalisa.conversation": complaint.conversation_id,
            "lalisa.contact": complaint.conversation_id.contact_id,
        }
        if model._name in own:
            return own[model._name].sudo()
        if self.set_up and not domains:
            return model
        return model.sudo().with_context(active_test=False).search(domains[0] if domains else [], limit=100)

    def plant_in(self, record):
        texts = [
            name
            for name, field in record._fields.items()
            if field.type in ("char", "text", "html") and field.store and name not in KEYS
        ]
        people = [record.with_user(getattr(self, role)).with_context(lang="id_ID") for role in ROLES]
        writers = [one for one in people if one.has_access("write")]
        for name in texts if writers else ():
            word = self.word(f"{record._name}.{name}")
            value = record.with_context(lang="id_ID").sudo()[name] or ""
            if word not in value:
                any(self.written(writer, {name: f"{value} {word}".strip()}) for writer in writers)

    def written(self, record, values):
        """Whether the record's user could write."""
        try:
            with self.env.cr.savepoint():
                record.write(values)
        except (AccessError, UserError):
            return False
        return True

    # -- walking --------------------------------------------------------------------------------

    def prepare(self, complaint, code):
        """Words are planted while the report may still be written."""
        if code != "report":
            return super().prepare(complaint, code)
        team = complaint.dispatch_ids.with_user(self.response_team)
        team.write({"findings": "-", "actions_taken": "-", "outcome": "handled", "declaration": True})
        self.plant(complaint.with_env(self.env))
        return team.action_report()

    def begun(self, code="check", planted=True):
        """Another citizen's complaint, carried to a step with words planted at each."""
        self.setUpPerson()
        self.hear("Ada sapi berkeliaran di jalan")
        complaint = self.complaints
        complaint.with_user(self.operator).write({"category_id": self.category.id, "location_text": "Depan pasar"})
        for target in ("check", "verify", "field_check", "dispatch", "resolve", "report", "inform", "delivery"):
            self.prepare(complaint, target)
            if planted:
                self.plant(complaint)
            self.step_to(complaint, target)
            if target == code:
                return complaint
        return None

    def why(self, text="Sebab uji"):
        return {
            **super().why(self.word("lalisa.complaint.move_reason")),
            "move_reason_public": self.word("lalisa.complaint.move_reason_public"),
        }

    def unsuitable(self):
        complaint = self.begun()
        self.move(complaint, self.operator, "unsuitable", **self.why())
        return complaint

    def returned(self):
        complaint = self.begun()
        self.move(complaint, self.operator, "waiting_reporter", **self.why())
        return complaint

    def returned_inside_then_waiting(self):
        complaint = self.begun("field_check")
        self.move(complaint, self.division_head, "verify", **self.why())
        self.move(
            complaint,
            self.section_head,
            "waiting_reporter",
            move_reason_id=self.env.ref("lalisa_complaint.reason_incomplete").id,
            move_reason=self.word("lalisa.complaint.move_reason"),
        )
        return complaint

    def referred(self):
        complaint = self.begun()
        self.plant_in(self.agency.sudo())
        self.move(complaint, self.operator, "referred", agency_id=self.agency.id, **self.why())
        return complaint

    def cancelled(self):
        complaint = self.begun()
        self.hear("CABUT")
        return complaint

    def duplicate(self):
        """Merged into another, which comes to nothing: its reporter hears the end of the main one."""
        main = self.begun()
        merged = self.begun()
        self.move(merged, self.operator, "duplicate", master_id=main.id, **self.why())
        self.move(main, self.operator, "unsuitable", **self.why())
        return merged

    def done(self):
        complaint = self.begun("delivery")
        complaint.with_user(self.operator).write(
            {
                "alternative_how": "phone",
                "alternative_who": self.word("lalisa.complaint.alternative_who"),
                "alternative_at": "2026-11-24 01:00:00",
            }
        )
        self.move(complaint, self.operator, "done", closing_proof="alternative", **self.why())
        return complaint

    # -- what reaches the reporter --------------------------------------------------------------

    def heard(self, complaint):
        """All that this reporter can get: every message with its buttons and template, page, answers, paper."""
        path = "/aduan/" + complaint._tracking_url().split("/aduan/")[1]
        for question in ("STATUS", "SURAT", "TAMBAH", "SETUJU", "BANTUAN"):
            self.hear(question)
        sent = [
            str([one.body, one.template, one.buttons, one.location_name, one.attachment_ids.mapped("name")])
            for one in self.told
        ]
        page = html.unescape(self.url_open(path).text)
        report = complaint._result_report()
        return "\n".join([*sent, page, read_pdf(report[1]) if report else ""])

    def list_reached(self, text):
        found = set(re.findall(r"qx\d+xq", text))
        return {name for name, word in self.words.items() if word in found}

    def test_no_internal_word_reaches_a_reporter_at_any_end_of_a_case(self):
        ends = ("unsuitable", "returned", "returned_inside_then_waiting", "referred", "cancelled", "duplicate", "done")
        reached = set()
        for end in ends:
            with self.subTest(end):
                complaint = getattr(self, end)()
                found = self.list_reached(self.heard(complaint))
                self.assertFalse(found - PUBLIC, f"{end}: internal words reached the reporter")
                reached |= found
        # Else the reading would prove nothing.
        self.assertEqual(reached, PUBLIC)
        self.assertGreater(len(self.words), 40)

    def test_the_export_of_a_persons_data_holds_no_internal_word(self):
        complaint = self.done()
        found = self.list_reached(str(complaint.sudo().reporter_id._person_data()))
        self.assertFalse(found - PUBLIC_IN_EXPORT)
        self.assertIn("lalisa.complaint.result_public", found)

    def test_a_reporter_of_a_merged_complaint_reads_no_words_that_were_for_the_other(self):
        main, merged = self.begun(planted=False), self.begun(planted=False)
        self.move(merged, self.operator, "duplicate", master_id=main.id, **super().why("Sama"))
        self.move(main, self.operator, "unsuitable", **self.why())
        self.assertNotIn(self.word("lalisa.complaint.move_reason_public"), " ".join(self.told.mapped("body")))

    def test_old_rows_are_internal(self):
        """A stage log of before there were words for the reporter keeps its reason to the office."""
        complaint = self.begun(planted=False)
        self.move(
            complaint,
            self.operator,
            "waiting_reporter",
            move_reason="pelapor ini sering iseng, abaikan saja",
            move_reason_id=self.env.ref("lalisa_complaint.reason_incomplete").id,
        )
        left = complaint.stage_log_ids.filtered("left_at")[-1:]
        self.assertEqual((left.reason, left.reason_public), ("pelapor ini sering iseng, abaikan saja", False))
        text = self.heard(complaint)
        self.assertNotIn("iseng", text)
        self.assertIn("Keterangan belum lengkap", text)

    def test_the_form_shows_what_the_reporter_will_get(self):
        complaint = self.begun(planted=False)
        action = complaint.with_user(self.operator).action_open_move()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.operator)
            .with_context(**action["context"])
            .create(
                {
                    "stage_id": self.stage("waiting_reporter").id,
                    "reason": "iseng",
                    "reason_public": "Gang yang mana?",
                    "reason_id": self.env.ref("lalisa_complaint.reason_unclear_place").id,
                }
            )
        )
        preview = wizard.preview
        self.assertIn("Gang yang mana?", preview)
        self.assertNotIn("iseng", preview)
        links = self.env["lalisa.tracking"].search_count([])
        wizard.invalidate_recordset()
        self.assertTrue(wizard.preview)
        self.assertEqual(self.env["lalisa.tracking"].search_count([]), links, "looking makes no link")
        wizard.action_confirm()
        self.assertEqual(self.told[-1].body, preview)
