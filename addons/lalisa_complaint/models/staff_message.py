import base64

from odoo import models
from odoo.tools import plaintext2html


class ResUsers(models.Model):
    _inherit = "res.users"

    def _lalisa_send(self, title, text, paper=None):
        """Sends a member of staff a message: by their own chat program, else by mail, and always to the screen.

        :param paper: (file name, bytes of a PDF) that goes with it
        :return: the way it went: 'channel', 'mail' or 'screen'
        """
        self.ensure_one()
        self._lalisa_notify(title, text)
        if self._lalisa_send_by_channel(text, paper):
            return "channel"
        return "mail" if self._lalisa_send_by_mail(title, text, paper) else "screen"

    def _lalisa_send_by_channel(self, text, paper):
        """A chat program of the user's own; an addon that links them sends it here.

        :return: whether it was queued, with the paper
        """
        return False

    def _lalisa_send_by_mail(self, title, text, paper):
        if not self.email:
            return False
        # Odoo's own queue sends it after the commit; the address is the user's own.
        self.env["mail.mail"].sudo().create(
            {
                "subject": title,
                "email_to": self.email_formatted,
                "body_html": plaintext2html(text),
                "attachment_ids": [
                    (0, 0, {"name": name, "datas": base64.b64encode(content), "mimetype": "application/pdf"})
                    for name, content in ([paper] if paper else [])
                ],
            }
        )
        return True
