"""What other addons own now must be theirs already: Odoo would delete it, with its tables, as no part of this one."""

SCRIPT = "/opt/lalisa/config/pre_upgrade/release_2.py"


def migrate(cr, version):
    """Refuse where the script that odoo.conf names has not run."""
    cr.execute("SELECT FROM ir_model_data WHERE module = 'lalisa_complaint' AND name = 'sequence_duty_order'")
    if cr.rowcount:
        raise RuntimeError(
            "lalisa_complaint was not updated, and nothing is lost: the script of release 2.0.0 has not run. Give "
            f"odoo.conf the line pre_upgrade_scripts = {SCRIPT} (where the release lies), then update again."
        )
