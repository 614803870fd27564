from lxml import etree

from odoo import fields
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import ComplaintCase

COLOURS = {"on_time": "success", "soon": "warning", "late": "danger"}


@tagged("post_install", "-at_install")
class TestBoard(ComplaintCase):
    """What the board's colours are made of."""

    def setUp(self):
        super().setUp()
        now = fields.Datetime.now()

        def set_deadline(warn, deadline):
            complaint = self.complaint()
            complaint.sudo()._write_engine(
                {
                    "warn_at": fields.Datetime.add(now, minutes=warn),
                    "deadline_at": fields.Datetime.add(now, minutes=deadline),
                }
            )
            return complaint

        self.on_time, self.soon, self.late = set_deadline(20, 30), set_deadline(-5, 5), set_deadline(-60, -30)
        self.still = self.complaint()
        self.still.sudo()._write_engine({"warn_at": False, "deadline_at": False})
        self.all = self.on_time | self.soon | self.late | self.still

    def test_a_card_is_on_time_soon_late_or_without_a_clock(self):
        self.assertEqual(self.all.mapped("time_state"), ["on_time", "soon", "late", False])

    def test_the_bar_of_a_column_counts_the_same_as_its_cards(self):
        bars = (
            self.env["lalisa.complaint"]
            .with_user(self.operator)
            .read_progress_bar(
                [("id", "in", self.all.ids)],
                "stage_id",
                {"field": "time_state", "colors": COLOURS},
            )
        )
        self.assertEqual(bars[str(self.stage("receive").id)], {"on_time": 1, "soon": 1, "late": 1})

    def test_each_role_has_one_board_that_opens_with_its_own_turn(self):
        root = self.env.ref("lalisa_complaint.menu_root")
        for user in (self.operator, self.section_head, self.division_head, self.response_team, self.agency_head):
            seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            menus = root.child_id.filtered(lambda menu, seen=seen: menu.id in seen)
            # What a menu leads to is Odoo's to read; which menus a role sees is what counts here.
            actions = [menu.action for menu in menus.sudo() if menu.action]
            windows = [action for action in actions if action.type == "ir.actions.act_window"]
            turns = [one for one in windows if "search_default_my_turn" in (one.context or "")]
            with self.subTest(user.login):
                self.assertEqual(len(turns), 1)
                self.env[turns[0].res_model].with_user(user).check_access("read")

    def test_a_list_asks_no_more_of_the_database_for_many_rows_than_for_one(self):
        complaints = self.env["lalisa.complaint"].with_user(self.operator)
        asked = {"number": {}, "summary": {}, "stage_id": {"fields": {"display_name": {}}}, "is_overdue": {}}

        def count_queries(domain):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = complaints.web_search_read(domain, asked, limit=80, count_limit=10001)
            return found["length"], self.env.cr.sql_log_count - before

        complaints.web_search_read([("lookup", "ilike", self.late.number)], asked, limit=80)
        one, few = count_queries([("lookup", "ilike", self.late.number)])
        many, more = count_queries([("id", "in", self.all.ids)])
        self.assertEqual((one, many), (1, 4))
        # Whether the number exists, the row, its procedure for the rule about members, its stage.
        self.assertLessEqual(few, 5)
        self.assertLessEqual(more, few)

    def test_pressing_a_part_of_the_bar_finds_its_cards(self):
        for state, expected in {
            "on_time": self.on_time,
            "soon": self.soon,
            "late": self.late,
            False: self.still,
        }.items():
            with self.subTest(state):
                found = self.env["lalisa.complaint"].search([("id", "in", self.all.ids), ("time_state", "=", state)])
                self.assertEqual(found, expected)

    def test_the_search_finds_by_number_text_place_district_stage_and_lateness(self):
        sought = self.late
        sought.write({"location_text": "Gang Mawar", "district_id": self.env["lalisa.district"].search([], limit=1).id})
        arch = self.env.ref("lalisa_complaint.lalisa_complaint_view_search").arch
        search = etree.fromstring(arch)
        for name, words in {
            "lookup": sought.number.lower(),
            "location_text": "gang mawar",
            "district_id": sought.district_id.name,
            "stage_id": sought.stage_id.name,
        }.items():
            with self.subTest(name):
                self.assertIn(sought, self.find_numbers(search.find(f"field[@name='{name}']"), words))
        text = search.find("field[@name='lookup']")
        self.assertIn(sought, self.find_numbers(text, "berkeliaran di jalan"))
        self.assertIn(sought, self.find_numbers(text, "Gang Mawar"))
        self.assertIn(sought, self.find_numbers(text, sought.number[-4:]))
        late = safe_eval(search.find("filter[@name='overdue']").get("domain"))
        self.assertEqual(self.env["lalisa.complaint"].search(late) & self.all, self.late)

    def find_numbers(self, field, words):
        """Return the complaints that typing `words` into a field of the search view finds."""
        domain = field.get("filter_domain")
        domain = safe_eval(domain, {"self": words}) if domain else [(field.get("name"), "ilike", words)]
        return self.env["lalisa.complaint"].with_user(self.operator).search(domain)

    def test_the_open_filter_and_the_boards_index_know_closed_cases(self):
        closed = self.complaint()
        self.prepare(closed, "check")
        self.step_to(closed, "check")
        self.move(closed, self.operator, "unsuitable", **self.why())
        open_cases = self.env["lalisa.complaint"].search([("closed_at", "=", False)])
        self.assertNotIn(closed, open_cases)
        self.assertLessEqual(self.all, open_cases)
        self.assertFalse(open_cases.filtered(lambda one: one.stage_kind == "closed"))

    def test_parts_of_numbers_words_and_places_are_found_by_an_index(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'lalisa_complaint' AND indexdef LIKE '%gin_trgm_ops%'"
        )
        found = " ".join(row[0] for row in self.env.cr.fetchall())
        for column in ("number", "summary", "location_text"):
            self.assertIn(column, found)
