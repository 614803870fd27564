"""What installing and removing the addon does beside its data."""


def uninstall_hook(env):
    """Lets go of the append-only guards and of the cases, so that removing the addon can remove its tables.

    Only who may remove an app comes here, after Odoo has said what will be lost.
    """
    for guard in ("visit", "mark"):
        env.cr.execute(f"DROP FUNCTION IF EXISTS lalisa_{guard}_append_only() CASCADE")
    # Cases point at stages and steps, which could not be removed one by one before them.
    env.cr.execute("TRUNCATE lalisa_complaint CASCADE")
