from odoo import fields, models

FIRST_ID = 10**15


class LalisaSimulatedUpload(models.Model):
    """A file that the office has put at the provider, until a message shows it."""

    _name = "lalisa.simulated.upload"
    _description = "Simulated upload"

    channel_id = fields.Many2one("lalisa.channel", required=True, ondelete="cascade")
    content = fields.Binary(required=True, attachment=True)
    mimetype = fields.Char(required=True)

    def _get_media_id(self):
        return str(FIRST_ID + self.id)

    def _find_upload(self, channel, media_id):
        """Return the upload with this id at the provider; none where it is another number's."""
        found = self.browse(int(media_id) - FIRST_ID if str(media_id).isdigit() else 0).exists()
        return found.filtered(lambda one: one.channel_id == channel)
