"""The office that the rights are tried on: who there is, what each may, and how a refusal is told from a fault."""

from pathlib import Path

import yaml

from tests.processes import Refused

LETTERS = {
    "operator": "o",
    "kasi": "s",
    "kabid": "d",
    "trc": "t",
    "kepala": "h",
    "lalisa_admin": "a",
    "warga_portal": "p",
}
RIGHTS = yaml.safe_load(Path(__file__).with_name("rights.yaml").read_text())
# Beside the roles there is a portal user; what the demo data have none of is laid in.
PORTAL_USER = """
env['res.users'].with_context(no_reset_password=True).create({
    'name': 'Warga', 'login': 'warga_portal', 'password': 'warga_portal',
    'group_ids': [(6, 0, [env.ref('base.group_portal').id])]})
env['lalisa.register.closing'].create({'month': '2026-01-01', 'position': 1, 'hash': 'uji'})
env.cr.commit()
"""
# A record that its readers may see: not about a member, not protected, of the demo's own team.
VISIBLE = {
    "lalisa.complaint": "sop_id IN (SELECT id FROM lalisa_sop WHERE kind = 'public') AND conversation_id IS NOT NULL",
    "lalisa.stage.log": "complaint_id IN (SELECT id FROM lalisa_complaint WHERE conversation_id IS NOT NULL)",
    "lalisa.complaint.check": "complaint_id IN (SELECT id FROM lalisa_complaint WHERE conversation_id IS NOT NULL)",
    "lalisa.register.line": "complaint_id IN (SELECT id FROM lalisa_complaint WHERE conversation_id IS NOT NULL)",
    "lalisa.stage.log.report": "sop_id IN (SELECT id FROM lalisa_sop WHERE kind = 'public')",
    "lalisa.reporter": "NOT protected",
    "lalisa.dispatch": "leader_id = (SELECT id FROM res_users WHERE login = 'trc')",
    "lalisa.dispatch.equipment": "dispatch_id IN (SELECT id FROM lalisa_dispatch"
    " WHERE leader_id = (SELECT id FROM res_users WHERE login = 'trc'))",
}


def record_of(database, model):
    table = model.replace(".", "_")
    where = VISIBLE.get(model, "true")
    rows = database.rows(f"SELECT id FROM {table} WHERE {where} ORDER BY id DESC LIMIT 1")  # noqa: S608
    return rows[0][0] if rows else None


def is_refused(person, model, method, *args, any_way=False):
    """Tell whether the rights refuse a call.

    :param any_way: for what nobody may do: a refusal for any other reason counts as well
    """
    try:
        person.call(model, method, *args)
    except Refused as refusal:
        return any_way or refusal.name == "odoo.exceptions.AccessError"
    return False
