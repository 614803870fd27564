from odoo import models


class LalisaChatActionMenu(models.AbstractModel):
    """What a button shows, or which word of a linked account it stands for."""

    _name = "lalisa.chat.action.menu"
    _description = "Menu of a chat"

    def _do_show(self, link, _text):
        link._show_record(self.dispatch_id or self.complaint_id)

    def _do_turns(self, link, _text):
        link._wish_turns()

    def _do_citizen(self, link, _text):
        link._wish_citizen()

    def _do_staff(self, link, _text):
        link._wish_staff()
