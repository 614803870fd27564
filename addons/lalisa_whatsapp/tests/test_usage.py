from odoo import fields
from odoo.tests import tagged

from .common import WhatsappCase


@tagged("post_install", "-at_install")
class TestUsage(WhatsappCase):
    """The month's messages and their estimated cost, as the office reads them."""

    def setUp(self):
        super().setUp()
        self.contact = self.env["lalisa.contact"].create({"channel_id": self.channel.id, "external_id": "628125550"})
        self.conversation = self.env["lalisa.conversation"]._find_or_create(self.contact)

    def sent(self, category, moment="2026-11-10 03:00:00", billable=True):
        return self.messages.create(
            {
                "conversation_id": self.conversation.id,
                "direction": "outbound",
                "state": "delivered",
                "body": "Kabar.",
                "occurred_at": moment,
                "price_category": category,
                "billable": billable,
            }
        )

    def price(self, category, price, **more):
        return self.env["lalisa.message.price"].create(
            {
                "driver": "whatsapp",
                "category": category,
                "price": price,
                "valid_from": "2020-01-01",
                **more,
            }
        )

    def rows(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["lalisa.message.usage"].search([("channel_id", "=", self.channel.id)])

    def test_a_month_is_read_by_its_name_and_its_year(self):
        self.env["res.lang"]._activate_lang("id_ID")
        self.sent("utility", "2026-10-31 16:30:00")  # in Paringin it is November
        [row] = self.rows()
        self.assertEqual(row.month, fields.Date.to_date("2026-11-01"))
        self.assertEqual(row.month_name, "November 2026")
        self.assertEqual(row.with_context(lang="id_ID").month_name, "November 2026")
        self.sent("utility", "2026-05-10 03:00:00")
        self.assertEqual(self.rows()[1].with_context(lang="id_ID").month_name, "Mei 2026")

    def test_every_category_has_a_name_in_the_offices_language(self):
        self.env["res.lang"]._activate_lang("id_ID")
        for category in ("utility", "service", "hologram", False):
            self.sent(category)
        usage = self.env["lalisa.message.usage"].with_context(lang="id_ID")
        names = dict(usage._fields["price_category"]._description_selection(usage.env))
        found = {row.price_category: names[row.price_category] for row in self.rows()}
        self.assertEqual(
            found,
            {
                "utility": "Utilitas",
                "service": "Layanan",
                "other": "Lainnya",
                "none": "Tidak dihitung oleh penyedia",
            },
        )

    def test_prices_are_in_rupiah_unless_the_office_chooses_another_currency(self):
        price = self.price("utility", 350)
        self.assertEqual(price.currency_id, self.env.ref("base.IDR"))
        self.assertTrue(price.currency_id.active, "an amount is shown only in a currency that is in use")
        self.sent("utility")
        self.sent("utility", billable=False)
        [row] = self.rows()
        self.assertEqual((row.cost, row.currency_id), (350, price.currency_id))
        self.assertEqual((row.message_count, row.billable_count), (2, 1))
        self.price("service", 2, currency_id=self.env.ref("base.USD").id)
        self.sent("service")
        self.assertEqual(self.rows().mapped("currency_id.name"), ["USD", "IDR"])

    def test_a_price_holds_from_its_day_on_and_where_none_is_kept_no_cost_is_claimed(self):
        self.price("utility", 350)
        self.price("utility", 500, valid_from="2026-11-01")
        self.sent("utility", "2026-10-10 03:00:00")
        self.sent("utility")
        self.sent("marketing")
        costs = {(row.month.month, row.price_category): (row.cost, bool(row.note)) for row in self.rows()}
        self.assertEqual(
            costs,
            {
                (10, "utility"): (350, False),
                (11, "utility"): (500, False),
                (11, "marketing"): (0, True),
            },
        )
        # In one currency, so that the months can be added up.
        self.assertEqual(self.rows().currency_id, self.env.ref("base.IDR"))
