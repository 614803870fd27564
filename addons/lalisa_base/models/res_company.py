from odoo import api, fields, models
from odoo.tools import ormcache

LANGUAGE = "id_ID"


class ResCompany(models.Model):
    """La-Lisa belongs to exactly one company, the office's; every other company of the database is left alone."""

    _inherit = "res.company"

    lalisa_is_office = fields.Boolean(
        "Office of La-Lisa", copy=False, help="The one company whose complaints, roles and channels these are."
    )

    _lalisa_one_office = models.UniqueIndex(
        "(lalisa_is_office) WHERE lalisa_is_office", "La-Lisa belongs to exactly one company."
    )

    @api.model
    def _lalisa_office(self):
        """Return the office's company, as superuser."""
        # Its letterhead, hours and words are told to everybody; whoever writes here has asked for the right.
        return self.sudo().browse(self._lalisa_office_id())

    @api.model
    @ormcache()
    def _lalisa_office_id(self):
        # Which company it is, is no secret: everybody's rights depend on it.
        companies_sudo = self.sudo().with_context(active_test=False)
        marked = companies_sudo.search([("lalisa_is_office", "=", True)], limit=1)
        return (marked or companies_sudo.search([], order="id", limit=1)).id

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any("lalisa_is_office" in vals for vals in vals_list):
            self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        done = super().write(vals)
        if "lalisa_is_office" in vals:
            self.env.registry.clear_cache()
        return done

    def _lalisa_take_office(self):
        """Make this company the office's (as superuser; the caller has asked for the right)."""
        self.ensure_one()
        present = self._lalisa_office()
        if present != self:
            present.write({"lalisa_is_office": False})
            present.flush_recordset(["lalisa_is_office"])
        if not self.lalisa_is_office:
            self.write({"lalisa_is_office": True})
        self._lalisa_set_language()

    def _lalisa_set_language(self):
        """Make Indonesian what new people of this company begin with, by Odoo's own default (as superuser).

        A database that was made in Indonesian says so for everybody already; other companies keep their language, and
        so does whoever is there. Nothing is done where Indonesian is not installed, or the company has chosen.
        """
        defaults = self.env["ir.default"]
        if not self.env["res.lang"]._get_data(code=LANGUAGE):
            return
        chosen = defaults._get("res.partner", "lang", company_id=self.id)
        if not chosen and defaults._get("res.partner", "lang") != LANGUAGE:
            defaults.set("res.partner", "lang", LANGUAGE, company_id=self.id)
