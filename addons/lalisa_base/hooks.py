"""What installing the addon does beside its data."""

from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.parse_version import parse_version
from odoo.tools.sql import table_exists


def refuse_older(env):
    """Refuse to be installed into a database of 1.x that is not brought up to 2.0.0 in the same go.

    Before 2.0.0 all of dispatch, register and oversight was lalisa_complaint's: installed beside it, the addons that
    have it now would overwrite what the office has edited.

    :param env: environment of the superuser
    :raises UserError: the database is one of 1.x, and only something new is being installed
    """
    rows = env.execute_query(
        SQL("""SELECT latest_version FROM ir_module_module WHERE name = 'lalisa_complaint' AND state = 'installed'""")
    )
    if rows and parse_version(rows[0][0]) < parse_version("19.0.2.0.0"):
        raise UserError(
            env._(
                "Nothing was installed: this database is one of release %s. Update it first (odoo -u all with "
                "pre_upgrade_scripts, see CHANGELOG); the new addons come along with it.",
                rows[0][0],
            )
        )


def post_init_hook(env):
    """Name the office's company, give its new people their language, close free sign-up where it leads nowhere.

    :param env: environment of the superuser
    """
    mark_office_company(env)
    env["res.company"]._lalisa_office()._lalisa_set_language()
    env["res.users"]._lalisa_close_free_signup()


def mark_office_company(env):
    """Mark the company that La-Lisa belongs to, where none is marked yet.

    A database that has complaints already keeps the company of most of them; a new one takes the company
    of the user who installs.

    :param env: environment of the superuser
    """
    companies = env["res.company"]
    if companies.search_count([("lalisa_is_office", "=", True)], limit=1):
        return
    company = env.company
    if table_exists(env.cr, "lalisa_complaint"):
        rows = env.execute_query(
            SQL(
                "SELECT company_id FROM lalisa_complaint GROUP BY company_id ORDER BY count(*) DESC, company_id LIMIT 1"
            )
        )
        company = companies.browse(rows[0][0]) if rows else company
    company.lalisa_is_office = True
