from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .stage_log import TOMBSTONE

BATCH = 100
# Free text and places of a case; what is counted (category, district, times, stage) stays.
WORDS = ("summary", "brief", "check_finding", "result_public", "location_text", "alternative_who")


class LalisaRetention(models.Model):
    """How long a class of complaints keeps its reporter, words and pictures after it ended.

    The years come from the office's archive schedule (JRA); until they are entered nothing is removed.
    """

    _name = "lalisa.retention"
    _description = "Retention class"
    _order = "name"

    name = fields.Char(required=True)
    years = fields.Integer("Kept for (years)", help="0: not decided yet, nothing is removed.")
    category_ids = fields.Many2many(
        "lalisa.category", string="Categories", help="Empty: every category without a class of its own."
    )
    active = fields.Boolean(default=True)

    @api.constrains("years", "category_ids", "active")
    def _check_class(self):
        for one in self:
            if one.years < 0:
                raise ValidationError(self.env._("The years cannot be below zero."))
            others = self.search([("id", "!=", one.id)])
            if one.category_ids & others.category_ids or (
                not one.category_ids and any(not other.category_ids for other in others)
            ):
                raise ValidationError(self.env._("A category belongs to one class only."))

    def _get_domain(self):
        """Return the complaints of this class whose time is over."""
        before = fields.Datetime.now() - relativedelta(years=self.years)
        domain = fields.Domain("closed_at", "<", before) & fields.Domain("retained_at", "=", False)
        if self.category_ids:
            return domain & fields.Domain("category_id", "in", self.category_ids.ids)
        own = self.search([("category_ids", "!=", False)]).category_ids
        return domain & fields.Domain("category_id", "not in", own.ids)

    @api.model
    def _cron_retain(self):
        """Take persons and words out of what is old enough, each case in a transaction of its own."""
        cases, each = self.env["lalisa.complaint"], self.env["ir.cron"]._lalisa_each
        for one in self.search([("years", ">", 0)]):
            seen = cases.browse()
            while due := cases.search(one._get_domain() & fields.Domain("id", "not in", seen.ids), limit=BATCH):
                each(due, lambda case: case._apply_retention())
                seen |= due


class LalisaComplaintRetention(models.AbstractModel):
    """Take person, words and pictures out of a case that is old enough."""

    _name = "lalisa.complaint.retention"
    _description = "Retention of a complaint"

    def _apply_retention(self):
        """Take the person, the words and the pictures out; number, times, statistics and chains stay.

        Other addons take out their own part.
        """
        self.ensure_one()
        gone = {name: False for name in WORDS if self[name]}
        self._write_engine(
            {
                **gone,
                "summary": TOMBSTONE,
                "latitude": 0,
                "longitude": 0,
                "retained_at": fields.Datetime.now(),
            }
        )
        self.stage_log_ids.filtered("left_at")._replace_words()
        self._retain_thread(self)
        self.reporter_id._apply_retention()
        self.addition_ids._apply_retention()

    @api.model
    def _retain_thread(self, records):
        """Take the files, words and tasks out of records that belong to a case.

        :param records: the case itself, or what an addon keeps beside it (a `mail.thread`)
        """
        of_these = fields.Domain("res_model", "=", records._name) & fields.Domain("res_id", "in", records.ids)
        # Retention is the office's rule, carried out by its own job; the files are of closed cases.
        self.env["ir.attachment"].sudo().search(of_these).unlink()
        written = records.message_ids
        written.filtered(lambda one: one.body).write({"body": TOMBSTONE})
        written.filtered(lambda one: one.subject).write({"subject": False})
        # Odoo keeps a task that is done, with the words of whoever planned it; the tasks of a closed case are over.
        tasks_sudo = self.env["mail.activity"].sudo().with_context(active_test=False)
        tasks_sudo.search(of_these).unlink()
