"""What installing and removing the addon does beside its data."""

from odoo.addons.lalisa_base.tools.append_only import release_rows


def uninstall_hook(env):
    """Let go of the append-only guards and of the cases, so that removing the addon can remove its tables.

    Only who may remove an app comes here, after Odoo has said what will be lost.
    """
    release_rows(env.cr, "stage_log", "stage_event")
    # Cases point at stages and steps, which could not be removed one by one before them.
    env.cr.execute("TRUNCATE lalisa_complaint CASCADE")
