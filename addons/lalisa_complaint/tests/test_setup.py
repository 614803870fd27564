from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import ComplaintCase


@tagged("post_install", "-at_install")
class TestSetup(ComplaintCase):
    """The first set-up: page after page, left and taken up again."""

    def setup_form(self, user=None):
        return Form(self.env["lalisa.setup"].with_user(user or self.administrator))

    def open_page(self, page):
        self.env.company.lalisa_setup_step = page
        return self.setup_form()

    def test_it_begins_with_the_office_and_goes_through_every_page_to_the_overview(self):
        form = self.setup_form()
        setup = form.save()
        pages = [setup.step]
        for _page in range(20):
            setup.action_next()
            pages.append(setup.step)
        self.assertEqual(list(dict.fromkeys(pages)), setup._list_pages())
        self.assertEqual((pages[0], pages[-1]), ("office", "end"))

    def test_what_was_left_goes_on_at_its_page_with_what_was_entered(self):
        form = self.setup_form()
        form.lalisa_address = "Jalan Uji 1, Paringin"
        form.save().action_next()
        form = self.setup_form()
        self.assertEqual((form.step, form.lalisa_address), ("signer", "Jalan Uji 1, Paringin"))
        form.lalisa_signer_name = "H. Uji"
        form.save().action_leave()
        self.assertEqual(self.env.company.lalisa_signer_name, "H. Uji")
        form = self.setup_form()
        self.assertEqual((form.step, form.lalisa_signer_name), ("signer", "H. Uji"))
        form.save().action_back()
        self.assertEqual(self.setup_form().step, "office")

    def test_a_page_that_is_there_no_more_begins_anew(self):
        self.assertEqual(self.open_page("a page of an addon that is gone").step, "office")

    def test_service_hours_are_made_from_days_and_times_in_wita(self):
        form = self.open_page("hours")
        form.lalisa_service_hours = "calendar"
        form.working_days = "6"
        form.hour_from, form.hour_to = 7.5, 14
        form.save().action_next()
        calendar = self.env.company.lalisa_duty_calendar_id
        self.assertEqual(calendar.tz, "Asia/Makassar")
        self.assertEqual(
            [(line.dayofweek, line.hour_from, line.hour_to) for line in calendar.attendance_ids.sorted("dayofweek")],
            [(str(day), 7.5, 14) for day in range(6)],
        )
        self.open_page("hours").save().action_next()
        self.assertEqual(self.env.company.lalisa_duty_calendar_id, calendar, "kept, not made again")

    def test_hours_that_end_before_they_begin_are_refused(self):
        form = self.open_page("hours")
        form.lalisa_service_hours = "calendar"
        form.hour_from, form.hour_to = 16, 8
        with self.assertRaises(ValidationError):
            form.save()

    def test_roles_are_given_with_the_right_to_give_them_and_by_nobody_else(self):
        person = new_test_user(self.env, "pegawai_baru", groups="base.group_user")
        setup = self.open_page("people").save()
        self.assertFalse(setup.may_assign)
        line = setup.role_ids.filtered(lambda one: one.xmlid == "lalisa_complaint.group_agency_head")
        line.user_ids = [Command.link(person.id)]
        with self.assertRaises(UserError):
            setup.action_next()
        self.assertFalse(person.has_group("lalisa_complaint.group_agency_head"))
        self.administrator.group_ids = [Command.link(self.env.ref("base.group_erp_manager").id)]
        setup.action_next()
        self.assertTrue(person.has_group("lalisa_complaint.group_agency_head"))

    def test_a_role_line_can_name_no_other_group(self):
        self.administrator.group_ids = [Command.link(self.env.ref("base.group_erp_manager").id)]
        setup = self.open_page("people").save()
        setup.role_ids[0].xmlid = "base.group_system"
        setup.role_ids[0].user_ids = [Command.link(self.operator.id)]
        setup.action_next()
        self.assertFalse(self.operator.has_group("base.group_system"))

    def test_the_administrator_does_not_lock_themselves_out(self):
        self.administrator.group_ids = [Command.link(self.env.ref("base.group_erp_manager").id)]
        setup = self.open_page("people").save()
        line = setup.role_ids.filtered(lambda one: one.xmlid == "lalisa_complaint.group_administrator")
        line.user_ids = [Command.unlink(self.administrator.id)]
        with self.assertRaises(UserError):
            setup.action_next()

    def test_the_overview_says_what_is_missing_until_it_is_there(self):
        setup = self.open_page("end").save()
        self.assertIn("The papers have no signer.", setup.missing)
        self.env.company.lalisa_signer_name = "H. Uji"
        self.assertNotIn("The papers have no signer.", self.open_page("end").save().missing or "")

    def test_nobody_else_opens_it(self):
        for user in (self.operator, self.section_head, self.agency_head):
            with self.assertRaises(AccessError):
                self.setup_form(user)


@tagged("post_install", "-at_install")
class TestSetupTour(ComplaintCase, HttpCase):
    def test_the_administrator_walks_the_set_up_leaves_and_goes_on(self):
        self.start_tour("/odoo/penyiapan", "lalisa_setup", login="test_administrator")
        self.assertEqual(self.env.company.lalisa_signer_name, "H. Uji, S.Sos.")
        self.assertEqual(self.env.company.lalisa_service_hours, "always")
        self.start_tour("/odoo/penyiapan", "lalisa_setup_goes_on", login="test_administrator")
        self.assertEqual(self.env.company.lalisa_setup_step, "end")
