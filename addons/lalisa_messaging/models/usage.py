from odoo import fields, models
from odoo.tools import drop_view_if_exists


class LalisaMessage(models.Model):
    _inherit = "lalisa.message"

    price_category = fields.Char(readonly=True, help="What the provider counts the message as.")
    billable = fields.Boolean(readonly=True, help="The provider asks money for it.")


class LalisaMessagePrice(models.Model):
    """What the provider asks for one message of a category, from a day on: the office keeps it, no code knows it."""

    _name = "lalisa.message.price"
    _description = "Price of a message"
    _order = "driver, category, valid_from desc"
    _rec_name = "category"

    driver = fields.Selection("_drivers", required=True)
    category = fields.Char(required=True, help="As the provider writes it: utility, service, marketing, …")
    price = fields.Float(required=True, digits=(12, 4))
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    valid_from = fields.Date(required=True, default=fields.Date.context_today)

    def _drivers(self):
        return self.env["lalisa.channel"]._fields["driver"]._description_selection(self.env)

    _price_positive = models.Constraint("CHECK(price >= 0)", "A price is not negative.")
    _day_uniq = models.Constraint("UNIQUE(driver, category, valid_from)", "There is a price from this day already.")


class LalisaMessageUsage(models.Model):
    """How many messages left in a month, by what the provider counts them as, and what they are estimated to cost."""

    _name = "lalisa.message.usage"
    _description = "Messages and their cost"
    _auto = False
    _order = "month desc, channel_id"
    _rec_name = "month"

    month = fields.Date(readonly=True)
    channel_id = fields.Many2one("lalisa.channel", readonly=True)
    price_category = fields.Char("Category", readonly=True)
    message_count = fields.Integer("Messages", readonly=True)
    billable_count = fields.Integer("To be paid", readonly=True)
    cost = fields.Monetary("Estimated cost", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    def init(self):
        """Months are the office's: they begin at midnight in Central Indonesia."""
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute("""
            CREATE VIEW lalisa_message_usage AS
            SELECT min(m.id) AS id, m.channel_id, m.price_category, p.currency_id,
                   date_trunc('month', m.occurred_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Makassar')::date AS month,
                   count(*) AS message_count, count(*) FILTER (WHERE m.billable) AS billable_count,
                   coalesce(sum(p.price) FILTER (WHERE m.billable), 0) AS cost
              FROM lalisa_message m
              JOIN lalisa_channel c ON c.id = m.channel_id
              LEFT JOIN LATERAL (
                   SELECT price, currency_id FROM lalisa_message_price
                    WHERE driver = c.driver AND category = m.price_category AND valid_from <= m.occurred_at::date
                    ORDER BY valid_from DESC LIMIT 1) p ON true
             WHERE m.direction = 'outbound' AND m.state IN ('sent', 'delivered', 'read')
             GROUP BY m.channel_id, m.price_category, p.currency_id, month
        """)
