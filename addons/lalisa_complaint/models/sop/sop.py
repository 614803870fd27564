from odoo import api, fields, models
from odoo.tools import ormcache


class LalisaSop(models.Model):
    """One revision of the standard operating procedure: the document, its steps and its transitions.

    Complaints keep the revision they began under, so a revision in use is archived, never rewritten.
    The `official_*` texts are the document's own words, quoted exactly.
    """

    _name = "lalisa.sop"
    _inherit = ["lalisa.sop.plan", "lalisa.sop.reading", "lalisa.sop.revision", "lalisa.sop.part"]
    _description = "Standard operating procedure"
    _order = "effective_on desc, id desc"

    name = fields.Char(required=True)
    number = fields.Char(required=True)
    revision = fields.Integer(default=1)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("public", "Complaints of the public"), ("member", "Complaints about members")],
        required=True,
        default="public",
    )
    agency = fields.Char()
    created_on = fields.Date()
    revised_on = fields.Date()
    effective_on = fields.Date()
    approver_name = fields.Char()
    approver_rank = fields.Char()
    approver_nip = fields.Char("Approver's staff number")
    approver_title = fields.Char()
    official_agency = fields.Char()
    official_name = fields.Char()
    official_legal_basis = fields.Text()
    official_qualifications = fields.Text()
    official_related = fields.Text()
    official_equipment = fields.Text()
    official_warning = fields.Text()
    official_records = fields.Text()
    step_ids = fields.One2many("lalisa.sop.step", "sop_id", copy=True)
    transition_ids = fields.One2many("lalisa.sop.transition", "sop_id", copy=True)
    reading = fields.Html(compute="_compute_reading", sanitize=False)
    state = fields.Selection(
        [("draft", "Draft"), ("in_force", "In force"), ("replaced", "Replaced")],
        required=True,
        default="in_force",
        readonly=True,
    )
    complaint_count = fields.Integer(compute="_compute_complaint_count")
    minutes_low = fields.Integer("Total from (minutes)", compute="_compute_total")
    minutes_high = fields.Integer("Total to (minutes)", compute="_compute_total")

    def _get_current(self, category):
        """Return the revision that a new complaint begins under.

        :param category: a `lalisa.category` record, possibly empty
        :return: one `lalisa.sop`
        """
        return self.browse(self._get_current_id("member" if category.about_members else "public"))

    @api.model
    @ormcache("kind")
    def _get_current_id(self, kind):
        """Return the id of the revision in force of a kind of procedure."""
        # What is remembered must not depend on who asked first; which procedure holds is no secret.
        return self.sudo().with_context(active_test=True).search([("kind", "=", kind)], limit=1).id

    @api.model_create_multi
    def create(self, vals_list):
        """Add to what the procedure says; the revisions in memory are read anew."""
        created = super().create(vals_list)
        self._forget_plans()
        return created

    def write(self, vals):
        """Change what the procedure says; the revisions in memory are read anew."""
        done = super().write(vals)
        self._forget_plans()
        return done

    @api.depends("step_ids.minutes_max", "step_ids.minutes_warn")
    def _compute_total(self):
        """Add up what the document allows for the whole: 290 to 410 minutes as it stands."""
        for sop in self:
            steps = sop.step_ids
            sop.minutes_low = sum(step.minutes_warn or step.minutes_max for step in steps)
            sop.minutes_high = sum(steps.mapped("minutes_max"))
