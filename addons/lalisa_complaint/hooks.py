"""What installing and removing the addon does beside its data."""


def uninstall_hook(env):
    """Lets go of the append-only guards and of the cases, so that removing the addon can remove its tables.

    Only who may remove an app comes here, after Odoo has said what will be lost.
    """
    env.cr.execute("DROP FUNCTION IF EXISTS lalisa_visit_append_only() CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS lalisa_register_append_only() CASCADE")
    # Cases point at stages and steps, which could not be removed one by one before them.
    env.cr.execute("TRUNCATE lalisa_complaint CASCADE")
