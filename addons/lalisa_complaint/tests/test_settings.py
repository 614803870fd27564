from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..models.settings import STAFF, number_of
from .common import ComplaintCase


@tagged("post_install", "-at_install")
class TestSettings(ComplaintCase):
    """The office's settings in the hands of the La-Lisa administrator, who has no right in Odoo's own."""

    def open_form(self, user=None):
        return Form(self.env["lalisa.settings"].with_user(user or self.administrator))

    def test_the_administrator_changes_days_without_rights_in_settings(self):
        self.assertFalse(self.administrator.has_group("base.group_system"))
        form = self.open_form()
        form.lalisa_service_hours = "always"
        form.unconfirmed_days = 5
        form.acknowledge_minutes = 10
        form.lalisa_signer_name = "H. Uji"
        form.save().action_save()
        self.assertEqual(number_of(self.env, "unconfirmed_days"), 5)
        self.assertEqual(number_of(self.env, "acknowledge_minutes"), 10)
        self.assertEqual(self.env.company.lalisa_signer_name, "H. Uji")
        self.assertEqual(self.open_form().unconfirmed_days, 5)

    def test_service_hours_are_asked_and_never_assumed(self):
        self.assertFalse(self.env.company.lalisa_service_hours)
        with self.assertRaises(ValidationError):
            self.env["lalisa.settings"].with_user(self.administrator).create(
                {"lalisa_service_hours": "calendar", "lalisa_duty_calendar_id": False}
            )

    def test_hours_of_another_time_zone_are_refused_for_the_office_and_for_a_step(self):
        abroad = self.env["resource.calendar"].create({"name": "Brussels", "tz": "Europe/Brussels"})
        with self.assertRaisesRegex(ValidationError, "Asia/Makassar"):
            self.env["lalisa.settings"].with_user(self.administrator).create(
                {"lalisa_service_hours": "calendar", "lalisa_duty_calendar_id": abroad.id}
            )
        step = self.env.ref("lalisa_complaint.step_verify").with_user(self.administrator)
        with self.assertRaisesRegex(ValidationError, "Asia/Makassar"):
            step.calendar_id = abroad

    def test_nobody_else_sees_or_saves_them(self):
        for user in (self.operator, self.agency_head):
            with self.assertRaises(AccessError):
                self.open_form(user)
        settings = self.env["lalisa.settings"].with_user(self.administrator).create({})
        with self.assertRaises(AccessError):
            settings.with_user(self.operator).action_save()

    def test_numbers_below_zero_are_refused(self):
        with self.assertRaises(ValidationError):
            self.env["lalisa.settings"].with_user(self.administrator).create({"unanswered_days": -1})

    def test_a_second_factor_is_asked_of_staff_and_of_nobody_else(self):
        outsider = self.env["res.users"].create({"name": "Tamu", "login": "test_guest"})
        self.env["res.users"].search([("email", "=", False)]).email = "uji@example.com"
        form = self.open_form()
        form.lalisa_service_hours = "always"
        form.require_totp = True
        form.idle_minutes = 15
        form.save().action_save()
        self.assertEqual(self.operator._mfa_type(), "totp_mail")
        self.assertFalse(outsider._mfa_type())
        for xmlid in STAFF:
            self.assertEqual(self.env.ref(xmlid).lock_timeout_inactivity, 15)
        self.assertEqual(self.operator._get_lock_timeout_inactivity(), 15 * 60)
        self.assertFalse(outsider._get_lock_timeout_inactivity())

    def test_a_second_factor_is_not_required_while_it_would_lock_somebody_out(self):
        self.operator.email = False
        settings = (
            self.env["lalisa.settings"]
            .with_user(self.administrator)
            .create({"require_totp": True, "lalisa_service_hours": "always"})
        )
        with self.assertRaisesRegex(UserError, self.operator.login):
            settings.action_save()

    def test_the_administrator_plans_service_hours(self):
        calendars = self.env["resource.calendar"].with_user(self.administrator)
        calendars.create({"name": "Jam kantor"}).name = "Jam layanan"

    def test_every_export_is_written_down_and_needs_its_own_right(self):
        complaint = self.complaint().with_user(self.operator)
        with self.assertRaises(UserError):
            complaint.export_data(["number"])
        self.operator.group_ids += self.env.ref("base.group_allow_export")
        complaint.export_data(["number", "stage_log_ids/entered_at"])
        entry = self.env["lalisa.export.log"].with_user(self.agency_head).search([], limit=1)
        self.assertEqual((entry.user_id, entry.count), (self.operator, 1))
        self.assertIn("stage_log_ids/entered_at", entry.columns)
        with self.assertRaises(UserError):
            entry.sudo().write({"count": 0})
        with self.assertRaises(UserError):
            entry.sudo().unlink()
        self.env["res.partner"].with_user(self.operator).search([], limit=1).export_data(["name"])
        self.assertEqual(self.env["lalisa.export.log"].search([]).ids, entry.ids)

    def test_everyone_with_a_role_has_the_seven_qualifications_as_a_dated_checklist(self):
        model = self.env["lalisa.qualification.proof"].with_user(self.administrator)
        for _twice in range(2):
            model.action_open_checklists()
        lines = model.search([("user_id", "=", self.operator.id)])
        self.assertEqual(len(lines), 7)
        with self.assertRaises(ValidationError):
            lines[0].write({"proved_on": "2026-11-01"})
        lines[0].write({"proved_on": "2026-11-01", "kind": "simulator", "noted_by_id": self.operator.id})
        self.assertEqual(lines[0].noted_by_id, self.administrator)
        seen = self.env["lalisa.qualification.proof"].with_user(self.operator).search([])
        self.assertEqual(seen.user_id, self.operator)
        with self.assertRaises(AccessError):
            seen[0].write({"note": "sendiri"})
