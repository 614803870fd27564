from odoo import models

from odoo.addons.lalisa_base.tools.office_language import in_indonesian


class LalisaComplaintChatter(models.AbstractModel):
    """Keep the chatter of a complaint inside the office."""

    _name = "lalisa.complaint.chatter"
    _description = "Chatter of a complaint"

    def _creation_message(self):
        """Return the chatter's first line, in the office's own words."""
        return in_indonesian(self).env._("The complaint was received.")

    def _mail_get_partners(self, introspect_fields=False):
        """See Odoo: nobody outside the office is ever addressed by the chatter."""
        return {complaint.id: self.env["res.partner"] for complaint in self}

    def _notify_get_reply_to(self, default=None, author_id=False):
        """See Odoo: nobody answers the chatter by email: no address of the office is looked up for its lines."""
        return dict.fromkeys(self.ids or [False], default)
