"""What installing and removing the addon does beside its data."""

from odoo.addons.lalisa_base.tools.append_only import release_rows


def post_init_hook(env):
    """Enter the complaints that were there before the register, once, in the order of their numbers."""
    if env["lalisa.register.line"].search_count([], limit=1):
        return
    for complaint in env["lalisa.complaint"].with_context(active_test=False).search([], order="id"):
        complaint._enter_in_register("entered")
        if complaint.closed_at:
            complaint._enter_in_register("ended")


def uninstall_hook(env):
    """Let go of the append-only guard, so that removing the addon can remove its tables.

    Only who may remove an app comes here, after Odoo has said what will be lost.
    """
    release_rows(env.cr, "register")
