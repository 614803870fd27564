"""The people of the demo data, one for each role, and what our addons have brought, whichever of them it was."""

import os
from pathlib import Path

# The first is the measure for the others; the last is Odoo's own administrator.
LOGINS = {
    "administrator": "lalisa_admin",
    "operator": "operator",
    "section_head": "kasi",
    "division_head": "kabid",
    "agency_head": "kepala",
    "response_team": "trc",
    "system": "admin",
}
OURS = sorted(path.parent.name for path in Path(os.environ["LALISA_TEST_ADDONS"]).glob("*/__manifest__.py"))


def find_people(env):
    """Return {role: the environment of its person}, in Indonesian."""
    found = {}
    for role, login in LOGINS.items():
        user = env["res.users"].search([("login", "=", login)])
        found[role] = env(user=user.id, su=False, context={"lang": "id_ID", "tz": "Asia/Makassar"})
    return found


def records_of_ours(env, model):
    """Return the records of a model that an addon of ours has brought."""
    data = env["ir.model.data"].search([("module", "in", OURS), ("model", "=", model)])
    return env[model].with_context(active_test=False).search([("id", "in", data.mapped("res_id"))])
