from odoo import api, fields, models
from odoo.tools import drop_view_if_exists
from odoo.tools.misc import format_date

# As Meta names them in its statuses; a name that is not here is counted as `other`.
CATEGORIES = [
    ("utility", "Utility"),
    ("service", "Service"),
    ("marketing", "Marketing"),
    ("marketing_lite", "Marketing (lite)"),
    ("authentication", "Authentication"),
    ("authentication_international", "Authentication, international"),
    ("referral_conversion", "After an advertisement"),
    ("other", "Other"),
]


class LalisaMessagePrice(models.Model):
    """What the provider asks for one message of a category, from a day on: the office keeps it, no code knows it."""

    _name = "lalisa.message.price"
    _description = "Price of a message"
    _order = "driver, category, valid_from desc"
    _rec_name = "category"

    driver = fields.Selection("_get_drivers", required=True)
    category = fields.Selection(CATEGORIES, required=True, help="What the provider counts the message as.")
    price = fields.Float(required=True, digits=(12, 4))
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self._get_rupiah())
    valid_from = fields.Date(required=True, default=fields.Date.context_today)

    def _get_drivers(self):
        return self.env["lalisa.channel"]._fields["driver"]._description_selection(self.env)

    def _get_rupiah(self):
        rupiah = self.env.ref("base.IDR", raise_if_not_found=False)
        return rupiah or self.env["res.company"]._lalisa_office().currency_id

    @api.model_create_multi
    def create(self, vals_list):
        prices = super().create(vals_list)
        prices._use_currency()
        return prices

    def write(self, vals):
        done = super().write(vals)
        self._use_currency()
        return done

    def _use_currency(self):
        # Odoo shows an amount only in a currency that is in use; whoever keeps prices may name theirs.
        self.currency_id.sudo().filtered(lambda one: not one.active).active = True

    _price_positive = models.Constraint("CHECK(price >= 0)", "A price is not negative.")
    _day_uniq = models.Constraint("UNIQUE(driver, category, valid_from)", "There is a price from this day already.")


class LalisaMessageUsage(models.Model):
    """How many messages left in a month, by what the provider counts them as, and what they are estimated to cost."""

    _name = "lalisa.message.usage"
    _description = "Messages and their cost"
    _auto = False
    _order = "month desc, channel_id, price_category"
    _rec_name = "month"

    month = fields.Date("First day of the month", readonly=True)
    month_name = fields.Char("Month", compute="_compute_month_name")
    channel_id = fields.Many2one("lalisa.channel", readonly=True)
    price_category = fields.Selection([*CATEGORIES, ("none", "Not counted by the provider")], "Category", readonly=True)
    message_count = fields.Integer("Messages", readonly=True)
    billable_count = fields.Integer("To be paid", readonly=True)
    cost = fields.Monetary("Estimated cost", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    unpriced = fields.Boolean(readonly=True, help="The provider asks money and the office keeps no price.")
    note = fields.Char(compute="_compute_note")

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_month_name(self):
        for usage in self:
            usage.month_name = usage.month and format_date(self.env, usage.month, date_format="MMMM yyyy")

    @api.depends("unpriced")
    @api.depends_context("lang")
    def _compute_note(self):
        for usage in self:
            usage.note = self.env._("No price is kept.") if usage.unpriced else False

    def init(self):
        """Months are the office's: they begin at midnight in Central Indonesia."""
        known = [code for code, _label in CATEGORIES]
        rupiah = self.env["lalisa.message.price"]._get_rupiah().id
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            """
            CREATE VIEW lalisa_message_usage AS
            SELECT min(m.id) AS id, m.channel_id, k.category AS price_category,
                   coalesce(p.currency_id, u.currency_id, %s) AS currency_id,
                   bool_or(m.billable AND p.price IS NULL) AS unpriced,
                   date_trunc('month', m.occurred_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar')::date AS month,
                   count(*) AS message_count, count(*) FILTER (WHERE m.billable) AS billable_count,
                   coalesce(sum(p.price) FILTER (WHERE m.billable), 0) AS cost
              FROM lalisa_message m
              JOIN lalisa_channel c ON c.id = m.channel_id
             CROSS JOIN LATERAL (SELECT CASE WHEN coalesce(m.price_category, '') = '' THEN 'none'
                   WHEN m.price_category = ANY(%s) THEN m.price_category ELSE 'other' END AS category) k
              LEFT JOIN LATERAL (
                   SELECT price, currency_id FROM lalisa_message_price
                    WHERE driver = c.driver AND category = k.category AND valid_from <= m.occurred_at::date
                    ORDER BY valid_from DESC LIMIT 1) p ON true
              LEFT JOIN (
                   SELECT currency_id FROM lalisa_message_price ORDER BY valid_from DESC, id DESC LIMIT 1) u ON true
             WHERE m.direction = 'outbound' AND m.state IN ('sent', 'delivered', 'read')
             GROUP BY m.channel_id, k.category, p.currency_id, u.currency_id, month
        """,
            [rupiah, known],
        )
