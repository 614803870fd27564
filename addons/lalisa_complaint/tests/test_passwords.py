from odoo.exceptions import AccessDenied, UserError
from odoo.tests import new_test_user

from .common import ComplaintCase


class TestDemoPasswords(ComplaintCase):
    """`operator`/`operator` is for the demo: real complaints are not behind such a password."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.module = cls.env.ref("base.module_base")

    def log_in(self, user, password):
        return user.with_user(user)._check_credentials(
            {"type": "password", "login": user.login, "password": password}, {"interactive": False}
        )

    def test_with_demo_data_the_login_may_be_the_password(self):
        self.module.demo = True
        self.operator.password = self.operator.login
        self.assertEqual(self.log_in(self.operator, self.operator.login)["uid"], self.operator.id)

    def test_without_demo_data_such_a_password_opens_nothing(self):
        self.module.demo = True
        self.operator.password = self.operator.login
        self.module.demo = False
        with self.assertRaisesRegex(AccessDenied, "equals the login"):
            self.log_in(self.operator, self.operator.login)

    def test_without_demo_data_such_a_password_cannot_be_set(self):
        self.module.demo = False
        with self.assertRaises(UserError):
            self.operator.password = self.operator.login
        self.operator.password = "a long enough sentence"
        self.assertTrue(self.log_in(self.operator, "a long enough sentence"))

    def test_people_of_other_apps_are_left_alone(self):
        self.module.demo = False
        other = new_test_user(self.env, "someone_else")
        other.password = "someone_else"
        self.assertTrue(self.log_in(other, "someone_else"))


class TestOfficeTime(ComplaintCase):
    """The SOP's minutes are read by the office's clock."""

    def test_staff_work_by_the_offices_clock_whatever_machine_they_log_in_from(self):
        outsider = new_test_user(self.env, "test_outsider", "base.group_user", tz="UTC")
        for user, wanted in ((self.operator, "Asia/Makassar"), (outsider, "UTC")):
            with self.subTest(user=user.login):
                user.tz = "UTC"  # what Odoo takes over from the browser at a first log-in
                user.with_user(user).sudo()._update_last_login()
                self.assertEqual(user.tz, wanted)
