"""What installing and removing the addon does beside its data."""


def uninstall_hook(env):
    """Lets go of the append-only guard, so that removing the addon can remove its tables."""
    env.cr.execute("DROP FUNCTION IF EXISTS lalisa_visit_append_only() CASCADE")
