from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

# Who somebody is.
PERSON = ("name", "phone", "address")


class LalisaReporter(models.Model):
    """Who reported. Never a contact (`res.partner`): every internal user may read those.

    Its display name says nothing of the person, because Odoo shows the names of linked records to
    whoever may read the link.
    """

    _name = "lalisa.reporter"
    _description = "Reporter"
    _rec_names_search = ["id"]

    name = fields.Char()
    name_confirmed = fields.Boolean()
    phone = fields.Char()
    address = fields.Text()
    complaint_ids = fields.One2many("lalisa.complaint", "reporter_id")
    protected = fields.Boolean(
        compute="_compute_protected",
        store=True,
        help="A complaint of this person is secret, anonymous, or about a member of the agency.",
    )

    was_protected = fields.Boolean(
        readonly=True, help="Protected by a complaint that it was tied to by mistake: stays so."
    )

    @api.depends("was_protected", "complaint_ids.confidentiality", "complaint_ids.category_id.about_members")
    def _compute_protected(self):
        for reporter in self:
            reporter.protected = reporter.was_protected or any(
                complaint.confidentiality != "open" or complaint.category_id.about_members
                for complaint in reporter.complaint_ids
            )

    @api.depends_context("lang")
    def _compute_display_name(self):
        for reporter in self:
            reporter.display_name = self.env._("Reporter %05d", reporter.id or 0)

    def write(self, vals):
        """See `write` of Odoo: where a name, number or address takes the place of another one, it is written down.

        To complete what was not known is the ordinary work of whoever receives complaints.
        """
        for reporter in self:
            changed = [name for name in PERSON if name in vals and reporter[name] and vals[name] != reporter[name]]
            if changed and not self.env.su and self.env.uid != SUPERUSER_ID:
                reporter._note_rewriting(changed)
        return super().write(vals)

    def _note_rewriting(self, names):
        # That something was changed stands on every complaint of theirs, whoever may read it; not what it was.
        for complaint_sudo in self.sudo().complaint_ids:
            complaint = complaint_sudo.with_env(self.env)
            complaint._note_identity(complaint._revealing_role(), kind="rewritten", detail=", ".join(names))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_complaints(self):
        # The complaints' own reading rights must not decide whether they exist.
        if self.sudo().complaint_ids:
            raise UserError(self.env._("A reporter with complaints cannot be deleted."))

    def _apply_retention(self):
        """Forget who it was, once every complaint of theirs has been through retention."""
        for reporter in self:
            if all(complaint.retained_at for complaint in reporter.complaint_ids):
                reporter.write({"name": False, "phone": False, "address": False, "name_confirmed": False})

    def _person_data(self):
        """Collect what is held of this person, as plain data in the office's language; other addons add their part.

        Nothing of the staff, of other reporters or of the office's own notes is in it.
        """
        self.ensure_one()
        return {
            "nama": self.name or "",
            "telepon": self.phone or "",
            "alamat": self.address or "",
            "aduan": [one._person_data() for one in self.complaint_ids.sorted("id")],
        }
