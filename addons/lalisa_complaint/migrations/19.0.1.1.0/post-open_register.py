"""Complaints from before the register was a chain get their lines, once, in the order of their numbers."""
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    if env["lalisa.register.line"].search_count([]):
        return
    for complaint in env["lalisa.complaint"].search([], order="id"):
        complaint._enter_in_register("entered")
        if complaint.closed_at:
            complaint._enter_in_register("ended")
