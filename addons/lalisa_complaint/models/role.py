# From the nearest to the highest: where a user holds several roles, the first that fits is the one they acted in.
ROLES = {
    "operator": "lalisa_complaint.group_operator",
    "response_team": "lalisa_complaint.group_response_team",
    "section_head": "lalisa_complaint.group_section_head",
    "division_head": "lalisa_complaint.group_division_head",
    "agency_head": "lalisa_complaint.group_agency_head",
}
ROLE_NAMES = [
    ("operator", "Operator"),
    ("section_head", "Section head"),
    ("division_head", "Division head"),
    ("response_team", "Quick reaction team"),
    ("agency_head", "Head of the agency"),
]


def get_role_group(env, role):
    """Return the group of a role. Odoo's `ref` asks the database each time whether it still exists; roles do.

    :param role: a key of `ROLES`
    :return: `res.groups`
    """
    return env["res.groups"].browse(env["ir.model.data"]._xmlid_to_res_id(ROLES[role], raise_if_not_found=True))
