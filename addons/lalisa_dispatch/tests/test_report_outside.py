from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.lalisa_complaint.tests.report_words import not_typeset

from .common import DispatchCase

PAPERS = ("minutes", "warning_1", "warning_2", "warning_3")
# The only free text of an order that may stand on a paper for an offender. A name is a person's, and the order's
# number is the office's own.
PRINTED = {"violation_text", "place_text", "duty_order_number"}


class OffenderReportCase(DispatchCase):
    """Berita Acara and Surat Teguran: whoever was reported gets them, and learns of no complaint from them."""

    def print_report(self, name, dispatch, user=None):
        report = self.env.ref(f"lalisa_dispatch.action_report_{name}").with_user(user or self.division_head)
        report = report.with_context(force_report_rendering=True)
        return report._render_qweb_pdf(report.report_name, dispatch.ids)[0]

    def read_words(self, name, dispatch):
        with not_typeset():
            return self.print_report(name, dispatch).decode()

    def make_dispatch(self, code="report", **values):
        return self.complaint(code, location_confirmed=True, **values).dispatch_ids


@tagged("post_install", "-at_install")
class TestPapersForOffenders(OffenderReportCase):
    def test_they_print_the_declared_fields_and_no_other_word_of_the_order_or_its_complaint(self):
        covert = self.env["lalisa.category"].search([("covert", "=", True)], limit=1)
        dispatch = self.make_dispatch(category_id=covert.id)
        complaint = dispatch.complaint_id
        words = {}
        for record in (dispatch, complaint):
            for name, field in record._fields.items():
                if field.type in ("char", "text") and field.store and not field.related and name != "number":
                    words[record._name, name] = f"qx{len(words)}xq"
            own = {name: word for (model, name), word in words.items() if model == record._name}
            record.sudo()._write_engine({name: word for name, word in own.items() if name != "stage_code"})
        expected = {("lalisa.dispatch", name) for name in PRINTED}
        seen = set()
        for name in PAPERS:
            text = self.read_words(name, dispatch)
            found = {field for field, word in words.items() if word in text}
            self.assertFalse(found - expected, name)
            seen |= found
        self.assertEqual(seen, expected, "else the reading would prove nothing")

    def test_before_the_team_is_on_the_spot_they_are_refused_with_a_sentence(self):
        complaint = self.complaint("dispatch", location_confirmed=True)
        dispatch = (
            self.env["lalisa.dispatch"]
            .with_user(self.division_head)
            .create({"complaint_id": complaint.id, "team_id": self.team.id})
        )
        team = dispatch.with_user(self.response_team)
        for step in ("action_depart", "action_arrive"):
            for name in PAPERS:
                with self.assertRaisesRegex(UserError, "once the team has arrived"):
                    self.print_report(name, dispatch)
            getattr(team, step)()
        self.assertTrue(self.print_report("minutes", dispatch).startswith(b"%PDF"))

    def test_what_nobody_described_is_left_to_the_pen(self):
        text = self.read_words("warning_1", self.make_dispatch())
        self.assertNotIn("Lima sapi", text)
        self.assertIn("berupa:", text)

    def test_the_team_describes_the_violation_until_it_has_reported_and_the_heads_also_after(self):
        dispatch = self.make_dispatch("resolve")
        team = dispatch.with_user(self.response_team)
        team.violation_text = "Melepas ternak"
        self.file_report(dispatch)
        with self.assertRaises(UserError):
            team.violation_text = "Lain"
        dispatch.with_user(self.division_head).violation_text = "Melepas ternak di jalan umum"
        with self.assertRaises(UserError):
            dispatch.with_user(self.operator).violation_text = "Lain"
        self.assertEqual(dispatch.violation_text, "Melepas ternak di jalan umum")
