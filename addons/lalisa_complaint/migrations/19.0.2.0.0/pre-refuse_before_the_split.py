"""What other addons own now must be theirs already, and what has a new name must have it.

Odoo would delete what it finds under no name of this addon's, with its tables.
"""

SCRIPTS = "/opt/lalisa/config/pre_upgrade/release_2.py,/opt/lalisa/config/pre_upgrade/release_2_names.py"
# An XML id that the first script moves, and one that the second renames.
OF_1 = ("sequence_duty_order", "model_lalisa_complaint_visit")


def migrate(cr, version):
    """Refuse where a script that odoo.conf names has not run."""
    cr.execute("SELECT FROM ir_model_data WHERE module = 'lalisa_complaint' AND name = ANY(%s)", [list(OF_1)])
    if cr.rowcount:
        raise RuntimeError(
            "lalisa_complaint was not updated, and nothing is lost: a script of release 2.0.0 has not run. Give "
            f"odoo.conf the line pre_upgrade_scripts = {SCRIPTS} (where the release lies), then update again."
        )
